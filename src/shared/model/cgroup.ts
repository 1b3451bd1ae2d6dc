import { z } from 'zod';
import { cgroupMode } from './environment.ts';
import { pressureSides, throttling } from './host.ts';

const value = z.number().nullable();

/** A limit, and how much of it all that it holds for uses. */
export const boundUse = z
  .object({
    used: z.number(),
    limit: z.number(),
    /** Folder of the cgroup that sets the limit; null for an ancestor that cannot be seen. */
    path: z.string().nullable(),
    /** It is an ancestor's: more than our own cgroup counts against it. */
    ofAncestor: z.boolean(),
  })
  .readonly();
export type BoundUse = z.infer<typeof boundUse>;

/** The cgroup that Headroom runs in, and what its ancestors' limits leave. */
export const ownCgroup = z
  .object({
    at: z.number(),
    mode: cgroupMode,
    cpu: z
      .object({
        usedCores: value,
        userCores: value,
        systemCores: value,
        throttling: throttling.nullable(),
        /** `cpu.shares` of version 1 (default 1024). */
        shares: value,
        /** `cpu.weight` of version 2 (default 100). */
        weight: value,
        /** Microseconds it may run in each period; null = no quota of its own. */
        quotaUs: value,
        quotaPeriodUs: value,
        /** Numbers of the CPUs it may use; null = not known. */
        cpuset: z.array(z.number()).readonly().nullable(),
      })
      .readonly()
      .nullable(),
    memory: z
      .object({
        /** Page cache included. */
        usageBytes: z.number(),
        /** Without the page cache that can go at once. */
        workingSetBytes: value,
        rssBytes: value,
        cacheBytes: value,
        kernelBytes: value,
        swapBytes: value,
        peakBytes: value,
        /** How often, since the cgroup was made. */
        events: z.object({ low: value, high: value, max: value, oom: value, oomKill: value }).readonly().nullable(),
      })
      .readonly()
      .nullable(),
    io: z
      .array(
        z
          .object({
            device: z.string(),
            name: z.string().nullable(),
            /** False where the same bytes are counted on another device of the list. */
            counted: z.boolean(),
            readBytesPerSec: value,
            writeBytesPerSec: value,
            readOpsPerSec: value,
            writeOpsPerSec: value,
          })
          .readonly(),
      )
      .readonly()
      .nullable(),
    tasks: value,
    pressure: z.object({ cpu: pressureSides.nullable(), memory: pressureSides.nullable(), io: pressureSides.nullable() }).readonly(),
    /** The limits that bind; null = none does. */
    bound: z
      .object({ cpu: boundUse.nullable(), memory: boundUse.nullable(), swap: boundUse.nullable(), tasks: boundUse.nullable() })
      .readonly(),
  })
  .readonly();
export type OwnCgroup = z.infer<typeof ownCgroup>;
