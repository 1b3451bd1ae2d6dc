import type { Clock, Logger } from '../../src/core/ports.ts';
import { createProbes } from '../../src/core/probes/create-probes.ts';
import type { ProbeSet } from '../../src/core/probes/probe.ts';
import { createCommandRunner } from '../../src/core/system-commands.ts';

/** The real readers of Linux. */
export function linuxProbeSet(clock: Clock, logger: Logger, rootDir = '/', environment: NodeJS.ProcessEnv = {}): ProbeSet {
  return createProbes({ clock, logger, rootDir, platform: 'linux', environment, commands: createCommandRunner({}) });
}
