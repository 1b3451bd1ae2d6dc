import { z } from 'zod';

const value = z.number().nullable();

export const processInfo = z
  .object({
    pid: z.number(),
    parentPid: z.number(),
    /** Epoch milliseconds; with the pid it names a process for ever (a pid alone is used again). */
    startTime: z.number(),
    name: z.string(),
    command: z.string(),
    user: z.string(),
    state: z.enum(['running', 'sleeping', 'waiting', 'stopped', 'zombie', 'idle', 'unknown']),
    /** Of one core: 250 = two and a half cores. */
    cpuPercent: value,
    cpuCores: value,
    rssBytes: z.number(),
    pssBytes: value,
    virtualBytes: value,
    threads: value,
    fileHandles: value,
    readBytesPerSec: value,
    writeBytesPerSec: value,
    cgroup: z.string().nullable(),
    /** Id of the owner it belongs to. */
    owner: z.string(),
    kernelThread: z.boolean(),
  })
  .readonly();
export type ProcessInfo = z.infer<typeof processInfo>;

/** In falling order of claim: a process belongs to the first kind that claims it. */
const ownerKinds = ['lease', 'container', 'vm', 'app', 'system'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** Who uses the machine. The owners of the top level add up to it. */
export interface Owner {
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name: string;
  /** What the system calls it, where `name` is one for people in its stead; null where both are one. */
  readonly rawName: string | null;
  /** What tells two owners of one name apart, or says more: "23 processes", an image, a lease. */
  readonly detail: string;
  readonly cpuCores: number | null;
  readonly cpuLimitCores: number | null;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | null;
  /** Of `cpuCores` and `memoryBytes`, what none of its processes accounts for. Of the system: the kernel, shared memory, interrupts. */
  readonly restCpuCores: number | null;
  readonly restMemoryBytes: number;
  readonly processCount: number;
  /** The processes that hold most of it, at most `OWNER_PROCESS_COUNT` by memory and as many by CPU. */
  readonly processes: readonly OwnerProcess[];
  /** Containers in a VM. */
  readonly children: readonly Owner[];
}

const ownerProcess = z
  .object({
    pid: z.number(),
    startTime: z.number(),
    name: z.string(),
    /** As of its owner. */
    rawName: z.string().nullable(),
    cpuCores: value,
    memoryBytes: z.number(),
  })
  .readonly();
export type OwnerProcess = z.infer<typeof ownerProcess>;

export const owner: z.ZodType<Owner> = z.lazy(() =>
  z
    .object({
      id: z.string(),
      kind: z.enum(ownerKinds),
      name: z.string(),
      rawName: z.string().nullable(),
      detail: z.string(),
      cpuCores: value,
      cpuLimitCores: value,
      memoryBytes: z.number(),
      memoryLimitBytes: value,
      restCpuCores: value,
      restMemoryBytes: z.number(),
      processCount: z.number(),
      processes: z.array(ownerProcess).readonly(),
      children: z.array(owner).readonly(),
    })
    .readonly(),
);

export const owners = z
  .object({
    at: z.number(),
    /** What the owners add up to. */
    cpuCores: value,
    memoryBytes: value,
    /** True when shared memory is in several of them, so that their shares were scaled to the machine's sum. */
    approximate: z.boolean(),
    list: z.array(owner).readonly(),
  })
  .readonly();
export type Owners = z.infer<typeof owners>;
