import { resolve } from 'node:path';
import { createProbes } from '../../core/probes/create-probes.ts';
import { type ProbeSet, probedGroups } from '../../core/probes/probe.ts';
import { readOwnUsage } from '../../core/own-usage.ts';
import { createCommandRunner } from '../../core/system-commands.ts';
import type { Clock } from '../../core/ports.ts';
import { defaultsOf } from '../../core/settings/defaults.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { CliContext } from '../command.ts';
import { checkRootDir } from '../../core/root-place.ts';
import { commandLogger } from './logger.ts';
import { createOnDemandMonitor } from './on-demand.ts';

export interface Folders {
  /** Read as if it were `/`. */
  readonly first: string;
  /** The same machine later; null for one sample without rates. */
  readonly later: { readonly folder: string; readonly afterMs: number } | null;
}

/** One snapshot of the machine that the folders show. The defaults' thresholds; nothing of our own environment. Throws an ExitError (65, 66). */
export async function readFolders(context: CliContext, { first, later }: Folders): Promise<Snapshot> {
  const folders = [first, ...(later === null ? [] : [later.folder])];
  for (const folder of folders) checkRootDir(folder);
  let aheadMs = 0;
  const startedAt = context.clock.now();
  // It stands, and is moved on by hand: the time between the samples is what the person says it was.
  const clock: Clock = {
    now: () => startedAt + aheadMs,
    monotonicMs: () => aheadMs,
    setTimer: (callback, delayMs) => context.clock.setTimer(callback, delayMs),
  };
  const logger = commandLogger(context);
  const commands = createCommandRunner({});
  const sets = folders.map((folder) =>
    createProbes({ rootDir: resolve(folder), platform: 'linux', environment: {}, clock, commands, logger }),
  );
  let current = 0;
  const afterMs = later?.afterMs ?? 1_000;
  const monitor = createOnDemandMonitor({
    probes: switched(sets, () => current),
    clock,
    logger,
    ownUsage: readOwnUsage,
    intervalMs: afterMs,
    // Not `self`: this process is not on the machine that the folder shows.
    groups: probedGroups,
    thresholds: defaultsOf('default').thresholds,
  });
  try {
    const snapshot = await monitor.read();
    if (later === null) return snapshot;
    current = 1;
    aheadMs = afterMs;
    return await monitor.read();
  } finally {
    monitor.dispose();
  }
}

/** The readers of whichever set is current. */
function switched(sets: readonly ProbeSet[], current: () => number): ProbeSet {
  const now = (): ProbeSet => {
    const set = sets[current()];
    if (set === undefined) throw new RangeError(`no set of readers ${current()}`);
    return set;
  };
  const probes = probedGroups.map((name) => [
    name,
    {
      read: (request: { readonly detail: boolean }) => now()[name].read(request),
      dispose() {
        for (const set of sets) set[name].dispose();
      },
    },
  ]);
  return { ...Object.fromEntries(probes), startTimeOf: (pid: number) => now().startTimeOf(pid) } as ProbeSet;
}
