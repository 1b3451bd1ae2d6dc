import type { Clock } from '../../ports.ts';
import { Absence, type Maybe } from '../absence.ts';

export interface ProcessCount {
  readonly set: (count: number) => void;
  /** Absent when nobody read the processes for a minute. */
  readonly get: () => Maybe<number>;
}

const KEPT_MS = 60_000;

/** The number of processes, as a by-product of the process list: it is not worth a command of its own. */
export function createProcessCount(clock: Clock): ProcessCount {
  let last: { readonly atMs: number; readonly count: number } | null = null;
  return {
    set(count) {
      last = { atMs: clock.monotonicMs(), count };
    },
    get() {
      if (last !== null && clock.monotonicMs() - last.atMs <= KEPT_MS) return last.count;
      return new Absence('not-found', 'counted with the process list, which was not read in the last minute');
    },
  };
}
