import type { Memory } from '../../../shared/model/host.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { MemoryRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample } from '../sample.ts';
import { NO_SURROUNDINGS, type Surroundings, cgroupSource, headlineBound, machineSource } from './true-limits.ts';

/** @param around the limits that hold here: within a container the headline is what its limit leaves, not the machine */
export function deriveMemory({ raw, at }: Sample<MemoryRaw>, around: Surroundings = NO_SURROUNDINGS): Derived<Memory> {
  const absent = new AbsenceList('memory');
  const bound = headlineBound(around, 'memory');
  const machineUsedBytes = Math.max(0, raw.totalBytes - raw.availableBytes);
  const usedBytes = bound?.used ?? machineUsedBytes;
  const limitBytes = bound?.limit ?? raw.totalBytes;
  const source = machineSource(around);
  const limitSource = bound === null ? source : cgroupSource(around);
  const readings: Reading[] = [{ subject: 'host', resource: 'memory', used: usedBytes, limit: limitBytes, limitSource, unit: 'bytes', at }];
  const swap = swapOf(raw, around, absent);
  if (swap.usedBytes !== null && swap.totalBytes !== null && swap.totalBytes > 0) {
    const swapSource = swap.bound ? cgroupSource(around) : source;
    const used = swap.usedBytes;
    readings.push({ subject: 'host', resource: 'swap', used, limit: swap.totalBytes, limitSource: swapSource, unit: 'bytes', at });
  }
  const own = around.cgroup?.memory ?? null;
  const part: Memory = {
    at,
    totalBytes: raw.totalBytes,
    usedBytes,
    usedBytesOfHost: machineUsedBytes,
    freeBytes: raw.freeBytes,
    // What may still be taken: no more than the limit leaves, nor than the machine has.
    availableBytes: Math.min(raw.availableBytes, Math.max(0, limitBytes - usedBytes)),
    cachedBytes: absent.value('cachedBytes', raw.cachedBytes),
    buffersBytes: absent.value('buffersBytes', raw.buffersBytes),
    swapTotalBytes: swap.totalBytes,
    swapUsedBytes: swap.usedBytes,
    swapFreeBytes: swap.totalBytes === null || swap.usedBytes === null ? null : Math.max(0, swap.totalBytes - swap.usedBytes),
    limitBytes,
    limitSource,
    workingSetBytes: own?.workingSetBytes ?? null,
    rssBytes: own?.rssBytes ?? null,
    pressure: around.cgroup?.pressure.memory ?? null,
  };
  return { part, readings, absent: absent.list };
}

interface Swap {
  readonly totalBytes: number | null;
  readonly usedBytes: number | null;
  readonly bound: boolean;
}

function swapOf(raw: MemoryRaw, around: Surroundings, absent: AbsenceList): Swap {
  const totalBytes = absent.value('swapTotalBytes', raw.swapTotalBytes);
  const freeBytes = absent.value('swapFreeBytes', raw.swapFreeBytes);
  const bound = headlineBound(around, 'swap');
  // A limit above what the machine has is none.
  if (bound !== null && totalBytes !== null && bound.limit < totalBytes) {
    return { totalBytes: bound.limit, usedBytes: bound.used, bound: true };
  }
  const usedBytes = totalBytes === null || freeBytes === null ? null : Math.max(0, totalBytes - freeBytes);
  return { totalBytes, usedBytes, bound: false };
}
