import { readOwnUsage } from '../../core/own-usage.ts';
import { createProbes } from '../../core/probes/create-probes.ts';
import { rootDirOf, rootPlaceOf } from '../../core/root-place.ts';
import { probedGroups } from '../../core/probes/probe.ts';
import { createCommandRunner } from '../../core/system-commands.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { groupNames } from '../../shared/views.ts';
import type { CliContext } from '../command.ts';
import { sleep } from '../sleep.ts';
import { commandLogger } from './logger.ts';
import { type OnDemandMonitor, createOnDemandMonitor } from './on-demand.ts';

/** Two reads this far apart: what a rate is made of when nothing runs that could be asked. */
const ONCE_STEP_MS = 1_000;

/** Reads this machine itself, or what HEADROOM_ROOTFS names, without a running Headroom. Throws an ExitError (65, 66). */
export function monitorThisMachine(context: CliContext, intervalMs: number, thresholds: Settings['thresholds']): OnDemandMonitor {
  const { env, clock } = context;
  const { rootDir, platform } = rootPlaceOf(rootDirOf(undefined, env), context.platform);
  const logger = commandLogger(context);
  return createOnDemandMonitor({
    probes: createProbes({ clock, logger, commands: createCommandRunner(env), environment: env, platform, rootDir }),
    clock,
    logger,
    ownUsage: readOwnUsage,
    intervalMs,
    // This process is not on the machine that another root shows.
    groups: rootDir === '/' ? groupNames : probedGroups,
    thresholds,
  });
}

/** One snapshot with rates: two reads, a second apart. */
export async function readThisMachineOnce(context: CliContext, thresholds: Settings['thresholds']): Promise<Snapshot> {
  const monitor = monitorThisMachine(context, ONCE_STEP_MS, thresholds);
  try {
    await monitor.read();
    await sleep(ONCE_STEP_MS);
    return await monitor.read();
  } finally {
    monitor.dispose();
  }
}
