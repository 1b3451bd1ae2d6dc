/** The first wait, and the longest. */
export interface RetryBounds {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after so many failures in a row (1 = the first): doubling, of which the upper half is left to chance, so that many who
 * lost the same engine do not come back together.
 *
 * @param random a number from 0 up to, not including, 1
 */
export function retryDelayMs(failures: number, { firstMs, maxMs }: RetryBounds, random: () => number): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return fullMs * (0.5 + random() / 2);
}
