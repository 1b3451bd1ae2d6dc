import type {
  Battery,
  Connections,
  Cpu,
  Disk,
  DiskIo,
  FileHandles,
  Gpu,
  Memory,
  Network,
  Pressure,
  Sensors,
  System,
} from '../../shared/model/host.ts';
import type { ContainerInfo } from '../../shared/model/container.ts';
import type { OwnCgroup } from '../../shared/model/cgroup.ts';
import type { Environment } from '../../shared/model/environment.ts';
import type { Self, Snapshot } from '../../shared/model/snapshot.ts';
import type { Clock, Logger } from '../ports.ts';
import type { ProbeSet, ProbedGroup, RawOfGroup } from '../probes/probe.ts';
import type { ProcessesRaw } from '../probes/raw.ts';
import type { VmRaw } from '../probes/vms/raw-vms.ts';
import { type ContainersPart, deriveContainers } from './derive/containers.ts';
import { deriveCpu } from './derive/cpu.ts';
import { deriveDiskIo } from './derive/disk-io.ts';
import { deriveDisk } from './derive/disk.ts';
import { deriveBattery, deriveGpu, deriveSensors } from './derive/hardware.ts';
import { deriveMemory } from './derive/memory.ts';
import { deriveNetwork } from './derive/network.ts';
import { deriveOwnCgroup } from './derive/own-cgroup.ts';
import { derivePressure } from './derive/pressure.ts';
import { type SelfRaw, deriveSelf } from './derive/self.ts';
import { deriveConnections, deriveFileHandles, deriveSystem } from './derive/system.ts';
import type { Surroundings } from './derive/true-limits.ts';
import { createClaims } from './claims.ts';
import { type OwnersTotal, type ProcessesPart, createProcessDeriver } from './derive-processes.ts';
import { Group } from './group.ts';
import type { ClaimOwner } from './owner-claim.ts';
import type { Derived, Sample } from './sample.ts';

/** Every group with what it is in the snapshot. */
export interface GroupTable {
  readonly environment: Group<RawOfGroup['environment'], Environment>;
  readonly cgroup: Group<RawOfGroup['cgroup'], OwnCgroup>;
  readonly cpu: Group<RawOfGroup['cpu'], Cpu>;
  readonly memory: Group<RawOfGroup['memory'], Memory>;
  readonly network: Group<RawOfGroup['network'], Network>;
  readonly diskIo: Group<RawOfGroup['diskIo'], DiskIo>;
  readonly pressure: Group<RawOfGroup['pressure'], Pressure>;
  readonly disk: Group<RawOfGroup['disk'], Disk>;
  readonly system: Group<RawOfGroup['system'], System>;
  readonly fileHandles: Group<RawOfGroup['fileHandles'], FileHandles>;
  readonly connections: Group<RawOfGroup['connections'], Connections>;
  readonly battery: Group<RawOfGroup['battery'], Battery>;
  readonly gpu: Group<RawOfGroup['gpu'], Gpu>;
  readonly sensors: Group<RawOfGroup['sensors'], Sensors>;
  readonly containers: Group<RawOfGroup['containers'], ContainersPart>;
  readonly processes: Group<RawOfGroup['processes'], ProcessesPart>;
  readonly self: Group<SelfRaw, Self>;
}

export interface GroupsOptions {
  readonly probes: ProbeSet;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly latest: () => Snapshot;
  readonly readSelf: () => SelfRaw;
  readonly onLate: () => void;
}

const NO_VMS: readonly VmRaw[] = [];

/** What containers hold as their cgroups count it, by owner. */
function heldOf(containers: readonly ContainerInfo[]): ReadonlyMap<string, number> {
  return new Map(containers.flatMap(({ id, memory }) => (memory.usedBytes === null ? [] : [[`container:${id}`, memory.usedBytes]])));
}

/** One group for every kind of reading: its probe, and the function that makes a part of the snapshot of it. */
export function createGroups({ probes, clock, logger, latest, readSelf, onLate }: GroupsOptions): GroupTable {
  function probed<G extends ProbedGroup, Part>(
    name: G,
    derive: (previous: Sample<RawOfGroup[G]> | null, current: Sample<RawOfGroup[G]>) => Derived<Part>,
  ): Group<RawOfGroup[G], Part> {
    const probe = probes[name];
    return new Group({
      name,
      read: (detail) => probe.read({ detail }) as RawOfGroup[G] | Promise<RawOfGroup[G]>,
      derive,
      dispose: () => probe.dispose(),
      clock,
      logger,
      onLate,
    });
  }
  const environment = probed('environment', (_, current) => ({ part: current.raw, readings: [], absent: [] }));
  const cgroup = probed('cgroup', deriveOwnCgroup);
  const around = (): Surroundings => ({ environment: environment.part, cgroup: cgroup.part });
  const memory = probed('memory', (_, current) => deriveMemory(current, around()));
  const containers = probed('containers', (_, current) => deriveContainers(current));
  const claims = createClaims();
  const claimsOf = ({ vms = NO_VMS }: ProcessesRaw): readonly ClaimOwner[] =>
    claims({ containers: containers.part?.list ?? [], ownContainerId: environment.part?.container.id ?? null, vms });
  const ownersTotal = (): OwnersTotal => {
    const contained = environment.part?.container.present === true;
    const inUse = contained ? memory.part?.usedBytes : memory.part?.usedBytesOfHost;
    return { memoryUsedBytes: inUse ?? null, wholeMachine: !contained };
  };
  return {
    environment,
    cgroup,
    containers,
    cpu: probed('cpu', (previous, current) => deriveCpu(previous, current, around())),
    memory,
    network: probed('network', deriveNetwork),
    diskIo: probed('diskIo', deriveDiskIo),
    pressure: probed('pressure', derivePressure),
    disk: probed('disk', (_, current) => deriveDisk(current)),
    system: probed('system', (_, current) => deriveSystem(current, around())),
    fileHandles: probed('fileHandles', (_, current) => deriveFileHandles(current)),
    connections: probed('connections', (_, current) => deriveConnections(current)),
    battery: probed('battery', (_, current) => deriveBattery(current)),
    gpu: probed('gpu', (_, current) => deriveGpu(current)),
    sensors: probed('sensors', (_, current) => deriveSensors(current)),
    processes: probed(
      'processes',
      createProcessDeriver(ownersTotal, { claims: claimsOf, heldBytes: () => heldOf(containers.part?.list ?? []) }),
    ),
    self: new Group({
      name: 'self',
      read: readSelf,
      derive: (previous, current) => deriveSelf(previous, current, latest().cpu?.coreCount ?? null),
      dispose: () => {},
      clock,
      logger,
      onLate,
    }),
  };
}
