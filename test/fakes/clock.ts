import type { Clock, Disposer } from '../../src/core/ports.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands until it is told to go on. Wall time can be set apart from monotonic time, as people and NTP do. */
export class FakeClock implements Clock {
  #monotonicMs = 1_000;
  #wallOffsetMs = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#monotonicMs + this.#wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(callback: () => void, delayMs: number): Disposer {
    const timer: Timer = { dueMs: this.#monotonicMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves the wall clock only. */
  setWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Lets time pass; runs each timer at its time, and the promises it set off, before the next. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.callback();
      await settled();
    }
    this.#monotonicMs = untilMs;
    await settled();
  }

  /** As a suspended process sees it: much time passed, no timer ran meanwhile. */
  async jump(ms: number): Promise<void> {
    this.#monotonicMs += ms;
    await this.advance(0);
  }
}

async function settled(): Promise<void> {
  // A macrotask: all promise chains that need no I/O are done after it.
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
