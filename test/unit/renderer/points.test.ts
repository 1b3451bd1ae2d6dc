import { expect, test } from 'vitest';
import { type Points, valueAt, windowStart } from '../../../src/renderer/logic/points.ts';

const pointsFrom = (...at: number[]): Points => {
  const empty = at.map(() => 1);
  return { unit: 'count', at, mean: empty, min: empty, max: empty, limit: null, stepMs: 1_000 };
};
const NOW = 10_000_000;
const SPAN = 900_000;

test('a chart begins where its points begin, never shows less than a minute, and never more than its span', () => {
  expect(windowStart(pointsFrom(NOW - 120_000, NOW), NOW, SPAN)).toBe(NOW - 120_000);
  expect(windowStart(pointsFrom(NOW - 5_000, NOW), NOW, SPAN)).toBe(NOW - 60_000);
  expect(windowStart(pointsFrom(), NOW, SPAN)).toBe(NOW - 60_000);
  expect(windowStart(pointsFrom(NOW - 2 * SPAN, NOW), NOW, SPAN)).toBe(NOW - SPAN);
});

test('a time has the value of its nearest point, unless that is as far away as a gap', () => {
  const points: Points = { ...pointsFrom(NOW, NOW + 1_000, NOW + 2_000), mean: [1, null, 3] };
  expect(valueAt(points, NOW + 2_400)).toBe(3);
  expect(valueAt(points, NOW - 3_000)).toBe(1);
  expect(valueAt(points, NOW - 3_001)).toBeNull();
  expect(valueAt(points, NOW + 900)).toBeNull();
  expect(valueAt(pointsFrom(), NOW)).toBeNull();
});
