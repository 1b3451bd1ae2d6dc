import type { VmRaw } from './vms/raw-vms.ts';
import type { Counter } from './counter.ts';
import type { Maybe } from './absence.ts';

// What probes answer: counters and levels as the platform gives them, the same shape on every platform. The monitor makes rates of them.

export interface CpuTimes {
  readonly user: Counter;
  readonly nice: Counter;
  readonly system: Counter;
  readonly idle: Counter;
  readonly ioWait: Counter;
  readonly irq: Counter;
  readonly softIrq: Counter;
  readonly steal: Counter;
}

export interface CpuRaw {
  /** In any one unit (ticks, ms): only their ratios are used. */
  readonly total: CpuTimes;
  readonly cores: readonly { readonly index: number; readonly times: CpuTimes }[];
  readonly loadAverage: Maybe<readonly [number, number, number]>;
  readonly availableCores: Maybe<number>;
  readonly model: string | null;
  readonly frequencyMhz: Maybe<number>;
  readonly contextSwitches: Maybe<Counter>;
}

export interface MemoryRaw {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  readonly cachedBytes: Maybe<number>;
  readonly buffersBytes: Maybe<number>;
  readonly swapTotalBytes: Maybe<number>;
  readonly swapFreeBytes: Maybe<number>;
}

export interface PartitionRaw {
  readonly device: string;
  readonly mount: string;
  readonly type: string;
  /** Identity of the storage behind it: two mounts of one device have the same. */
  readonly storageId: string;
  /** False for what is not storage of this machine: tmpfs, overlay, images, network. */
  readonly local: boolean;
  readonly space: Maybe<{
    readonly totalBytes: number;
    /** Free for root. */
    readonly freeBytes: number;
    /** Free for a user: what `df` shows as available. */
    readonly availableBytes: number;
    readonly inodesTotal: number | null;
    readonly inodesFree: number | null;
  }>;
}
export interface DiskRaw {
  readonly partitions: readonly PartitionRaw[];
}

export interface DiskDeviceRaw {
  readonly device: string;
  readonly readBytes: Counter;
  readonly writeBytes: Counter;
  readonly readOps: Counter;
  readonly writeOps: Counter;
  /** Milliseconds spent by all operations, waiting included. */
  readonly operationMs: Maybe<Counter>;
  /** Milliseconds in which at least one operation was under way. */
  readonly busyMs: Maybe<Counter>;
}
export interface DiskIoRaw {
  /** Whole disks only. */
  readonly devices: readonly DiskDeviceRaw[];
}

export interface InterfaceRaw {
  readonly name: string;
  readonly state: 'up' | 'down' | 'unknown';
  readonly speedBitsPerSec: number | null;
  readonly counted: boolean;
  readonly bytesSent: Counter;
  readonly bytesReceived: Counter;
  readonly packetsSent: Maybe<Counter>;
  readonly packetsReceived: Maybe<Counter>;
  readonly errorsSent: Maybe<Counter>;
  readonly errorsReceived: Maybe<Counter>;
  readonly droppedSent: Maybe<Counter>;
  readonly droppedReceived: Maybe<Counter>;
}
export interface NetworkRaw {
  readonly interfaces: readonly InterfaceRaw[];
}

export interface PressureLineRaw {
  readonly avg10: number | null;
  readonly avg60: number | null;
  readonly avg300: number | null;
  readonly totalUs: Counter | null;
}
export interface PressureSidesRaw {
  readonly some: PressureLineRaw | null;
  readonly full: PressureLineRaw | null;
}
export interface PressureRaw {
  readonly cpu: Maybe<PressureSidesRaw>;
  readonly memory: Maybe<PressureSidesRaw>;
  readonly io: Maybe<PressureSidesRaw>;
  readonly memoryLevel: Maybe<number>;
}

export interface SystemRaw {
  readonly uptimeSeconds: Maybe<number>;
  readonly bootTime: Maybe<number>;
  readonly users: Maybe<number>;
  readonly processes: Maybe<number>;
  readonly processLimit: Maybe<number>;
  readonly threads: Maybe<number>;
  readonly threadLimit: Maybe<number>;
  readonly openFiles: Maybe<number>;
  readonly contextSwitches: Maybe<Counter>;
  readonly hostname: string | null;
  readonly osName: string | null;
  readonly osVersion: string | null;
  readonly kernel: string | null;
  readonly arch: string | null;
}

export interface FileHandlesRaw {
  readonly used: number;
  readonly limit: Maybe<number>;
}

export interface ConnectionsRaw {
  readonly tcpEstablished: Maybe<number>;
  readonly tcpInUse: Maybe<number>;
  readonly tcpTimeWait: Maybe<number>;
  readonly tcpOrphaned: Maybe<number>;
  readonly udpInUse: Maybe<number>;
  readonly socketsInUse: Maybe<number>;
  readonly tcpByState: Maybe<Readonly<Record<string, number>>>;
}

export interface BatteryRaw {
  readonly chargePercent: Maybe<number>;
  readonly state: 'charging' | 'discharging' | 'full' | 'unknown';
  readonly onBattery: boolean;
  readonly powerWatts: Maybe<number>;
  readonly remainingSeconds: Maybe<number>;
}

export interface GpuRaw {
  readonly devices: readonly {
    readonly name: string;
    readonly usagePercent: Maybe<number>;
    readonly memoryUsedBytes: Maybe<number>;
    readonly memoryTotalBytes: Maybe<number>;
    readonly powerWatts: Maybe<number>;
  }[];
}

export interface SensorsRaw {
  readonly temperatures: readonly { readonly name: string; readonly celsius: number }[];
}

export interface ProcessRaw {
  readonly pid: number;
  readonly parentPid: number;
  /** Epoch milliseconds. The same at every reading of one process. */
  readonly startTime: number;
  readonly name: string;
  readonly command: string;
  readonly user: string;
  readonly userId: number | null;
  readonly state: 'running' | 'sleeping' | 'waiting' | 'stopped' | 'zombie' | 'idle' | 'unknown';
  /** Own CPU time in milliseconds. */
  readonly cpuMs: number;
  /** Readings of the list that the growth of its counters covers, when more than one: a probe may look at an idle process less often. */
  readonly spanReads?: number;
  /** CPU time in milliseconds of its children that ended and were waited for, and of theirs. Null where the platform does not say. */
  readonly reapedCpuMs: number | null;
  readonly rssBytes: number;
  /** Memory that is its own, not files or shared memory: adds up over processes. Null where the platform does not say. */
  readonly privateBytes: number | null;
  readonly pssBytes: number | null;
  readonly virtualBytes: number;
  readonly threads: number | null;
  readonly fileHandles: number | null;
  readonly readBytes: Counter | null;
  readonly writeBytes: Counter | null;
  readonly cgroup: string | null;
  readonly kernelThread: boolean;
  /** Session id and controlling terminal (0 = none), where there are such; they tell a shell in a terminal from a script. */
  readonly sessionId: number | null;
  readonly terminal: number | null;
}
export interface ProcessesRaw {
  /** A process that did not change since the reading before is the same object. */
  readonly list: readonly ProcessRaw[];
  /** Busy CPU time of the machine in milliseconds, read with the list, so that owners can add up to it. */
  readonly machineBusyMs: Maybe<number>;
  /** The virtual machines among them: the same array while nothing changed. Left out where nobody looked for any. */
  readonly vms?: readonly VmRaw[];
}
