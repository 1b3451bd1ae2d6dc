import type { Clock, Disposer } from '../../core/ports.ts';

export interface RateLimited {
  /** Runs `apply` now, or as soon as `minGapMs` have passed since it ran last. Requests in between are one. */
  request(): void;
  dispose: Disposer;
}

export function rateLimited(clock: Clock, minGapMs: number, apply: () => void): RateLimited {
  let appliedAtMs = Number.NEGATIVE_INFINITY;
  let cancel: Disposer | null = null;
  const run = (): void => {
    cancel = null;
    appliedAtMs = clock.monotonicMs();
    apply();
  };
  return {
    request() {
      if (cancel !== null) return;
      const waitMs = appliedAtMs + minGapMs - clock.monotonicMs();
      if (waitMs <= 0) run();
      else cancel = clock.setTimer(run, waitMs);
    },
    dispose() {
      cancel?.();
      cancel = null;
    },
  };
}
