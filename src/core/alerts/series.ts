import type { SeriesState } from './state.ts';
import { GAP_INTERVALS } from './step.ts';
import type { AlertReading, Work } from './work.ts';

/** How fast the learnt distance of rows follows the real one. */
const LEARN_SHARE = 1 / 8;

/** Learns the usual distance of rows. A far pair is a gap; two far pairs of like distance are a new usual distance. */
function learned({ intervalMs, gapMs }: SeriesState, distanceMs: number): Pick<SeriesState, 'intervalMs' | 'gapMs'> {
  if (intervalMs === null) return { intervalMs: distanceMs, gapMs: null };
  if (distanceMs < GAP_INTERVALS * intervalMs) {
    return { intervalMs: intervalMs + (distanceMs - intervalMs) * LEARN_SHARE, gapMs: null };
  }
  const again = gapMs !== null && distanceMs < 2 * gapMs && gapMs < 2 * distanceMs;
  return again ? { intervalMs: distanceMs, gapMs: null } : { intervalMs, gapMs: distanceMs };
}

/** The series after one more row that has a value. A rate is of two rows with no gap between them. */
export function withRow(before: SeriesState, { used, limit, unit, at, intervalMs }: AlertReading, { nowMs, epoch }: Work): SeriesState {
  const row = {
    used,
    limit: limit === null || Number.isFinite(limit) ? limit : null,
    unit,
    readAt: at,
    lastMs: nowMs,
    epoch,
    instances: before.instances,
  };
  if (before.lastMs === null || nowMs <= before.lastMs || before.epoch !== epoch) {
    return { ...row, ratePerSec: null, intervalMs: intervalMs ?? before.intervalMs, gapMs: before.gapMs };
  }
  const distanceMs = nowMs - before.lastMs;
  const known = intervalMs ?? before.intervalMs;
  const near = known === null || distanceMs < GAP_INTERVALS * known;
  const ratePerSec = near && before.used !== null && used !== null ? ((used - before.used) * 1_000) / distanceMs : null;
  return { ...row, ratePerSec, ...(intervalMs === undefined ? learned(before, distanceMs) : { intervalMs, gapMs: null }) };
}
