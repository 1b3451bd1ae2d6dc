import { z } from 'zod';
import { parseDuration } from '../duration.ts';

/** A duration between two bounds, as text: "1s", "5m". */
export function durationText(min: string, max: string): z.ZodString {
  const minMs = parseDuration(min) ?? 0;
  const maxMs = parseDuration(max) ?? Number.MAX_SAFE_INTEGER;
  return z
    .string()
    .max(24)
    .refine(
      (text) => {
        const ms = parseDuration(text);
        return ms !== null && ms >= minMs && ms <= maxMs;
      },
      { error: `a duration between ${min} and ${max}, such as "30s"` },
    );
}
