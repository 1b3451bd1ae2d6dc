import type { Memory } from '../../../shared/model/host.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { MemoryRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample } from '../sample.ts';

export function deriveMemory({ raw, at }: Sample<MemoryRaw>): Derived<Memory> {
  const absent = new AbsenceList('memory');
  const usedBytes = Math.max(0, raw.totalBytes - raw.availableBytes);
  const swapTotalBytes = absent.value('swapTotalBytes', raw.swapTotalBytes);
  const swapFreeBytes = absent.value('swapFreeBytes', raw.swapFreeBytes);
  const swapUsedBytes = swapTotalBytes === null || swapFreeBytes === null ? null : Math.max(0, swapTotalBytes - swapFreeBytes);
  const bytes = { subject: 'host', limitSource: 'system', unit: 'bytes', at } as const;
  const readings: Reading[] = [{ ...bytes, resource: 'memory', used: usedBytes, limit: raw.totalBytes }];
  if (swapUsedBytes !== null && swapTotalBytes !== null && swapTotalBytes > 0) {
    readings.push({ ...bytes, resource: 'swap', used: swapUsedBytes, limit: swapTotalBytes });
  }
  const part: Memory = {
    at,
    totalBytes: raw.totalBytes,
    usedBytes,
    freeBytes: raw.freeBytes,
    availableBytes: raw.availableBytes,
    cachedBytes: absent.value('cachedBytes', raw.cachedBytes),
    buffersBytes: absent.value('buffersBytes', raw.buffersBytes),
    swapTotalBytes,
    swapUsedBytes,
    swapFreeBytes,
    limitBytes: raw.totalBytes,
    limitSource: 'system',
  };
  return { part, readings, absent: absent.list };
}
