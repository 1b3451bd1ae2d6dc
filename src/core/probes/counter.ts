/**
 * A counter as read: a number while it is exact (up to 2^53), a BigInt above. 64-bit kernel counters can be either, and one can become the
 * other between two samples.
 */
export type Counter = number | bigint;

/** `now − before`, exact; null when the counter went backwards (wrapped, or its device was replaced). */
export function counterDelta(before: Counter, now: Counter): number | null {
  const delta = typeof before === 'number' && typeof now === 'number' ? now - before : Number(BigInt(now) - BigInt(before));
  return delta < 0 ? null : delta;
}

/** `a + b`, exact. */
export function counterSum(a: Counter, b: Counter): Counter {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return BigInt(a) + BigInt(b);
}

/** `counter × factor`, exact. */
export function counterTimes(counter: Counter, factor: number): Counter {
  const product = Number(counter) * factor;
  return product <= Number.MAX_SAFE_INTEGER ? product : BigInt(counter) * BigInt(factor);
}
