import type { Clock } from '../../ports.ts';
import type { PlatformProbes } from '../probe.ts';
import { createBatteryProbe } from './battery.ts';
import { createOwnCgroupProbe } from './cgroup/own-cgroup.ts';
import { createConnectionsProbe } from './connections.ts';
import { createCpuProbe } from './cpu.ts';
import { createDiskIoProbe } from './disk-io.ts';
import { createDiskProbe } from './disk.ts';
import { createFileHandlesProbe } from './file-handles.ts';
import { createGpuProbe } from './gpu.ts';
import { createKernelFiles } from './kernel-files.ts';
import { createMemoryProbe } from './memory.ts';
import { createNetworkProbe } from './network.ts';
import { createPressureProbe } from './pressure.ts';
import { createProcessesProbe } from './processes.ts';
import { createSensorsProbe } from './sensors.ts';
import { createSystemProbe } from './system.ts';

export interface LinuxProbesOptions {
  /** The folder read as if it were `/`. */
  readonly rootDir: string;
  readonly clock: Clock;
}

/** Linux, read from `/proc` and `/sys` below the root, without a child process. */
export function createLinuxProbes({ rootDir, clock }: LinuxProbesOptions): PlatformProbes {
  const files = createKernelFiles(rootDir);
  const processes = createProcessesProbe(files);
  return {
    cgroup: createOwnCgroupProbe(files),
    cpu: createCpuProbe(files),
    memory: createMemoryProbe(files),
    network: createNetworkProbe(files),
    diskIo: createDiskIoProbe(files),
    pressure: createPressureProbe(files),
    disk: createDiskProbe(files, clock),
    system: createSystemProbe(files),
    fileHandles: createFileHandlesProbe(files),
    connections: createConnectionsProbe(files, clock),
    battery: createBatteryProbe(files),
    gpu: createGpuProbe(files),
    sensors: createSensorsProbe(files),
    processes,
    startTimeOf: (pid) => processes.startTimeOf(pid),
  };
}
