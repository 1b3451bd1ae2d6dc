import type { SeriesData } from '../../shared/model/history.ts';
import type { Reading, Unit } from '../../shared/model/reading.ts';

/** One series as a chart draws it: columns of equal length, oldest first, `at` in epoch milliseconds, null = a gap. */
export interface Points {
  readonly unit: Unit;
  readonly at: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  /** The newest limit; null when there is none. */
  readonly limit: number | null;
  /** The usual distance of two points, in milliseconds. */
  readonly stepMs: number;
}

/** A hole longer than this many intervals is a gap: nothing is drawn across it. */
const GAP_INTERVALS = 3;
const DEFAULT_STEP_MS = 1_000;

function medianStep(at: readonly number[]): number {
  const steps = at.slice(1).map((time, index) => time - (at[index] ?? time));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? DEFAULT_STEP_MS;
}

/**
 * History as points. A thinned column without a reading is null; a slow series has many such columns between two readings, which are no gap,
 * so that gaps are found anew from the distance of the readings.
 */
export function pointsOfHistory(data: SeriesData): Points {
  const known = data.at.map((_, index) => index).filter((index) => data.mean[index] !== null && data.mean[index] !== undefined);
  const stepMs = medianStep(known.map((index) => data.at[index] ?? 0));
  const at: number[] = [];
  const mean: (number | null)[] = [];
  const min: (number | null)[] = [];
  const max: (number | null)[] = [];
  let limit: number | null = null;
  for (const index of known) {
    const time = data.at[index] ?? 0;
    const before = at.at(-1);
    if (before !== undefined && time - before > GAP_INTERVALS * stepMs) {
      at.push(before + stepMs);
      for (const column of [mean, min, max]) column.push(null);
    }
    at.push(time);
    mean.push(data.mean[index] ?? null);
    min.push(data.min[index] ?? data.mean[index] ?? null);
    max.push(data.max[index] ?? data.mean[index] ?? null);
    limit = data.limit[index] ?? null;
  }
  return { unit: data.unit, at, mean, min, max, limit, stepMs };
}

/** A chart never shows less than this, however short its history. */
const SHORTEST_WINDOW_MS = 60_000;

/** Where a chart of the last `spanMs` begins: where its points begin, while they do not fill it yet. */
export function windowStart(points: Points, now: number, spanMs: number): number {
  return Math.max(now - spanMs, Math.min(points.at[0] ?? now, now - SHORTEST_WINDOW_MS));
}

function emptyPoints(unit: Unit, stepMs: number): Points {
  return { unit, at: [], mean: [], min: [], max: [], limit: null, stepMs };
}

function extended(points: Points, at: number, value: number | null): Points {
  return {
    ...points,
    at: [...points.at, at],
    mean: [...points.mean, value],
    min: [...points.min, value],
    max: [...points.max, value],
  };
}

function prunedBefore(points: Points, from: number): Points {
  // One point stays before the edge, so that the line reaches it.
  let first = points.at.findIndex((time) => time >= from);
  if (first < 0) first = points.at.length;
  const drop = Math.max(0, first - 1);
  if (drop === 0) return points;
  const { at, mean, min, max } = points;
  return { ...points, at: at.slice(drop), mean: mean.slice(drop), min: min.slice(drop), max: max.slice(drop) };
}

/** A point more; the same points when the reading is not newer than the last. `intervalMs` = how far apart readings are at least. */
export function appendReading(points: Points | undefined, reading: Reading, spanMs: number, intervalMs: number): Points {
  const known = points ?? emptyPoints(reading.unit, intervalMs);
  const before = known.at.at(-1);
  if (before !== undefined && reading.at <= before) return known;
  const elapsedMs = before === undefined ? 0 : reading.at - before;
  const hole = elapsedMs > GAP_INTERVALS * Math.max(known.stepMs, intervalMs);
  const whole = hole && before !== undefined ? extended(known, before + Math.max(known.stepMs, intervalMs), null) : known;
  // The step follows the interval slowly, so that one late reading changes nothing and a new setting soon counts.
  const stepMs = hole || before === undefined ? known.stepMs : known.stepMs + (elapsedMs - known.stepMs) / 8;
  return prunedBefore({ ...extended(whole, reading.at, reading.used), limit: reading.limit, stepMs }, reading.at - spanMs);
}

/** Ends the line: the resource is absent from `at` on. */
export function breakPoints(points: Points, at: number): Points {
  if (points.mean.length === 0 || points.mean.at(-1) === null || at <= (points.at.at(-1) ?? at)) return points;
  return extended(points, at, null);
}

/** The lowest, the highest and the last value in view; null when there is none. */
export function summaryOf(points: Points): { readonly low: number; readonly high: number; readonly last: number | null } | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of points.min) if (value !== null && value < low) low = value;
  for (const value of points.max) if (value !== null && value > high) high = value;
  return low > high ? null : { low, high, last: points.mean.at(-1) ?? null };
}

/** What it was at a time; null in a gap, and where the nearest point is as far away as a gap is long. */
export function valueAt(points: Points, time: number): number | null {
  const index = nearestIndex(points.at, time);
  const far = Math.abs((points.at[index] ?? Infinity) - time) > GAP_INTERVALS * points.stepMs;
  return far ? null : (points.mean[index] ?? null);
}

/** Index of the point nearest to a time; -1 when there is none. */
export function nearestIndex(at: readonly number[], time: number): number {
  let best = -1;
  let distance = Infinity;
  for (const [index, value] of at.entries()) {
    const d = Math.abs(value - time);
    if (d >= distance) continue;
    distance = d;
    best = index;
  }
  return best;
}
