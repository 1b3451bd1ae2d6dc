import type { Clock, Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

/** A part that does not let go must not keep the program, or the machine's shutdown, waiting. */
const STOP_DEADLINE_MS = 3_000;
/** npm and a terminal each send the same Ctrl-C: the second of them is no wish of its own. */
const ECHO_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As a shell reports a program that a signal ended. */
const SECOND_SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface Stopper {
  /** To be undone, the newest first. */
  add(name: string, dispose: () => void | Promise<void>): void;
  /** Undoes all and resolves `stopped`. */
  stop(): void;
  /** Undoes all: for a start that failed. */
  undo(): Promise<void>;
  /** The exit code, when all is undone. */
  readonly stopped: Promise<number>;
}

/** Stops at the first SIGINT, SIGTERM or SIGHUP, in an orderly way and in time; a second one ends the program at once. */
export function createStopper(clock: Clock, logger: Logger, exit: (code: number) => void): Stopper {
  const stack: { readonly name: string; readonly dispose: () => void | Promise<void> }[] = [];
  let stoppingSinceMs: number | null = null;
  let finish: (code: number) => void = () => {};
  const stopped = new Promise<number>((resolve) => {
    finish = resolve;
  });

  async function undo(): Promise<void> {
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      try {
        await next.dispose();
      } catch (thrown) {
        logger.error('stop', 'a part did not stop cleanly', { part: next.name, cause: toError(thrown).message });
      }
    }
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }

  function stop(): void {
    if (stoppingSinceMs !== null) return;
    stoppingSinceMs = clock.monotonicMs();
    const timer = setTimeout(() => {
      logger.warn('stop', 'gave up waiting', { deadlineMs: STOP_DEADLINE_MS });
      exit(0);
    }, STOP_DEADLINE_MS);
    void undo().then(() => {
      clearTimeout(timer);
      finish(0);
    });
  }

  function onSignal(signal: (typeof SIGNALS)[number]): void {
    if (stoppingSinceMs === null) stop();
    else if (clock.monotonicMs() - stoppingSinceMs > ECHO_MS) exit(SECOND_SIGNAL_CODES[signal]);
  }
  for (const signal of SIGNALS) process.on(signal, onSignal);

  return {
    add(name, dispose) {
      stack.push({ name, dispose });
    },
    stop,
    undo,
    stopped,
  };
}
