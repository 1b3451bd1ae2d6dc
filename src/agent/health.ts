import type { Engine } from '../core/engine-types.ts';
import type { Clock } from '../core/ports.ts';

export interface Health {
  readonly status: 'ok' | 'degraded';
  /** Null when all is well. */
  readonly reason: string | null;
  /** Age of the newest scheduled tick; null before the first. */
  readonly newestTickAgeMs: number | null;
  /** On purpose: nothing that a restart would mend. */
  readonly paused: boolean;
}

/** A tick later than this many intervals is late, and never sooner than this. */
const LATE_INTERVALS = 3;
const MIN_LATE_MS = 5_000;

/**
 * Whether the sampler does what it should. Only its own ticks count, not what a page asked for. Ages are of the monotonic clock: setting the
 * time makes nothing look old.
 */
export function healthOf({ latest, lastTickMs }: Pick<Engine, 'latest' | 'lastTickMs'>, clock: Clock): Health {
  const { paused, intervalMs } = latest.sampling;
  const ageMs = lastTickMs === null ? null : Math.round(clock.monotonicMs() - lastTickMs);
  const reason = reasonOf(ageMs, paused, Math.max(MIN_LATE_MS, LATE_INTERVALS * intervalMs));
  return { status: reason === null ? 'ok' : 'degraded', reason, newestTickAgeMs: ageMs, paused };
}

function reasonOf(ageMs: number | null, paused: boolean, lateMs: number): string | null {
  if (paused) return 'paused by the user';
  if (ageMs === null) return 'nothing was read yet';
  return ageMs > lateMs ? `the newest tick is ${ageMs} ms old, expected at most ${lateMs} ms` : null;
}
