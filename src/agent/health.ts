import type { Engine } from '../core/engine-types.ts';
import type { Clock, Disposer } from '../core/ports.ts';

export interface Health {
  readonly status: 'ok' | 'degraded';
  /** Null when all is well. */
  readonly reason: string | null;
  /** Age of the newest tick; null before the first. */
  readonly newestTickAgeMs: number | null;
  /** On purpose: nothing that a restart would mend. */
  readonly paused: boolean;
}

export interface HealthWatch {
  read(): Health;
  readonly dispose: Disposer;
}

/** A tick later than this many intervals is late, and never sooner than this. */
const LATE_INTERVALS = 3;
const MIN_LATE_MS = 5_000;

/** Whether the sampler does what it should. Ages are of the monotonic clock: setting the time makes nothing look old. */
export function watchHealth(engine: Pick<Engine, 'latest' | 'onSnapshot'>, clock: Clock): HealthWatch {
  let newestMs: number | null = null;
  const dispose = engine.onSnapshot(() => {
    newestMs = clock.monotonicMs();
  });
  return {
    dispose,
    read() {
      const { paused, intervalMs } = engine.latest.sampling;
      const ageMs = newestMs === null ? null : Math.round(clock.monotonicMs() - newestMs);
      const reason = reasonOf(ageMs, paused, Math.max(MIN_LATE_MS, LATE_INTERVALS * intervalMs));
      return { status: reason === null ? 'ok' : 'degraded', reason, newestTickAgeMs: ageMs, paused };
    },
  };
}

function reasonOf(ageMs: number | null, paused: boolean, lateMs: number): string | null {
  if (paused) return 'paused by the user';
  if (ageMs === null) return 'nothing was read yet';
  return ageMs > lateMs ? `the newest tick is ${ageMs} ms old, expected at most ${lateMs} ms` : null;
}
