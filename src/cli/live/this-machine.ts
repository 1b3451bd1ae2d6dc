import { readOwnUsage } from '../../core/own-usage.ts';
import { createProbes } from '../../core/probes/create-probes.ts';
import { createCommandRunner } from '../../core/system-commands.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { groupNames } from '../../shared/views.ts';
import type { CliContext } from '../command.ts';
import { sleep } from '../sleep.ts';
import { commandLogger } from './logger.ts';
import { type OnDemandMonitor, createOnDemandMonitor } from './on-demand.ts';
import { openSettings } from './settings.ts';

/** Two reads this far apart: what a rate is made of when nothing runs that could be asked. */
const ONCE_STEP_MS = 1_000;

/** Reads this machine itself, without a running Headroom. */
export function monitorThisMachine(context: CliContext, intervalMs: number): OnDemandMonitor {
  const { env, platform, clock } = context;
  return createOnDemandMonitor({
    probes: createProbes({ clock, commands: createCommandRunner(env), rootDir: '/' }, platform),
    clock,
    logger: commandLogger(context),
    ownUsage: readOwnUsage,
    intervalMs,
    groups: groupNames,
    thresholds: openSettings(context).state.settings.thresholds,
  });
}

/** One snapshot with rates: two reads, a second apart. */
export async function readThisMachineOnce(context: CliContext): Promise<Snapshot> {
  const monitor = monitorThisMachine(context, ONCE_STEP_MS);
  try {
    await monitor.read();
    await sleep(ONCE_STEP_MS);
    return await monitor.read();
  } finally {
    monitor.dispose();
  }
}
