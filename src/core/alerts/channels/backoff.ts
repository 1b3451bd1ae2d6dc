const FIRST_MS = 5_000;
const MAX_MS = 5 * 60_000;
/** Many machines that lost the same receiver must not come back together. */
const JITTER = 0.2;
/** A receiver may ask for more time than that; an alert is not put off for longer by its word. */
const MAX_ASKED_MS = 10 * 60_000;

/**
 * How long to wait after so many failures in a row (1 = the first): 5 s doubling up to 5 min, ± 20 %; at least what the receiver asked for.
 *
 * @param random a number from 0 up to, not including, 1
 */
export function backoffMs(failures: number, random: () => number, askedMs: number | null): number {
  const fullMs = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  const ownMs = fullMs * (1 - JITTER + 2 * JITTER * random());
  return Math.max(ownMs, Math.min(askedMs ?? 0, MAX_ASKED_MS));
}
