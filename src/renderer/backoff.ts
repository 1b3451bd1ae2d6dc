const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/**
 * How long to wait before another try: doubles up to 30 s, with jitter so that many pages do not come back in one moment.
 *
 * @param attempt 0 for the first try after a loss
 * @param random in [0, 1)
 * @returns milliseconds, between half and all of the doubled delay
 */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16));
  return ceiling * (0.5 + random / 2);
}
