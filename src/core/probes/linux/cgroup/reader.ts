import { isAbsent, ProbeError } from '../../absence.ts';
import type { CgroupReadingRaw } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import type { DeviceFacts } from './device-facts.ts';
import { createKeptParts, type KeptParts } from './kept-parts.ts';
import { cgroupParts, type CgroupPlaces } from './layout.ts';
import { cpuReader, ioReader, memoryReader, pidsReader, pressureReader } from './part-readers.ts';

/** Reads one cgroup again and again. */
export interface CgroupReader {
  /**
   * One read of each file. What cannot be read is an absence in its place. Throws ProbeError('not-found') when the cgroup is gone; then no
   * file is open any more. It may be read again: a cgroup that is made anew at the same place is found.
   */
  read(): CgroupReadingRaw;
  /** Closes what is open. It may be read again afterwards. */
  dispose(): void;
}

/** @param places from `readCgroupLayout` for a process, or from `placesOfFolder` */
export function createCgroupReader(files: KernelFiles, places: CgroupPlaces, devices: DeviceFacts): CgroupReader {
  const folders = [...new Set(cgroupParts.map((part) => places[part]).flatMap((place) => (isAbsent(place) ? [] : [place.folder])))];
  let open: { readonly parts: KeptParts; readonly read: () => CgroupReadingRaw } | null = null;
  let gone = false;

  function close(): void {
    open?.parts.close();
    open = null;
  }
  function failWhenGone(): void {
    gone = folders.length > 0 && !folders.some((folder) => files.exists(folder));
    if (!gone) return;
    close();
    throw new ProbeError('not-found', `${folders[0]}: the cgroup is gone`);
  }

  return {
    read() {
      // While it is gone only its folder is asked for.
      if (gone) failWhenGone();
      open ??= openParts(files, places, devices);
      const reading = open.read();
      if (open.parts.takeLost() || isEmpty(reading)) failWhenGone();
      return reading;
    },
    dispose: close,
  };
}

function openParts(files: KernelFiles, places: CgroupPlaces, devices: DeviceFacts): { parts: KeptParts; read: () => CgroupReadingRaw } {
  const parts = createKeptParts(files);
  const memory = memoryReader(parts, places.memory);
  const cpu = cpuReader(parts, places.cpuacct, places.cpu);
  const io = ioReader(files, parts, places.io, devices);
  const pids = pidsReader(parts, places.pids);
  const pressure = pressureReader(parts, places.unified);
  return { parts, read: () => ({ memory: memory(), cpu: cpu(), io: io(), pids: pids(), pressure: pressure() }) };
}

function isEmpty({ memory, cpu, io, pids, pressure }: CgroupReadingRaw): boolean {
  return [memory, cpu, io, pids, pressure.cpu, pressure.memory, pressure.io].every(isAbsent);
}
