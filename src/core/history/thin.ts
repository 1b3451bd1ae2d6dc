/** Points of one series, oldest first: a time, a value and a limit each; NaN as a value marks a gap, as a limit none. */
export interface Points {
  readonly count: number;
  at(index: number): number;
  value(index: number): number;
  limit(index: number): number;
}

export interface ThinnedColumns {
  readonly at: number[];
  readonly mean: (number | null)[];
  readonly min: (number | null)[];
  readonly max: (number | null)[];
  readonly limit: (number | null)[];
}

/** A hole is longer than this many of the intervals around it. */
const HOLE_INTERVALS = 3;
/** Intervals on either side of one that say how long it should have been. */
const NEIGHBOURS = 3;

/**
 * Thins points to at most `points` rows of equal width that end with the row `now` lies in. A row stands at its start, which is a multiple
 * of its width, so that series read together share their times and rows do not change as time goes on. A row that holds only gap marks is
 * null, and a hole (over three times the median interval on both sides of it, up to now) gives a null row behind its last point. Rows
 * without anything are left out: they only mean that points are further apart than rows.
 */
export function thin(source: Points, spanMs: number, points: number, now: number): ThinnedColumns {
  const columns: ThinnedColumns = { at: [], mean: [], min: [], max: [], limit: [] };
  const widthMs = Math.max(1, Math.ceil(spanMs / points));
  const lastRow = Math.floor(now / widthMs);
  const firstRow = lastRow - points + 1;
  const intervals = intervalsOf(source);
  const shortestMs = intervals.reduce((least, interval) => Math.min(least, interval), Number.POSITIVE_INFINITY);
  const isHole = (index: number, intervalMs: number): boolean =>
    intervalMs > HOLE_INTERVALS * shortestMs && intervalMs > HOLE_INTERVALS * usualInterval(intervals, index);

  let index = firstInside(source, firstRow * widthMs);
  while (index < source.count) {
    const row = Math.floor(source.at(index) / widthMs);
    if (row > lastRow) break;
    const end = endOfRow(source, index, (row + 1) * widthMs);
    pushRow(columns, source, row * widthMs, index, end);
    const next = end < source.count ? Math.floor(source.at(end) / widthMs) : lastRow + 1;
    const untilNext = (end < source.count ? source.at(end) : now) - source.at(end - 1);
    if (next > row + 1 && row < lastRow && isHole(end - 1, untilNext)) pushNull(columns, (row + 1) * widthMs);
    index = end;
  }
  return columns;
}

function intervalsOf(source: Points): number[] {
  const intervals: number[] = [];
  for (let i = 1; i < source.count; i += 1) intervals.push(source.at(i) - source.at(i - 1));
  return intervals;
}

/** What an interval should be: the longer of the medians of those before and after it, for an interval may be changed on purpose. */
function usualInterval(intervals: readonly number[], index: number): number {
  const before = median(intervals.slice(Math.max(0, index - NEIGHBOURS), index));
  const after = median(intervals.slice(index + 1, index + 1 + NEIGHBOURS));
  return Math.max(before, after);
}

/** 0 of nothing; the upper of two middles. */
function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

function firstInside(source: Points, from: number): number {
  let low = 0;
  let high = source.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (source.at(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function endOfRow(source: Points, start: number, until: number): number {
  let end = start + 1;
  while (end < source.count && source.at(end) < until) end += 1;
  return end;
}

function pushRow(columns: ThinnedColumns, source: Points, at: number, start: number, end: number): void {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let limit = Number.NaN;
  for (let i = start; i < end; i += 1) {
    const value = source.value(i);
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    limit = source.limit(i);
  }
  if (count === 0) {
    pushNull(columns, at);
    return;
  }
  columns.at.push(at);
  // Rounding of the sum must not put the mean outside of what it is the mean of.
  columns.mean.push(Math.min(max, Math.max(min, sum / count)));
  columns.min.push(min);
  columns.max.push(max);
  columns.limit.push(Number.isNaN(limit) ? null : limit);
}

function pushNull(columns: ThinnedColumns, at: number): void {
  columns.at.push(at);
  columns.mean.push(null);
  columns.min.push(null);
  columns.max.push(null);
  columns.limit.push(null);
}
