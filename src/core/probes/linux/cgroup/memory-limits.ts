import { Absence, isAbsent, type Maybe } from '../../absence.ts';
import type { CgroupLimitsRaw, LimitRaw, MachineSize } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { parseLimit } from './limit-values.ts';
import { effectiveLimit, readValue, unknown } from './limit.ts';
import { levelsOf, type CgroupPlace } from './place.ts';

type MemoryLimits = Pick<CgroupLimitsRaw, 'memory' | 'memoryHigh' | 'memoryLowBytes' | 'memoryMinBytes' | 'swap'>;

/** The limits of memory and swap, in bytes. */
export function readMemoryLimits(files: KernelFiles, place: Maybe<CgroupPlace>, { totalBytes }: MachineSize): MemoryLimits {
  if (isAbsent(place)) {
    return { memory: unknown(place), memoryHigh: unknown(place), memoryLowBytes: place, memoryMinBytes: place, swap: unknown(place) };
  }
  const limitIn = (file: string) => (folder: string) => parseLimit(files.readText(`${folder}/${file}`));
  const own = (file: string): Maybe<number> =>
    readValue(`${place.folder}/${file}`, () => Math.min(limitIn(file)(place.folder), totalBytes ?? Number.MAX_SAFE_INTEGER));
  if (place.version === 'v2') {
    const limit = (file: string, machineValue: number | null): LimitRaw =>
      effectiveLimit(files, { place, file, read: limitIn(file), machineValue });
    return {
      memory: limit('memory.max', totalBytes),
      memoryHigh: limit('memory.high', totalBytes),
      memoryLowBytes: own('memory.low'),
      memoryMinBytes: own('memory.min'),
      swap: limit('memory.swap.max', null),
    };
  }
  const noSuch = (file: string): Absence => new Absence('not-supported', `${file}: version 1 has no such protection`);
  const levels = hierarchicalLevels(files, place);
  const stat = attempt(`${place.folder}/memory.stat`, () => files.readText(`${place.folder}/memory.stat`));
  const hierarchical = (key: string): number | null => (isAbsent(stat) ? null : numberAfter(stat, key));
  const memory = effectiveLimit(files, {
    place,
    levels,
    file: 'memory.limit_in_bytes',
    read: limitIn('memory.limit_in_bytes'),
    machineValue: totalBytes,
    hierarchical: hierarchical('hierarchical_memory_limit'),
  });
  // The second limit is of memory and swap together; with no limit of memory, all of it may be swap.
  const memoryBytes = memory.kind === 'limited' || memory.kind === 'not-effective' ? memory.value : 0;
  const swapOf = (bothBytes: number): number => Math.max(0, bothBytes - memoryBytes);
  const both = hierarchical('hierarchical_memsw_limit');
  return {
    memory,
    memoryHigh: { kind: 'unlimited', hidesAncestors: place.hidesAncestors, levels: [], evidence: 'version 1 has no memory.high' },
    memoryLowBytes: noSuch('memory.low'),
    memoryMinBytes: noSuch('memory.min'),
    swap: effectiveLimit(files, {
      place,
      levels,
      file: 'memory.memsw.limit_in_bytes',
      read: (folder) => swapOf(limitIn('memory.memsw.limit_in_bytes')(folder)),
      machineValue: null,
      hierarchical: both === null ? null : swapOf(both),
    }),
  };
}

/** An ancestor whose `memory.use_hierarchy` is 0 is not charged for what is below it: its limit does not hold there. */
function hierarchicalLevels(files: KernelFiles, place: CgroupPlace): string[] {
  const [own = place.folder, ...ancestors] = levelsOf(place);
  const apart = ancestors.findIndex((folder) => {
    const path = `${folder}/memory.use_hierarchy`;
    return readValue(path, () => parseLimit(files.readText(path))) === 0;
  });
  return [own, ...(apart === -1 ? ancestors : ancestors.slice(0, apart))];
}

function numberAfter(text: string, key: string): number | null {
  const match = new RegExp(`^${key} (\\d{1,20})$`, 'm').exec(text);
  return match?.[1] === undefined ? null : parseLimit(match[1]);
}
