/** Crashes older than this say nothing about the next page. */
const MEMORY_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

/**
 * How long after `nowMs` the next page may be made: at once after one crash, then 1, 2, 4 … 30 s counted from the last one, so that a page
 * that dies at once does not eat the machine. `crashTimesMs` ascending, on the same clock.
 */
export function crashWaitMs(crashTimesMs: readonly number[], nowMs: number): number {
  const recent = crashTimesMs.filter((at) => nowMs - at < MEMORY_MS);
  const last = recent.at(-1);
  if (last === undefined || recent.length < 2) return 0;
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (recent.length - 2), MAX_WAIT_MS);
  return Math.max(0, last + waitMs - nowMs);
}
