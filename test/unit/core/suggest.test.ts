import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../../src/core/suggest.ts';

const names = ['start', 'status', 'settings', 'top', 'watch', 'open', 'version'];

describe('the command that was meant', () => {
  test.each([
    ['stauts', 'status'],
    ['statsu', 'status'],
    ['setting', 'settings'],
    ['vers', 'version'],
    ['tpo', 'top'],
    ['WATCH', 'watch'],
  ])('%s → %s', (word, expected) => {
    expect(nearest(word, names)).toBe(expected);
  });

  test.each(['doctor', 'lease', 'x', ''])('nothing is near %j', (word) => {
    expect(nearest(word, names)).toBeNull();
    expect(didYouMean(word, names)).toBe('');
  });

  test('the distance is symmetric, and 0 only for equal words', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
