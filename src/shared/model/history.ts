import { z } from 'zod';
import { resourceName, subjectId, unit } from './reading.ts';

export const seriesKey = z.object({ subject: subjectId, resource: resourceName }).strict().readonly();
export type SeriesKey = z.infer<typeof seriesKey>;

/**
 * One series, thinned to the points asked for: columns of equal length, oldest first. `at` in epoch milliseconds. `mean` null = a gap.
 * `min` and `max` keep what thinning would hide.
 */
export const seriesData = z
  .object({
    subject: subjectId,
    resource: resourceName,
    unit,
    at: z.array(z.number()).readonly(),
    mean: z.array(z.number().nullable()).readonly(),
    min: z.array(z.number().nullable()).readonly(),
    max: z.array(z.number().nullable()).readonly(),
    limit: z.array(z.number().nullable()).readonly(),
  })
  .readonly();
export type SeriesData = z.infer<typeof seriesData>;
