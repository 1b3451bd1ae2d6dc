import type { ContainerEngine, ContainerIdentity, TriedPlace } from '../../shared/model/container.ts';
import type { Maybe } from './absence.ts';
import type { Counter } from './counter.ts';

// What container engines answer: counters and levels of each container, the same shape whatever they were read from.

/** What the container was given, as its engine has it. Null = nothing was set. */
export interface ContainerGrantRaw {
  /** Processor time per time, in cores: NanoCpus, or quota / period. */
  readonly quotaCores: number | null;
  /** The processors it may run on; null = all. */
  readonly cpuset: readonly number[] | null;
  readonly memoryBytes: number | null;
  /** Swap alone, without memory. */
  readonly swapBytes: number | null;
  readonly pids: number | null;
}

/** The smallest limit over the container's own cgroup and those above it, where they can be read. Null = none. */
export interface ContainerBoundRaw {
  readonly cores: number | null;
  readonly memoryBytes: number | null;
  readonly pids: number | null;
}

export interface ContainerMemoryRaw {
  readonly usedBytes: number;
  /** True where nobody says how much of it is page cache. */
  readonly includesCache: boolean;
}

export interface ContainerCpuRaw {
  /** Processor time of all its processes, in nanoseconds. */
  readonly usedNs: Counter;
  /** Time of all processors of the machine, idle time included and stolen time left out, in nanoseconds: what the Docker CLI divides by. */
  readonly machineNs: Counter | null;
  /** What the Docker CLI multiplies the share of `machineNs` with: the number of processors (100 % = one of them), on Windows 1. */
  readonly dockerScale: number;
}

export interface ContainerThrottleRaw {
  readonly periods: Counter;
  readonly throttledPeriods: Counter;
}

/** A container's counters at one time. */
export interface ContainerSampleRaw {
  readonly source: 'cgroup' | 'engine';
  /** Milliseconds on one clock per source: only differences count. Null where the source gives no time. */
  readonly atMs: number | null;
  readonly cpu: Maybe<ContainerCpuRaw>;
  readonly throttle: Maybe<ContainerThrottleRaw>;
  readonly memory: Maybe<ContainerMemoryRaw>;
  /** The limit as the source of the sample says it, the machine's memory where there is none. */
  readonly memoryLimitBytes: number | null;
  readonly oomKills: Maybe<Counter>;
  readonly network: Maybe<{ readonly receivedBytes: Counter; readonly sentBytes: Counter }>;
  readonly blockIo: Maybe<{ readonly readBytes: Counter; readonly writtenBytes: Counter }>;
  readonly pids: Maybe<number>;
  readonly bound: ContainerBoundRaw | null;
}

/** Two samples of one source: a rate is made of them. */
export interface ContainerSamplesRaw {
  readonly now: ContainerSampleRaw;
  /** Null at the first sample. */
  readonly before: ContainerSampleRaw | null;
}

export interface ContainerRaw {
  readonly identity: ContainerIdentity;
  /** Absent until the engine was asked for the container's details. */
  readonly grant: Maybe<ContainerGrantRaw>;
  /** Absent for one that does not run, and before its first sample. */
  readonly samples: Maybe<ContainerSamplesRaw>;
}

export interface ContainersRaw {
  readonly engines: readonly ContainerEngine[];
  readonly containers: readonly ContainerRaw[];
  /** Places without an engine that answers. */
  readonly tried: readonly TriedPlace[];
}
