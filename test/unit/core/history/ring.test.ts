import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistoryRing } from '../../../../src/core/history/ring.ts';
import type { SeriesData } from '../../../../src/shared/model/history.ts';
import type { Reading } from '../../../../src/shared/model/reading.ts';

const T = 1_700_000_000_000;
const reading = (at: number, used: number, more: Partial<Reading> = {}): Reading => ({
  subject: 'host',
  resource: 'cpu',
  used,
  limit: 8,
  limitSource: 'system',
  unit: 'cores',
  at,
  ...more,
});
const key = { subject: 'host', resource: 'cpu' };
function query(ring: HistoryRing, spanMs: number, points: number, now: number): SeriesData {
  const [data] = ring.query({ series: [key], spanMs, points, now });
  if (data === undefined) throw new Error('expected a series');
  return data;
}
/** Rows as [seconds after T, mean]. */
const rows = (data: SeriesData): (readonly [number, number | null])[] =>
  data.at.map((at, i) => [(at - T) / 1000, data.mean[i] ?? null] as const);

describe('rows', () => {
  test('mean, least, most and the last limit of each', () => {
    const ring = new HistoryRing();
    for (const [i, used] of [1, 3, 2, 10].entries()) ring.append(reading(T + i * 1000, used, { limit: i === 3 ? null : i }));
    expect(query(ring, 10_000, 5, T + 3000)).toEqual({
      ...key,
      unit: 'cores',
      at: [T, T + 2000],
      mean: [2, 6],
      min: [1, 2],
      max: [3, 10],
      limit: [1, null],
    });
  });
  test('no more than asked, none before the span, none after now', () => {
    const ring = new HistoryRing();
    for (let i = 0; i < 900; i += 1) ring.append(reading(T + i * 1000, i));
    const data = query(ring, 60_000, 30, T + 799_000);
    expect(data.at).toHaveLength(30);
    expect(data.at[0]).toBe(T + 740_000);
    expect(data.max.at(-1)).toBe(799);
  });
  test('rows narrower than the readings are apart leave no holes', () => {
    const ring = new HistoryRing();
    for (let i = 0; i < 5; i += 1) ring.append(reading(T + i * 5000, i));
    expect(rows(query(ring, 30_000, 300, T + 20_000))).toEqual([
      [0, 0],
      [5, 1],
      [10, 2],
      [15, 3],
      [20, 4],
    ]);
  });
  test('stand on the same times whenever asked, for every series', () => {
    const ring = new HistoryRing();
    for (let i = 0; i < 100; i += 1) ring.append(reading(T + 137 + i * 1000, i));
    const early = query(ring, 60_000, 20, T + 99_137);
    const late = query(ring, 60_000, 20, T + 101_000);
    expect(late.at.filter((at) => early.at.includes(at)).length).toBeGreaterThanOrEqual(18);
  });
  test('a series that is not known is left out', () => {
    expect(new HistoryRing().query({ series: [key], spanMs: 1000, points: 5, now: T })).toEqual([]);
  });
});

describe('gaps', () => {
  test('a row of gap marks only is null; beside a point the point counts', () => {
    const ring = new HistoryRing();
    ring.append(reading(T, 1));
    ring.gap('host', 'cpu', T + 1000);
    ring.append(reading(T + 2000, 2));
    expect(rows(query(ring, 10_000, 10, T + 2000))).toEqual([
      [0, 1],
      [1, null],
      [2, 2],
    ]);
    expect(rows(query(ring, 20_000, 2, T + 2000))).toEqual([[0, 1.5]]);
  });
  test('a hole of over three intervals is one null row, three are none', () => {
    const at = (...seconds: number[]): SeriesData => {
      const ring = new HistoryRing();
      for (const second of seconds) ring.append(reading(T + second * 1000, 1));
      return query(ring, 60_000, 60, T + (seconds.at(-1) ?? 0) * 1000);
    };
    expect(rows(at(0, 1, 2, 3, 7, 8, 9)).filter(([, mean]) => mean === null)).toEqual([[4, null]]);
    expect(rows(at(0, 1, 2, 3, 6, 7, 8)).filter(([, mean]) => mean === null)).toEqual([]);
  });
  test('an interval that was made longer is no hole', () => {
    const ring = new HistoryRing();
    for (const second of [0, 2, 4, 6, 8, 23, 38, 53, 68, 70, 72, 74]) ring.append(reading(T + second * 1000, 1));
    expect(query(ring, 100_000, 100, T + 74_000).mean).not.toContain(null);
  });
  test('a series that stopped ends in a null row', () => {
    const ring = new HistoryRing();
    for (let i = 0; i < 5; i += 1) ring.append(reading(T + i * 1000, 1));
    expect(rows(query(ring, 60_000, 60, T + 30_000)).at(-1)).toEqual([5, null]);
  });
  test('a value that is no number is a gap; a gap of an unknown series is nothing', () => {
    const ring = new HistoryRing();
    ring.gap('host', 'cpu', T);
    expect(ring.seriesCount).toBe(0);
    ring.append(reading(T, 1));
    ring.append(reading(T + 1000, Number.NaN));
    expect(query(ring, 5000, 5, T + 1000).mean).toEqual([1, null]);
  });
  test('a long gap does not push out what was before it', () => {
    const ring = new HistoryRing({ pointsPerSeries: 10 });
    for (let i = 0; i < 5; i += 1) ring.append(reading(T + i * 1000, i));
    for (let i = 5; i < 50; i += 1) ring.gap('host', 'cpu', T + i * 1000);
    ring.append(reading(T + 50_000, 50));
    expect(
      rows(query(ring, 60_000, 60, T + 50_000))
        .filter(([, mean]) => mean !== null)
        .map(([, mean]) => mean),
    ).toEqual([0, 1, 2, 3, 4, 50]);
  });
});

test('a clock that is set back moves the earlier points back: time ascends, nothing is lost', () => {
  const ring = new HistoryRing();
  for (let i = 0; i < 5; i += 1) ring.append(reading(T + i * 1000, i));
  ring.append(reading(T - 3_600_000, 5));
  ring.append(reading(T - 3_599_000, 6));
  const data = query(ring, 60_000, 60, T - 3_599_000);
  expect(data.mean).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(data.at.at(-1)).toBe(T - 3_599_000);
});

describe('bounds', () => {
  test('the oldest points make room', () => {
    const ring = new HistoryRing({ pointsPerSeries: 100 });
    for (let i = 0; i < 250; i += 1) ring.append(reading(T + i * 1000, i));
    expect(query(ring, 300_000, 300, T + 249_000).mean).toEqual(Array.from({ length: 100 }, (_, i) => 150 + i));
  });
  test('the series that was not appended to for longest makes room', () => {
    const ring = new HistoryRing({ maxSeries: 3 });
    for (const subject of ['a', 'b', 'c']) ring.append(reading(T, 1, { subject }));
    ring.append(reading(T + 1000, 1, { subject: 'a' }));
    ring.append(reading(T, 1, { subject: 'd' }));
    const known = ring.query({
      series: ['a', 'b', 'c', 'd'].map((subject) => ({ subject, resource: 'cpu' })),
      spanMs: 5000,
      points: 5,
      now: T + 1000,
    });
    expect(known.map(({ subject }) => subject)).toEqual(['a', 'c', 'd']);
    expect(ring.seriesCount).toBe(3);
  });
  test.each([0, -1, 1.5, Number.NaN])('a capacity of %d is refused by name', (pointsPerSeries) => {
    expect(() => new HistoryRing({ pointsPerSeries })).toThrow(
      `pointsPerSeries: expected a whole number from 1 on, got ${pointsPerSeries}`,
    );
  });
});

test('as a naive model: any appends, gaps, set-back clocks and capacities', () => {
  interface Point {
    at: number;
    value: number | null;
    limit: number | null;
  }
  /** Plain arrays, no ring and no cleverness. Of a run of gap marks its first and last stand. */
  function model(points: Point[], next: Point, capacity: number): Point[] {
    const last = points.at(-1);
    if (last === undefined) return next.value === null ? [] : [next];
    if (next.at === last.at) return [...points.slice(0, -1), next];
    const step = points.length < 2 ? 1000 : last.at - points.at(-2)!.at;
    const back = next.at < last.at ? last.at - next.at + step : 0;
    const moved = points.map((point) => ({ ...point, at: point.at - back }));
    if (next.value === null && points.length >= 2 && points.slice(-2).every(({ value }) => value === null)) moved.pop();
    return [...moved, next].slice(-capacity);
  }
  const step = fc.record({
    by: fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1, max: 4000 }) },
      { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 20_000 }) },
    ),
    value: fc.option(fc.integer({ min: -1000, max: 1000 }), { freq: 5 }),
    limit: fc.option(fc.nat(100)),
  });
  const asked = fc.record({
    points: fc.integer({ min: 2, max: 400 }),
    spanMs: fc.integer({ min: 1000, max: 2_000_000 }),
    later: fc.nat(20_000),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 200 }),
      fc.integer({ min: 1, max: 150 }),
      asked,
      (steps, capacity, { points, spanMs, later }) => {
        const ring = new HistoryRing({ pointsPerSeries: capacity });
        let expected: Point[] = [];
        let at = T;
        for (const { by, value, limit } of steps) {
          at += by;
          if (value === null) ring.gap('host', 'cpu', at);
          else ring.append(reading(at, value, { limit }));
          expected = model(expected, { at, value, limit: value === null ? null : limit }, capacity);
        }
        const found = ring.query({ series: [key], spanMs, points, now: at + later });
        expect(found).toHaveLength(expected.length === 0 ? 0 : 1);
        const data = found[0] ?? { at: [], mean: [], min: [], max: [], limit: [] };
        const width = Math.ceil(spanMs / points);
        const lastRow = Math.floor((at + later) / width);
        const byRow = Map.groupBy(expected, (point) => Math.floor(point.at / width));
        const wanted = [...byRow]
          .filter(([row]) => row <= lastRow && row > lastRow - points)
          .map(([row, members]) => {
            const real = members.filter((point) => point.value !== null);
            const values = real.map((point) => point.value!);
            const sum = values.reduce((a, b) => a + b, 0);
            return values.length === 0
              ? { at: row * width, mean: null, min: null, max: null, limit: null }
              : {
                  at: row * width,
                  mean: sum / values.length,
                  min: Math.min(...values),
                  max: Math.max(...values),
                  limit: real.at(-1)!.limit,
                };
          });
        const got = data.at.map((time, i) => ({
          at: time,
          mean: data.mean[i]!,
          min: data.min[i]!,
          max: data.max[i]!,
          limit: data.limit[i]!,
        }));
        // Null rows of holes stand where the model has no point at all; all other rows are the model's.
        const holes = got.filter((row) => !byRow.has(row.at / width));
        expect(holes.every(({ mean }) => mean === null)).toBe(true);
        const real = got.filter((row) => byRow.has(row.at / width));
        expect(real.length).toBe(wanted.length);
        for (const [i, row] of real.entries()) {
          const { mean, ...rest } = wanted[i]!;
          expect(row).toMatchObject(rest);
          expect(row.mean === null).toBe(mean === null);
          expect(row.mean ?? 0).toBeCloseTo(mean ?? 0, 6);
        }
        expect(got.every((row, i) => i === 0 || row.at > got[i - 1]!.at)).toBe(true);
        expect(got.length).toBeLessThanOrEqual(points);
      },
    ),
    { numRuns: 1500 },
  );
});
