import type { CgroupMode } from '../../shared/model/environment.ts';
import type { Absence, Maybe } from './absence.ts';
import type { Counter } from './counter.ts';
import type { PressureSidesRaw } from './raw.ts';

// What a cgroup says of itself, the same shape for version 1 and version 2.

export interface CgroupMemoryRaw {
  /** All that is charged: page cache too. */
  readonly usageBytes: number;
  /** Usage without the page cache that can go at once (inactive_file): what Docker and Kubernetes call used. */
  readonly workingSetBytes: Maybe<number>;
  /** Memory of programs, without a file behind it: the `rss` of version 1. */
  readonly anonBytes: Maybe<number>;
  /** Page cache, tmpfs and shared memory included. */
  readonly cacheBytes: Maybe<number>;
  readonly kernelBytes: Maybe<number>;
  readonly swapBytes: Maybe<number>;
  readonly peakBytes: Maybe<number>;
  readonly events: Maybe<CgroupMemoryEventsRaw>;
}

/** How often, since the cgroup was made; null where this kernel does not count it. */
export interface CgroupMemoryEventsRaw {
  readonly low: Counter | null;
  /** Throttled for being over `memory.high`. */
  readonly high: Counter | null;
  /** Ran into its limit. */
  readonly max: Counter | null;
  /** Came to the point where something had to be killed. */
  readonly oom: Counter | null;
  /** Processes killed. */
  readonly oomKill: Counter | null;
}

export interface CgroupThrottlingRaw {
  readonly periods: Counter;
  readonly throttledPeriods: Counter;
  readonly throttledNs: Counter;
}
export interface CgroupCpuRaw {
  readonly usageNs: Counter;
  /** Version 1 counts user and system time in ticks of 10 ms. */
  readonly userNs: Maybe<Counter>;
  readonly systemNs: Maybe<Counter>;
  readonly throttling: Maybe<CgroupThrottlingRaw>;
}

export interface CgroupDeviceIoRaw {
  /** "major:minor". */
  readonly device: string;
  /** "nvme0n1"; null where the machine does not say. */
  readonly name: string | null;
  /** False for what lies on another device of the list (dm, loop), where the same bytes are counted again. */
  readonly counted: boolean;
  readonly readBytes: Counter | null;
  readonly writeBytes: Counter | null;
  readonly readOps: Counter | null;
  readonly writeOps: Counter | null;
  readonly discardBytes: Counter | null;
}

export interface CgroupPressureRaw {
  readonly cpu: Maybe<PressureSidesRaw>;
  readonly memory: Maybe<PressureSidesRaw>;
  readonly io: Maybe<PressureSidesRaw>;
}

export interface CgroupReadingRaw {
  readonly memory: Maybe<CgroupMemoryRaw>;
  readonly cpu: Maybe<CgroupCpuRaw>;
  readonly io: Maybe<readonly CgroupDeviceIoRaw[]>;
  /** Tasks: threads count one by one. */
  readonly pids: Maybe<number>;
  readonly pressure: CgroupPressureRaw;
}

/** A cgroup that sets a limit. */
export interface LimitLevel {
  /** Its folder. */
  readonly path: string;
  readonly value: number;
}

/** A limit over a cgroup and all of its ancestors that can be seen. */
export type LimitRaw = {
  /** Every level that sets one, the cgroup's own first. Each holds: what is left is the least of limit − use over them. */
  readonly levels: readonly LimitLevel[];
  /** The file that said so, or why none did. */
  readonly evidence: string;
} & (
  | {
      readonly kind: 'limited';
      /** The smallest. */
      readonly value: number;
      /** The folder of the cgroup that sets it; null for an ancestor that cannot be seen from here. */
      readonly path: string | null;
    }
  /** There is one, above what the machine has. */
  | { readonly kind: 'not-effective'; readonly value: number; readonly path: string | null; readonly machineValue: number }
  /** Every level that can be seen says that there is none. `hidesAncestors`: those that cannot be seen may have one. */
  | { readonly kind: 'unlimited'; readonly hidesAncestors: boolean }
  | { readonly kind: 'unknown'; readonly absence: Absence }
);

/** In each period the tasks of a cgroup may run for the quota. Null = no quota; of the period, that nobody says it. */
export interface CpuBandwidthRaw {
  readonly quotaUs: number | null;
  readonly periodUs: number | null;
}

/** As the cgroup says it: shares (2–262144, default 1024) in version 1, weight (1–10000, default 100, 0 = idle only) in version 2. */
export interface CgroupWeightRaw {
  readonly kind: 'shares' | 'weight';
  readonly value: number;
}

export interface CgroupDeviceLimitRaw {
  readonly device: string;
  readonly name: string | null;
  /** The folder nearest to the cgroup that sets one of them. */
  readonly path: string;
  /** Null = no limit. */
  readonly readBytesPerSec: number | null;
  readonly writeBytesPerSec: number | null;
  readonly readOpsPerSec: number | null;
  readonly writeOpsPerSec: number | null;
}

export interface CgroupLimitsRaw {
  /** Bytes. */
  readonly memory: LimitRaw;
  /** Bytes: above, a cgroup is slowed down and reclaimed from. */
  readonly memoryHigh: LimitRaw;
  /** Bytes of protection, of the cgroup's own level; at most what the machine has. */
  readonly memoryLowBytes: Maybe<number>;
  readonly memoryMinBytes: Maybe<number>;
  /** Bytes of swap alone. */
  readonly swap: LimitRaw;
  /** Cores: quota / period. */
  readonly cpuQuota: LimitRaw;
  /** Of the cgroup's own level. */
  readonly cpuBandwidth: Maybe<CpuBandwidthRaw>;
  /** Numbers of the CPUs that may be used. */
  readonly cpuset: Maybe<readonly number[]>;
  readonly weight: Maybe<CgroupWeightRaw>;
  /** The smallest of quota, cpuset and online CPUs. */
  readonly effectiveCores: Maybe<number>;
  /** Tasks. */
  readonly pids: LimitRaw;
  readonly io: Maybe<readonly CgroupDeviceLimitRaw[]>;
}

/** The use of a level that sets a limit. */
export interface LevelUse<Use> extends LimitLevel {
  readonly use: Maybe<Use>;
}

/** What the machine has, against which a limit is effective or not. Null where it is not known. */
export interface MachineSize {
  readonly totalBytes: number | null;
  readonly onlineCpus: number | null;
  readonly maxPids: number | null;
}

/** Our own cgroup. */
export interface CgroupRaw {
  readonly mode: CgroupMode;
  readonly namespace: 'host' | 'private' | null;
  readonly controllers: readonly string[];
  /** Our folder per part ("memory", "cpu", "io" …, "unified"); null where it cannot be named from here. */
  readonly paths: Readonly<Record<string, string | null>>;
  /** `user-session`: the memory is of all that a user runs, since nothing below the session was delegated. */
  readonly memoryScope: 'own' | 'user-session';
  readonly reading: CgroupReadingRaw;
  readonly limits: CgroupLimitsRaw;
  readonly machine: MachineSize;
  /** The levels that set a limit, with what all cgroups below each of them use. */
  readonly memoryLevels: readonly LevelUse<CgroupMemoryRaw>[];
  readonly cpuLevels: readonly LevelUse<CgroupCpuRaw>[];
  readonly pidsLevels: readonly LevelUse<number>[];
  readonly evidence: readonly string[];
}
