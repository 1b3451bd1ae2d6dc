import { type GroupName, groupNames } from '../../shared/views.ts';
import type { Disposer } from '../ports.ts';
import { ProbeError } from './absence.ts';
import type { AbsenceReason } from '../../shared/model/absence.ts';
import type { ContainerAction } from '../../shared/model/container.ts';
import type { Environment } from '../../shared/model/environment.ts';
import type { CgroupRaw } from './raw-cgroup.ts';
import type { ContainersRaw } from './raw-containers.ts';
import type {
  BatteryRaw,
  ConnectionsRaw,
  CpuRaw,
  DiskIoRaw,
  DiskRaw,
  FileHandlesRaw,
  GpuRaw,
  MemoryRaw,
  NetworkRaw,
  PressureRaw,
  ProcessesRaw,
  SensorsRaw,
  SystemRaw,
} from './raw.ts';

export interface RawOfGroup {
  environment: Environment;
  cgroup: CgroupRaw;
  cpu: CpuRaw;
  memory: MemoryRaw;
  network: NetworkRaw;
  diskIo: DiskIoRaw;
  pressure: PressureRaw;
  disk: DiskRaw;
  system: SystemRaw;
  fileHandles: FileHandlesRaw;
  connections: ConnectionsRaw;
  battery: BatteryRaw;
  gpu: GpuRaw;
  sensors: SensorsRaw;
  containers: ContainersRaw;
  processes: ProcessesRaw;
}

/** The groups that a probe reads. `self` is the monitor's own. */
export type ProbedGroup = keyof RawOfGroup & GroupName;

/** All but `self`, which no probe reads: Headroom knows it of itself. */
export const probedGroups: readonly ProbedGroup[] = groupNames.filter((name) => name !== 'self');

export interface ReadRequest {
  /** True while someone looks at the details (a process table, a table of connections): then the costly fields are read too. */
  readonly detail: boolean;
}

/** Reads one group. Synchronous where the read cannot hang (kernel files), else a promise that the monitor gives a time limit. */
export interface Probe<Raw> {
  /** Throws a ProbeError when the whole group cannot be had; a single missing field is an Absence in its place. */
  read(request: ReadRequest): Raw | Promise<Raw>;
  /** Closes what it keeps open. It may be read again afterwards. */
  dispose(): void;
}

/** Reads the containers of all engines, and hands on what a person wants done with one. */
export interface ContainersProbe extends Probe<ContainersRaw> {
  /** Called after each change of an engine or a container, but not of a figure. */
  onChange(listener: () => void): Disposer;
  /** Throws an AppError in plain words: `invalid-input`, `not-found`, `conflict`, `permission-denied`, `timed-out`, `internal`. */
  act(id: string, action: ContainerAction): Promise<void>;
}

/** What each platform reads in its own way. */
export type PlatformProbes = Omit<ProbeSet, 'environment' | 'containers'>;

export type ProbeSet = { readonly [G in Exclude<ProbedGroup, 'containers'>]: Probe<RawOfGroup[G]> } & {
  readonly containers: ContainersProbe;
  /** Start time (epoch ms, as in the process list) of the process that has this pid now; null when there is none. Read afresh. */
  startTimeOf(pid: number): Promise<number | null>;
};

/** For what a platform does not have: the group is absent with this reason. */
export function absentProbe<Raw>(reason: AbsenceReason, message: string): Probe<Raw> {
  return {
    read() {
      throw new ProbeError(reason, message);
    },
    dispose() {},
  };
}
