import type { Pressure, PressureLine, PressureSides } from '../../../shared/model/host.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import { type Maybe, isAbsent, valueOr } from '../../probes/absence.ts';
import type { PressureLineRaw, PressureRaw, PressureSidesRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample, growth, percentOf, stepMs } from '../sample.ts';

const KINDS = ['cpu', 'memory', 'io'] as const;

function lineOf(raw: PressureLineRaw | null): PressureLine | null {
  if (raw === null) return null;
  return { avg10: raw.avg10, avg60: raw.avg60, avg300: raw.avg300, totalUs: raw.totalUs === null ? null : Number(raw.totalUs) };
}

/** The share of the step in which tasks waited. The stall counter is in microseconds. */
function stallPercent(step: Maybe<number>, before: PressureLineRaw | null | undefined, now: PressureLineRaw | null): number | null {
  if (isAbsent(step) || now?.totalUs == null || before?.totalUs == null) return null;
  const grownUs = valueOr(growth(before.totalUs, now.totalUs), null);
  return grownUs === null ? null : percentOf(grownUs / 1000, step);
}

export function sidesOf(step: Maybe<number>, before: Maybe<PressureSidesRaw> | undefined, now: PressureSidesRaw): PressureSides {
  const earlier = before === undefined || isAbsent(before) ? undefined : before;
  return {
    some: lineOf(now.some),
    full: lineOf(now.full),
    someStallPercent: stallPercent(step, earlier?.some, now.some),
    fullStallPercent: stallPercent(step, earlier?.full, now.full),
  };
}

export function derivePressure(previous: Sample<PressureRaw> | null, current: Sample<PressureRaw>): Derived<Pressure> {
  const { raw, at } = current;
  const absent = new AbsenceList('pressure');
  const step = stepMs(previous, current);
  const readings: Reading[] = [];
  const sides: Record<(typeof KINDS)[number], PressureSides | null> = { cpu: null, memory: null, io: null };
  for (const kind of KINDS) {
    const now = absent.value(kind, raw[kind]);
    if (now === null) continue;
    sides[kind] = sidesOf(step, previous?.raw[kind], now);
    const avg10 = sides[kind].some?.avg10 ?? null;
    if (avg10 === null) continue;
    readings.push({ subject: 'host', resource: `${kind}Pressure`, used: avg10, limit: 100, limitSource: 'system', unit: 'percent', at });
  }
  // Only macOS has a level; where there are stall times, its absence is no news.
  const memoryLevel = isAbsent(raw.memoryLevel) ? null : raw.memoryLevel;
  return { part: { at, ...sides, memoryLevel }, readings, absent: absent.list };
}
