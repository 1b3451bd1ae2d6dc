import { z } from 'zod';

export const severity = z.enum(['ok', 'warning', 'critical']);
export type Severity = z.infer<typeof severity>;

/** The one sentence a person sees first. */
export const verdict = z
  .object({
    severity,
    /** "All fine", "Memory tight". */
    title: z.string(),
    /** The cause or the evidence: "cargo grew 3.1 GB". Empty when there is nothing to say. */
    detail: z.string(),
    /** What it is about; null when all is fine. */
    resource: z.string().nullable(),
    /** Since when it has been so, epoch milliseconds; null when all is fine. */
    since: z.number().nullable(),
  })
  .readonly();
export type Verdict = z.infer<typeof verdict>;
