import { Absence, type Maybe, ProbeError } from '../absence.ts';
import { absentProbe, type Probe, type PlatformProbes } from '../probe.ts';
import type { ConnectionsRaw, DiskRaw, PartitionRaw } from '../raw.ts';
import { parseMounts, volumesOf } from './bsd-mount.ts';
import { createDarwinProcesses } from './darwin-processes.ts';
import { createDarwinSystemProbe } from './darwin-system.ts';
import { createSysctlReader, type DarwinPorts, runDarwin } from './darwin-commands.ts';
import { createSpaceReader, type SpaceReader, type StatFileSystem } from './file-system-space.ts';
import { parseStorageDrivers } from './ioreg-storage.ts';
import { parseNetstatInterfaces } from './netstat-ib.ts';
import { countTcpStates } from './netstat-tcp.ts';
import { createOsCpuProbe } from './node-os.ts';
import { createProcessCount } from './process-count.ts';
import { parsePmset } from './pmset.ts';
import { sysctlInteger, sysctlSwapUsage } from './sysctl.ts';
import { memoryOf, parseVmStat } from './vm-stat.ts';

/**
 * Reads macOS: Node's `os` where it knows, else one short command per read.
 *
 * @param statFileSystem asks a file system for its space; Node's `statfs` unless given
 */
export function createDarwinProbes(ports: DarwinPorts, statFileSystem?: StatFileSystem): PlatformProbes {
  const { commands, clock } = ports;
  const sysctl = createSysctlReader(ports);
  const processCount = createProcessCount(clock);
  const processes = createDarwinProcesses(ports, processCount.set);
  const space = createSpaceReader(clock, statFileSystem);

  return {
    cpu: createOsCpuProbe(true),
    memory: probeOf(async () => {
      const [values, vmStat] = await Promise.all([sysctl(), runDarwin(commands, 'vmStat')]);
      return memoryOf(parseVmStat(vmStat), required(sysctlInteger(values, 'hw.memsize')), sysctlSwapUsage(values));
    }),
    network: probeOf(async () => ({ interfaces: parseNetstatInterfaces(await runDarwin(commands, 'netstat', '-ibdn')) })),
    diskIo: probeOf(async () => {
      const text = await runDarwin(commands, 'ioreg', '-r', '-c', 'IOBlockStorageDriver', '-l', '-d', '2', '-w', '0');
      return { devices: parseStorageDrivers(text).filter((driver) => !driver.diskImage) };
    }),
    pressure: probeOf(async () => {
      const noStalls = new Absence('not-supported', 'macOS does not measure stalls; it has a memory pressure level only');
      const memoryLevel = sysctlInteger(await sysctl(), 'kern.memorystatus_vm_pressure_level');
      return { cpu: noStalls, memory: noStalls, io: noStalls, memoryLevel };
    }),
    disk: probeOf(async () => readVolumes(await runDarwin(commands, 'mount'), space)),
    system: createDarwinSystemProbe(ports, sysctl, processCount),
    fileHandles: probeOf(async () => {
      const values = await sysctl();
      return { used: required(sysctlInteger(values, 'kern.num_files')), limit: sysctlInteger(values, 'kern.maxfiles') };
    }),
    connections: {
      async read({ detail }) {
        return connectionsOf(detail ? countTcpStates(await runDarwin(commands, 'netstat', '-an', '-p', 'tcp')) : null);
      },
      dispose() {},
    },
    battery: probeOf(async () => parsePmset(await runDarwin(commands, 'pmset', '-g', 'batt'))),
    gpu: absentProbe('not-supported', 'the use of graphics processors is not read on macOS'),
    cgroup: absentProbe('not-supported', 'cgroups are a part of Linux'),
    sensors: absentProbe('not-supported', 'macOS shows its temperature sensors to privileged programs only'),
    processes: processes.probe,
    startTimeOf: processes.startTimeOf,
  };
}

function probeOf<Raw>(read: () => Promise<Raw>): Probe<Raw> {
  return { read, dispose() {} };
}

function required<T>(value: Maybe<T>): T {
  if (value instanceof Absence) throw new ProbeError(value.reason, value.detail);
  return value;
}

async function readVolumes(mountText: string, space: SpaceReader): Promise<DiskRaw> {
  const volumes = volumesOf(parseMounts(mountText));
  if (volumes.length === 0) throw new ProbeError('malformed', 'mount: expected a line "… on / (apfs, …)", got none');
  const partitions = volumes.map(async ({ network, ...volume }): Promise<PartitionRaw> => {
    const notAsked = new Absence(
      'not-supported',
      `${volume.mount}: network file systems are not asked: a lost server would make them hang`,
    );
    return { ...volume, space: network ? notAsked : await space.read(volume.mount) };
  });
  return { partitions: await Promise.all(partitions) };
}

/** @param states null while nobody looks at the details */
function connectionsOf(states: Readonly<Record<string, number>> | null): ConnectionsRaw {
  const onDemand = new Absence('not-supported', 'macOS counts sockets with a command that is run only while someone looks');
  const neverCounted = new Absence('not-supported', 'not counted on macOS');
  const count = (state: string): Maybe<number> => (states === null ? onDemand : (states[state] ?? 0));
  const all = Object.values(states ?? {}).reduce((sum, sockets) => sum + sockets, 0);
  return {
    tcpEstablished: count('established'),
    tcpInUse: states === null ? onDemand : all - (states['time-wait'] ?? 0),
    tcpTimeWait: count('time-wait'),
    tcpOrphaned: neverCounted,
    udpInUse: neverCounted,
    socketsInUse: neverCounted,
    tcpByState: states ?? onDemand,
  };
}
