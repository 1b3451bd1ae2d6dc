import type { Intervals } from '../../core/monitor/intervals.ts';
import { Monitor } from '../../core/monitor/monitor.ts';
import type { Clock, Logger, OwnUsage } from '../../core/ports.ts';
import type { ProbeSet } from '../../core/probes/probe.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { GroupName } from '../../shared/views.ts';

export interface OnDemandOptions {
  readonly probes: ProbeSet;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ownUsage: () => OwnUsage;
  /** About how far apart the reads will be: a rate is made of two that are at most three times as far apart. */
  readonly intervalMs: number;
  readonly groups: readonly GroupName[];
  readonly thresholds: Settings['thresholds'];
}

export interface OnDemandMonitor {
  /** Reads all groups now. */
  read(): Promise<Snapshot>;
  dispose(): void;
}

/** A monitor without a schedule: it reads when it is asked, and each rate is over the time between two asks. */
export function createOnDemandMonitor({ clock, intervalMs, groups, ...options }: OnDemandOptions): OnDemandMonitor {
  let scheduling = true;
  const intervals: Intervals = { fastMs: intervalMs, slowMs: intervalMs, processMs: intervalMs, processBackgroundMs: intervalMs };
  const monitor = new Monitor({
    ...options,
    pid: process.pid,
    intervals,
    clock: {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      // The only timer set while it starts is that of its schedule; the later ones are time limits of reads.
      setTimer: (callback, delayMs) => (scheduling ? () => {} : clock.setTimer(callback, delayMs)),
    },
  });
  monitor.demand('look', groups, true);
  monitor.start();
  scheduling = false;
  return {
    read: () => monitor.fresh(groups),
    dispose: () => monitor.stop(),
  };
}
