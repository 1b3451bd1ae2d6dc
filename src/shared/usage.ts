import type { Reading } from './model/reading.ts';

/** How much of its limit a reading uses, 0–100 and above; null without a limit. */
export function usagePercent(value: Pick<Reading, 'used' | 'limit'>): number | null {
  return value.limit === null || value.limit <= 0 ? null : (100 * value.used) / value.limit;
}
