import { Absence, isAbsent, type Maybe } from '../../absence.ts';
import type { CgroupCpuRaw, CgroupDeviceIoRaw, CgroupMemoryRaw, CgroupPressureRaw } from '../../raw-cgroup.ts';
import type { PressureSidesRaw } from '../../raw.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { parsePressure } from '../pressure.ts';
import { parseCpuacctStat, parseCpuStatV2, parseThrottlingV1 } from './cpu-stat.ts';
import type { DeviceFacts } from './device-facts.ts';
import { parseBlkio, parseIoStat, type IoCounters } from './io-stat.ts';
import type { KeptParts } from './kept-parts.ts';
import { readLevel } from './keyed-values.ts';
import { parseMemoryEvents, parseMemoryStatV1, parseMemoryStatV2, parseOomControl, type MemoryStat } from './memory-stat.ts';
import type { CgroupPlace } from './place.ts';

// One function per part of a cgroup: where it lies → how it is read.

export type PartReader<T> = () => Maybe<T>;

export function memoryReader(parts: KeptParts, place: Maybe<CgroupPlace>): PartReader<CgroupMemoryRaw> {
  if (isAbsent(place)) return () => place;
  return place.version === 'v2' ? memoryReaderV2(parts, place.folder) : memoryReaderV1(parts, place.folder);
}

function memoryReaderV2(parts: KeptParts, folder: string): PartReader<CgroupMemoryRaw> {
  const usage = parts.part(`${folder}/memory.current`, readLevel);
  const stat = parts.part(`${folder}/memory.stat`, parseMemoryStatV2);
  const swap = parts.part(`${folder}/memory.swap.current`, readLevel);
  const peak = parts.part(`${folder}/memory.peak`, readLevel);
  const events = parts.part(`${folder}/memory.events`, parseMemoryEvents);
  return () => {
    const usageBytes = usage();
    if (isAbsent(usageBytes)) return usageBytes;
    return { usageBytes, ...ofStat(usageBytes, stat(), swap, null), peakBytes: peak(), events: events() };
  };
}

function memoryReaderV1(parts: KeptParts, folder: string): PartReader<CgroupMemoryRaw> {
  const usage = parts.part(`${folder}/memory.usage_in_bytes`, readLevel);
  const stat = parts.part(`${folder}/memory.stat`, parseMemoryStatV1);
  const both = parts.part(`${folder}/memory.memsw.usage_in_bytes`, readLevel);
  const kernel = parts.part(`${folder}/memory.kmem.usage_in_bytes`, readLevel);
  const peak = parts.part(`${folder}/memory.max_usage_in_bytes`, readLevel);
  const failed = parts.part(`${folder}/memory.failcnt`, readLevel);
  const oomControl = parts.part(`${folder}/memory.oom_control`, (scanner) => ({ oomKill: parseOomControl(scanner) }));
  return () => {
    const usageBytes = usage();
    if (isAbsent(usageBytes)) return usageBytes;
    const swap = (): Maybe<number> => {
      const bothBytes = both();
      // The two are not read at one moment.
      return isAbsent(bothBytes) ? bothBytes : Math.max(0, bothBytes - usageBytes);
    };
    const max = failed();
    const oom = oomControl();
    const noEvents = isAbsent(max) && isAbsent(oom);
    return {
      usageBytes,
      ...ofStat(usageBytes, stat(), swap, kernel),
      peakBytes: peak(),
      events: noEvents
        ? max
        : { low: null, high: null, max: isAbsent(max) ? null : max, oom: null, oomKill: isAbsent(oom) ? null : oom.oomKill },
    };
  };
}

type OfStat = Omit<CgroupMemoryRaw, 'usageBytes' | 'peakBytes' | 'events'>;

function ofStat(usageBytes: number, stat: Maybe<MemoryStat>, swap: PartReader<number>, kernel: PartReader<number> | null): OfStat {
  if (isAbsent(stat))
    return { workingSetBytes: stat, anonBytes: stat, cacheBytes: stat, kernelBytes: kernel?.() ?? stat, swapBytes: swap() };
  const { anonBytes, cacheBytes, inactiveFileBytes } = stat;
  return {
    workingSetBytes: isAbsent(inactiveFileBytes) ? inactiveFileBytes : Math.max(0, usageBytes - inactiveFileBytes),
    anonBytes,
    cacheBytes,
    kernelBytes: stat.kernelBytes ?? kernel?.() ?? new Absence('not-found', 'memory.stat: no line "kernel"'),
    swapBytes: stat.swapBytes ?? swap(),
  };
}

/** Times are kept in `cpuacct`, throttling in `cpu`: in version 2 both are one file. */
export function cpuReader(parts: KeptParts, cpuacct: Maybe<CgroupPlace>, cpu: Maybe<CgroupPlace>): PartReader<CgroupCpuRaw> {
  if (isAbsent(cpuacct)) return () => cpuacct;
  if (cpuacct.version === 'v2') return parts.part(`${cpuacct.folder}/cpu.stat`, parseCpuStatV2);
  const usage = parts.part(`${cpuacct.folder}/cpuacct.usage`, (scanner, path) => {
    return scanner.counter() ?? new Absence('malformed', `${path}: expected a whole number`);
  });
  const times = parts.part(`${cpuacct.folder}/cpuacct.stat`, parseCpuacctStat);
  const throttling = isAbsent(cpu) ? () => cpu : parts.part(`${cpu.folder}/cpu.stat`, parseThrottlingV1);
  return () => {
    const usageNs = usage();
    if (isAbsent(usageNs)) return usageNs;
    const split = times();
    return { usageNs, ...(isAbsent(split) ? { userNs: split, systemNs: split } : split), throttling: throttling() };
  };
}

export function pidsReader(parts: KeptParts, place: Maybe<CgroupPlace>): PartReader<number> {
  return isAbsent(place) ? () => place : parts.part(`${place.folder}/pids.current`, readLevel);
}

export function ioReader(
  files: KernelFiles,
  parts: KeptParts,
  place: Maybe<CgroupPlace>,
  devices: DeviceFacts,
): PartReader<readonly CgroupDeviceIoRaw[]> {
  if (isAbsent(place)) return () => place;
  const counters = place.version === 'v2' ? parts.part(`${place.folder}/io.stat`, parseIoStat) : blkioReader(files, parts, place.folder);
  return () => {
    const found = counters();
    return isAbsent(found) ? found : describe(found, devices);
  };
}

function blkioReader(files: KernelFiles, parts: KeptParts, folder: string): PartReader<IoCounters> {
  // What is below the cgroup counts, as in version 2; old kernels count each cgroup by itself.
  const path = (name: string): string => {
    const recursive = `${folder}/blkio.throttle.${name}_recursive`;
    return files.exists(recursive) ? recursive : `${folder}/blkio.throttle.${name}`;
  };
  const bytes = parts.part(path('io_service_bytes'), (scanner) => parseBlkio(scanner, 'bytes', new Map()));
  let found: IoCounters = new Map();
  const ops = parts.part(path('io_serviced'), (scanner) => parseBlkio(scanner, 'ops', found));
  return () => {
    const answer = bytes();
    if (isAbsent(answer)) return answer;
    found = answer;
    ops();
    return found;
  };
}

function describe(found: IoCounters, devices: DeviceFacts): CgroupDeviceIoRaw[] {
  const listed = new Set(found.keys());
  return [...found].map(([device, counters]) => ({
    device,
    name: devices.nameOf(device),
    counted: !devices.liesOn(device, listed),
    ...counters,
  }));
}

/** Pressure is in the hierarchy of version 2 only. */
export function pressureReader(parts: KeptParts, unified: Maybe<CgroupPlace>): () => CgroupPressureRaw {
  if (isAbsent(unified)) return () => ({ cpu: unified, memory: unified, io: unified });
  const side = (resource: string): PartReader<PressureSidesRaw> =>
    parts.part(`${unified.folder}/${resource}.pressure`, (scanner, path) => {
      const sides = parsePressure(scanner);
      // Empty when it is switched off for this cgroup (cgroup.pressure).
      return sides.some === null && sides.full === null ? new Absence('not-supported', `${path}: says nothing`) : sides;
    });
  const cpu = side('cpu');
  const memory = side('memory');
  const io = side('io');
  return () => ({ cpu: cpu(), memory: memory(), io: io() });
}
