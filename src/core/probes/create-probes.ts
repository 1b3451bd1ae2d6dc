import { homedir } from 'node:os';
import { AppError } from '../../shared/result.ts';
import type { Ports } from '../ports.ts';
import { createContainersProbe } from './engines/containers-probe.ts';
import { createEnvironmentReader } from './environment/read-environment.ts';
import { type KernelFiles, createKernelFiles } from './linux/kernel-files.ts';
import { createLinuxProbes } from './linux/probes.ts';
import { createDarwinProbes } from './portable/darwin-probes.ts';
import { createWindowsProbes } from './portable/windows-probes.ts';
import type { PlatformProbes, ProbeSet } from './probe.ts';
import { createDarwinVmReader } from './vms/darwin-vms.ts';
import { createLinuxVmReader } from './vms/linux-vms.ts';
import { withVms } from './vms/vm-processes.ts';
import type { VmReader } from './vms/vm-reader.ts';
import { createWindowsVmReader } from './vms/windows-vm-reader.ts';

type ProbePorts = Pick<Ports, 'clock' | 'commands' | 'environment' | 'logger' | 'platform' | 'rootDir'>;

/** The readers of a platform (`linux`, `darwin`, `win32`). Throws an AppError (`not-supported`) for any other. */
export function createProbes(ports: ProbePorts): ProbeSet {
  const platformProbes = createPlatformProbes(ports);
  const { clock, logger, platform, rootDir } = ports;
  const environment = createEnvironmentReader(ports);
  const isOwn = rootDir === '/';
  const files = createKernelFiles(rootDir);
  return {
    ...platformProbes,
    processes: withVms(platformProbes.processes, createVmReader(ports, files)),
    environment: { read: () => environment.refresh(), dispose() {} },
    containers: createContainersProbe({
      clock,
      logger,
      platform,
      random: Math.random,
      files,
      // Below another root neither this process's variables nor its home say where that machine's engines are.
      env: isOwn ? ports.environment : {},
      homeDir: isOwn ? homedir() : '/root',
      userId: process.getuid?.() ?? null,
    }),
  };
}

function createVmReader({ platform, clock, commands }: ProbePorts, files: KernelFiles): VmReader {
  if (platform === 'darwin') return createDarwinVmReader({ commands, clock });
  return platform === 'win32' ? createWindowsVmReader(clock) : createLinuxVmReader(files, clock);
}

function createPlatformProbes(ports: ProbePorts): PlatformProbes {
  switch (ports.platform) {
    case 'linux':
      return createLinuxProbes({ rootDir: ports.rootDir, clock: ports.clock });
    case 'darwin':
      return createDarwinProbes(ports);
    case 'win32':
      return createWindowsProbes(ports);
    default:
      throw new AppError('not-supported', `platform "${ports.platform}": expected linux, darwin or win32`);
  }
}
