import { z } from 'zod';

/** Why a number is not there. A reading is absent with a reason, never 0 in its stead. */
export const absenceReasons = [
  'permission-denied',
  'not-supported',
  'not-found',
  'timed-out',
  'malformed',
  'failed',
  /** A rate needs two samples and there is one. */
  'first-sample',
  /** The time between two samples was over three intervals (sleep, a stopped process). */
  'gap',
  /** A counter went backwards (wrapped, or its device was replaced). */
  'counter-reset',
  /** Switched off in the settings, or by itself because it was slow. */
  'switched-off',
] as const;

const absenceReason = z.enum(absenceReasons);
export type AbsenceReason = z.infer<typeof absenceReason>;

/** One thing that could not be had: `part` is a path in the snapshot, such as `cpu` or `cpu.usagePercent`. */
export const absentPart = z.object({ part: z.string(), reason: absenceReason, detail: z.string() }).readonly();
export type AbsentPart = z.infer<typeof absentPart>;
