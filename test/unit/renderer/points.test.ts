import { expect, test } from 'vitest';
import { type Points, windowStart } from '../../../src/renderer/logic/points.ts';

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
