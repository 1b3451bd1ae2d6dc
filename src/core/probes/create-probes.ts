import { AppError } from '../../shared/result.ts';
import type { Ports } from '../ports.ts';
import { createLinuxProbes } from './linux/probes.ts';
import { createDarwinProbes } from './portable/darwin-probes.ts';
import { createWindowsProbes } from './portable/windows-probes.ts';
import type { ProbeSet } from './probe.ts';

/** The readers of a platform (`linux`, `darwin`, `win32`). Throws an AppError (`not-supported`) for any other. */
export function createProbes(ports: Pick<Ports, 'clock' | 'commands' | 'rootDir'>, platform: string): ProbeSet {
  switch (platform) {
    case 'linux':
      return createLinuxProbes({ rootDir: ports.rootDir, clock: ports.clock });
    case 'darwin':
      return createDarwinProbes(ports);
    case 'win32':
      return createWindowsProbes(ports);
    default:
      throw new AppError('not-supported', `platform "${platform}": expected linux, darwin or win32`);
  }
}
