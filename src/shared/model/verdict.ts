import { z } from 'zod';
import { resourceName, subjectId } from './reading.ts';

export const severity = z.enum(['ok', 'warning', 'critical']);
export type Severity = z.infer<typeof severity>;

/** Something over its threshold that is not said yet: it must hold for a while first. */
export const heldWarning = z
  .object({
    /** Whose it is, as in a reading: "host". */
    subject: subjectId,
    resource: resourceName,
    /** What will be said next if it holds. */
    severity: severity.exclude(['ok']),
    /** As the verdict will have them. */
    title: z.string(),
    detail: z.string(),
    /** Since when it has been at this level, epoch milliseconds. */
    sinceMs: z.number(),
    /** For how long it must hold on until it is said, in milliseconds. */
    leftMs: z.number(),
  })
  .readonly();
export type HeldWarning = z.infer<typeof heldWarning>;

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
    /** What waits for its time, in the order in which it will be said. Empty when nothing does. */
    held: z.array(heldWarning).readonly(),
  })
  .readonly();
export type Verdict = z.infer<typeof verdict>;
