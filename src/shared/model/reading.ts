import { z } from 'zod';

/** `host`, `self`, `container:<id>`, `vm:<id>`, `target:<name>`, `worker:<id>`. */
export const subjectId = z.string().min(1).max(256);

/** The resources Headroom itself reads; a custom collector may add names of its own. */
const hostResources = [
  'cpu',
  'memory',
  'swap',
  'disk',
  'diskIo',
  'network',
  'fileHandles',
  'connections',
  'processes',
  'threads',
  'containers',
  'cpuThrottled',
  'cpuPressure',
  'memoryPressure',
  'ioPressure',
] as const;
export type HostResource = (typeof hostResources)[number];
export const resourceName = z.string().min(1).max(128);

export const units = ['cores', 'bytes', 'bytesPerSec', 'count', 'percent'] as const;
export const unit = z.enum(units);
export type Unit = z.infer<typeof unit>;

/** Who set a limit. `none` when there is no limit. */
export const limitSource = z.enum(['system', 'vm', 'cgroup', 'container', 'kubernetes', 'unknown', 'none']);
export type LimitSource = z.infer<typeof limitSource>;

/** One subject's one resource at one time. `limit` null = no limit (or unknown: `limitSource` says which). */
export const reading = z
  .object({
    subject: subjectId,
    resource: resourceName,
    used: z.number(),
    limit: z.number().nullable(),
    limitSource,
    unit,
    /** Epoch milliseconds. */
    at: z.number(),
  })
  .readonly();
export type Reading = z.infer<typeof reading>;
