import { availableParallelism, cpus, freemem, totalmem, uptime } from 'node:os';
import type { Clock } from '../../ports.ts';
import { Absence, ProbeError } from '../absence.ts';
import { absentProbe, type Probe, type PlatformProbes } from '../probe.ts';
import type { DiskRaw, MemoryRaw, PartitionRaw, SystemRaw } from '../raw.ts';
import { createSpaceReader, type StatFileSystem } from './file-system-space.ts';
import { createOsCpuProbe, NO_CONTEXT_SWITCHES, osFacts } from './node-os.ts';
import { createProcessCount, type ProcessCount } from './process-count.ts';
import { createWindowsBatteryProbe } from './windows-battery.ts';
import { createWindowsNetworkProbe } from './windows-network.ts';
import { createWindowsProcesses } from './windows-processes.ts';
import { createWindowsSession, type SystemInformation } from './windows-session.ts';

export interface WindowsPorts {
  readonly clock: Clock;
}

/** The outside, where a test has its own. */
export interface WindowsSources {
  readonly loadSystemInformation?: () => Promise<SystemInformation>;
  readonly statFileSystem?: StatFileSystem;
}

/**
 * Reads Windows: CPU, memory, disk space and system facts from Node itself; network, processes and battery through systeminformation and one
 * PowerShell that is kept while one of these is asked for.
 */
export function createWindowsProbes({ clock }: WindowsPorts, sources: WindowsSources = {}): PlatformProbes {
  const session = createWindowsSession(sources.loadSystemInformation);
  const processCount = createProcessCount(clock);
  const processes = createWindowsProcesses(session, clock, () => cpus().length || availableParallelism(), processCount.set);
  return {
    cpu: createOsCpuProbe(false),
    memory: { read: readMemory, dispose() {} },
    network: createWindowsNetworkProbe(session),
    diskIo: absentProbe('not-supported', 'Windows does not show its disk counters without a shell per reading'),
    pressure: absentProbe('not-supported', 'Windows does not measure pressure stalls'),
    disk: createDriveProbe(clock, sources.statFileSystem),
    system: createSystemProbe(clock, processCount),
    fileHandles: absentProbe('not-supported', 'Windows has no limit of open files for the whole system'),
    connections: absentProbe('not-supported', 'connections are not counted on Windows'),
    battery: createWindowsBatteryProbe(session),
    gpu: absentProbe('not-supported', 'the use of graphics processors is not read on Windows'),
    cgroup: absentProbe('not-supported', 'cgroups are a part of Linux'),
    sensors: absentProbe('not-supported', 'Windows shows its temperature sensors to privileged programs only'),
    processes: processes.probe,
    startTimeOf: processes.startTimeOf,
  };
}

function readMemory(): MemoryRaw {
  const notRead = new Absence('not-supported', 'Windows shows this only to a shell');
  const totalBytes = totalmem();
  // What Windows calls available: free pages and cached ones that can be taken at once.
  const availableBytes = Math.min(freemem(), totalBytes);
  return {
    totalBytes,
    freeBytes: availableBytes,
    availableBytes,
    cachedBytes: notRead,
    buffersBytes: new Absence('not-supported', 'Windows has no buffers apart from its file cache'),
    swapTotalBytes: notRead,
    swapFreeBytes: notRead,
  };
}

/** A: and B: are floppy drives, which would spin up. */
const DRIVES = 'CDEFGHIJKLMNOPQRSTUVWXYZ'.split('').map((letter) => `${letter}:`);

function createDriveProbe(clock: Clock, statFileSystem?: StatFileSystem): Probe<DiskRaw> {
  const space = createSpaceReader(clock, statFileSystem);
  return {
    async read() {
      const drives = await Promise.all(
        DRIVES.map(async (drive): Promise<PartitionRaw> => ({
          device: drive,
          mount: `${drive}\\`,
          type: 'drive',
          storageId: drive,
          local: true,
          space: await space.read(`${drive}\\`),
        })),
      );
      const partitions = drives.filter(({ space: answer }) => !(answer instanceof Absence) || isWorthShowing(answer));
      if (partitions.length === 0) throw new ProbeError('not-found', 'no drive from C: to Z: answered');
      return { partitions };
    },
    dispose() {},
  };
}

/** Letters without a drive and card readers without a card answer with an error too. */
function isWorthShowing({ reason }: Absence): boolean {
  return reason === 'timed-out' || reason === 'permission-denied';
}

/** The boot time follows from two clocks that are read one after the other: a smaller difference is noise. */
const BOOT_TIME_NOISE_MS = 5_000;

function createSystemProbe(clock: Clock, processes: ProcessCount): Probe<SystemRaw> {
  let bootTime = 0;
  return {
    read() {
      const uptimeSeconds = Math.floor(uptime());
      const measured = clock.now() - uptimeSeconds * 1000;
      if (Math.abs(measured - bootTime) > BOOT_TIME_NOISE_MS) bootTime = measured;
      const facts = osFacts();
      const notCounted = new Absence('not-supported', 'Windows counts this only for a shell');
      return {
        uptimeSeconds,
        bootTime,
        users: notCounted,
        processes: processes.get(),
        processLimit: new Absence('not-supported', 'Windows has no limit of processes'),
        threads: notCounted,
        threadLimit: new Absence('not-supported', 'Windows has no limit of threads'),
        openFiles: notCounted,
        contextSwitches: NO_CONTEXT_SWITCHES,
        hostname: facts.hostname,
        osName: 'Windows',
        osVersion: facts.version,
        kernel: facts.kernel,
        arch: facts.arch,
      };
    },
    dispose() {},
  };
}
