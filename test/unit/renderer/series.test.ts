import { describe, expect, it } from 'vitest';
import { nearestIndex, pointsOfHistory, summaryOf } from '../../../src/renderer/logic/points.ts';
import { createSeriesStore, keyOf } from '../../../src/renderer/stores/series.ts';
import type { SeriesData } from '../../../src/shared/model/history.ts';
import type { Reading } from '../../../src/shared/model/reading.ts';

const key = { subject: 'host', resource: 'cpu' };
const reading = (at: number, used: number, resource = 'cpu'): Reading => ({
  subject: 'host',
  resource,
  used,
  limit: 4,
  limitSource: 'system',
  unit: 'cores',
  at,
});

function history(means: readonly (number | null)[], columnMs: number): SeriesData {
  const at = means.map((_, index) => (index + 1) * columnMs);
  const limit = means.map((mean) => (mean === null ? null : 4));
  return { ...key, unit: 'cores', at, mean: means, min: means, max: means.map((mean) => (mean === null ? null : mean + 1)), limit };
}

function store(spanMs = 60_000) {
  const series = createSeriesStore(spanMs, [key]);
  const points = () => series.getState().series.get(keyOf(key));
  return { series, points };
}

describe('points of history', () => {
  it('keeps the envelope and the newest limit', () => {
    const points = pointsOfHistory(history([1, 2, 3], 1000));
    expect(points).toMatchObject({ at: [1000, 2000, 3000], mean: [1, 2, 3], max: [2, 3, 4], limit: 4, stepMs: 1000 });
    expect(summaryOf(points)).toEqual({ low: 1, high: 4, last: 3 });
  });

  it('breaks where readings are missing for more than three intervals, and not before', () => {
    expect(pointsOfHistory(history([1, 1, 1, null, null, 1, 1], 1000)).mean).toEqual([1, 1, 1, 1, 1]);
    expect(pointsOfHistory(history([1, 1, 1, null, null, null, 1, 1], 1000)).mean).toEqual([1, 1, 1, null, 1, 1]);
  });

  it('sees no gap between the readings of a slow series in fine columns', () => {
    const slow = [1, null, null, null, null, 2, null, null, null, null, 3, null, null, null, null, 4];
    expect(pointsOfHistory(history(slow, 1000)).mean).toEqual([1, 2, 3, 4]);
  });

  it('is empty for an empty history', () => {
    const points = pointsOfHistory(history([null, null], 1000));
    expect(points.at).toEqual([]);
    expect(summaryOf(points)).toBeNull();
  });
});

describe('the series store', () => {
  it('continues history with new readings only', () => {
    const { series, points } = store();
    series.load([history([1, 2], 1000)]);
    const same = reading(2000, 9);
    series.append([same], 2000, 1000);
    expect(points()?.mean).toEqual([1, 2]);
    series.append([reading(3000, 3)], 3000, 1000);
    series.append([reading(3000, 3)], 4000, 1000);
    expect(points()).toMatchObject({ at: [1000, 2000, 3000], mean: [1, 2, 3], limit: 4 });
  });

  it('tells nobody when nothing came', () => {
    const { series } = store();
    series.append([reading(1000, 1)], 1000, 1000);
    let calls = 0;
    series.subscribe(() => {
      calls += 1;
    });
    series.append([reading(1000, 1)], 2000, 1000);
    series.append([reading(1000, 1), reading(2000, 1, 'gpu')], 2000, 1000);
    expect(calls).toBe(0);
  });

  it('draws nothing across a hole of more than three intervals', () => {
    const { series, points } = store();
    for (const at of [1000, 2000, 3000, 6000, 9001, 12_500]) series.append([reading(at, 1)], at, 1000);
    expect(points()?.mean).toEqual([1, 1, 1, 1, 1, 1]);
    series.append([reading(30_000, 1)], 30_000, 1000);
    expect(points()?.mean).toEqual([1, 1, 1, 1, 1, 1, null, 1]);
  });

  it('ends the line when the resource is absent, once', () => {
    const { series, points } = store();
    series.append([reading(1000, 1)], 1000, 1000);
    series.append([], 2000, 1000);
    series.append([], 3000, 1000);
    expect(points()?.mean).toEqual([1, null]);
    series.append([reading(4000, 2)], 4000, 1000);
    expect(points()?.mean).toEqual([1, null, 2]);
    expect(points()?.limit).toBe(4);
  });

  it('holds no more than its span and one point before it', () => {
    const { series, points } = store(10_000);
    for (let at = 1000; at <= 100_000; at += 1000) series.append([reading(at, at)], at, 1000);
    expect(points()?.at[0]).toBe(89_000);
    expect(points()?.at).toHaveLength(12);
  });

  it('finds the point nearest to a time', () => {
    expect(nearestIndex([10, 20, 30], 26)).toBe(2);
    expect(nearestIndex([10, 20, 30], -5)).toBe(0);
    expect(nearestIndex([], 5)).toBe(-1);
  });
});
