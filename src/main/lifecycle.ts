import type { Disposer, Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

/** A part that does not let go must not keep the app, or the machine's shutdown, waiting. */
const QUIT_DEADLINE_MS = 3_000;

export interface Disposers {
  add(name: string, dispose: () => void | Promise<void>): void;
  /** Undoes all in reverse order; one that fails or hangs stops none of the others. Resolves within the deadline. */
  disposeAll(): Promise<void>;
}

export function createDisposers(logger: Logger): Disposers {
  const stack: { readonly name: string; readonly dispose: () => void | Promise<void> }[] = [];
  const run = async (): Promise<void> => {
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      try {
        await next.dispose();
      } catch (thrown) {
        logger.error('quit', 'a part did not stop cleanly', { part: next.name, cause: toError(thrown).message });
      }
    }
  };
  return {
    add(name, dispose) {
      stack.push({ name, dispose });
    },
    async disposeAll() {
      let cancel: Disposer = () => {};
      const deadline = new Promise<'late'>((resolve) => {
        const timer = setTimeout(() => resolve('late'), QUIT_DEADLINE_MS);
        cancel = () => clearTimeout(timer);
      });
      if ((await Promise.race([run(), deadline])) === 'late') logger.warn('quit', 'gave up waiting', { deadlineMs: QUIT_DEADLINE_MS });
      cancel();
    },
  };
}
