import { homedir } from 'node:os';
import { AppError } from '../../shared/result.ts';
import type { Ports } from '../ports.ts';
import { createContainersProbe } from './engines/containers-probe.ts';
import { createEnvironmentReader } from './environment/read-environment.ts';
import { createKernelFiles } from './linux/kernel-files.ts';
import { createLinuxProbes } from './linux/probes.ts';
import { createDarwinProbes } from './portable/darwin-probes.ts';
import { createWindowsProbes } from './portable/windows-probes.ts';
import type { PlatformProbes, ProbeSet } from './probe.ts';

type ProbePorts = Pick<Ports, 'clock' | 'commands' | 'environment' | 'logger' | 'platform' | 'rootDir'>;

/** The readers of a platform (`linux`, `darwin`, `win32`). Throws an AppError (`not-supported`) for any other. */
export function createProbes(ports: ProbePorts): ProbeSet {
  const platformProbes = createPlatformProbes(ports);
  const { clock, logger, platform, rootDir } = ports;
  const environment = createEnvironmentReader(ports);
  const isOwn = rootDir === '/';
  return {
    ...platformProbes,
    environment: { read: () => environment.refresh(), dispose() {} },
    containers: createContainersProbe({
      clock,
      logger,
      platform,
      random: Math.random,
      files: createKernelFiles(rootDir),
      // Below another root neither this process's variables nor its home say where that machine's engines are.
      env: isOwn ? ports.environment : {},
      homeDir: isOwn ? homedir() : '/root',
      userId: process.getuid?.() ?? null,
    }),
  };
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
