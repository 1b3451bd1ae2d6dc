import type { Maybe } from '../../absence.ts';
import type { CgroupLimitsRaw, LimitRaw, MachineSize } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { readCpuLimits } from './cpu-limits.ts';
import type { DeviceFacts } from './device-facts.ts';
import { readIoLimits } from './io-limits.ts';
import type { CgroupPlaces } from './layout.ts';
import { parseLimit } from './limit-values.ts';
import { effectiveLimit } from './limit.ts';
import { readMemoryLimits } from './memory-limits.ts';
import type { CgroupPlace } from './place.ts';

interface LimitsRequest {
  readonly places: CgroupPlaces;
  readonly machine: MachineSize;
  /** A process in the cgroup, whose CPU affinity counts; null for none. */
  readonly process: number | 'self' | null;
  readonly devices: DeviceFacts;
}

/** The limits of a cgroup over itself and all of its ancestors that can be seen. It never throws: what cannot be read is unknown or absent. */
export function readCgroupLimits(files: KernelFiles, { places, machine, process, devices }: LimitsRequest): CgroupLimitsRaw {
  return {
    ...readMemoryLimits(files, places.memory, machine),
    ...readCpuLimits(files, places, machine, process),
    pids: readPidsLimit(files, places.pids, machine),
    io: readIoLimits(files, places.io, devices),
  };
}

function readPidsLimit(files: KernelFiles, place: Maybe<CgroupPlace>, { maxPids }: MachineSize): LimitRaw {
  const read = (folder: string): number => parseLimit(files.readText(`${folder}/pids.max`));
  return effectiveLimit(files, { place, file: 'pids.max', read, machineValue: maxPids });
}
