import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calmOrder } from '../../../src/renderer/logic/calm-order.ts';
import { scrollToShow, windowRange } from '../../../src/renderer/logic/window-range.ts';

describe('the window of a long list', () => {
  it('draws what is seen and a little more', () => {
    expect(windowRange(2600, 260, 26, 5000, 8)).toEqual({ first: 92, end: 119 });
    expect(windowRange(0, 260, 26, 5, 8)).toEqual({ first: 0, end: 5 });
    expect(windowRange(0, 260, 26, 0, 8)).toEqual({ first: 0, end: 0 });
  });

  it('holds every row that is seen, at any position', () => {
    const size = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(size, fc.integer({ min: -50, max: 200_000 }), fc.integer({ min: 0, max: 2000 }), (count, scrollTop, viewport) => {
        const { first, end } = windowRange(scrollTop, viewport, 26, count, 4);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        const firstSeen = Math.floor(Math.max(0, scrollTop) / 26);
        const lastSeen = Math.min(count - 1, Math.floor((Math.max(0, scrollTop) + viewport - 1) / 26));
        for (const row of [firstSeen, lastSeen]) {
          if (row < 0 || row >= count || row < firstSeen) continue;
          expect(first).toBeLessThanOrEqual(row);
          expect(end).toBeGreaterThan(row);
        }
      }),
    );
  });

  it('scrolls no further than needed', () => {
    expect(scrollToShow(5, 0, 260, 26)).toBe(0);
    expect(scrollToShow(10, 0, 260, 26)).toBe(26);
    expect(scrollToShow(2, 520, 260, 26)).toBe(52);
  });
});

describe('a calm order', () => {
  const first = calmOrder(null, ['a', 'b'], 'memory', 0, false);

  it('waits 3 s before it sorts anew', () => {
    expect(calmOrder(first, ['b', 'a'], 'memory', 2999, false)).toBe(first);
    expect(calmOrder(first, ['b', 'a'], 'memory', 3000, false).order).toEqual(['b', 'a']);
  });

  it('never sorts while it is held', () => {
    expect(calmOrder(first, ['b', 'a'], 'memory', 60_000, true)).toBe(first);
  });

  it('drops who ended and puts who is new last, even while it is held', () => {
    expect(calmOrder(first, ['c', 'b'], 'memory', 1000, true).order).toEqual(['b', 'c']);
  });

  it('sorts at once by another key, held or not', () => {
    expect(calmOrder(first, ['b', 'a'], 'cpu', 1, true).order).toEqual(['b', 'a']);
  });

  it('does not freeze when the clock was set back', () => {
    const late = calmOrder(null, ['a', 'b'], 'memory', 1_000_000, false);
    expect(calmOrder(late, ['b', 'a'], 'memory', 5_000, false).order).toEqual(['b', 'a']);
  });
});
