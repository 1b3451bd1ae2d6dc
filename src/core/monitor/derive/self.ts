import type { Reading } from '../../../shared/model/reading.ts';
import type { Self } from '../../../shared/model/snapshot.ts';
import type { OwnUsage } from '../../ports.ts';
import { valueOr } from '../../probes/absence.ts';
import { type Derived, type Sample, perSecond, stepMs } from '../sample.ts';

/** Headroom's own cost as read. */
export interface SelfRaw extends OwnUsage {
  readonly pid: number;
  readonly ticks: number;
  readonly skippedTicks: number;
  readonly tickMsP50: number | null;
  readonly tickMsP99: number | null;
  readonly uptimeSeconds: number;
}

/** @param coreCount the limit of its CPU; null while it is not known */
export function deriveSelf(previous: Sample<SelfRaw> | null, current: Sample<SelfRaw>, coreCount: number | null): Derived<Self> {
  const { raw, at } = current;
  const msPerSec = valueOr(perSecond(stepMs(previous, current), previous?.raw.cpuMs, raw.cpuMs), null);
  const own = { subject: 'self', limitSource: 'none', at } as const;
  const readings: Reading[] = [{ ...own, resource: 'memory', used: raw.memoryBytes, limit: null, unit: 'bytes' }];
  if (msPerSec !== null) {
    const limit = coreCount === null ? {} : ({ limit: coreCount, limitSource: 'system' } as const);
    readings.push({ ...own, resource: 'cpu', used: msPerSec / 1000, limit: null, unit: 'cores', ...limit });
  }
  const { cpuMs: _, ...facts } = raw;
  return { part: { at, ...facts, cpuPercent: msPerSec === null ? null : msPerSec / 10 }, readings, absent: [] };
}
