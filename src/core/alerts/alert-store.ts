import { renameSync } from 'node:fs';
import { readBoundedFile } from '../bounded-file.ts';
import { parseJson } from '../plain-fault.ts';
import { writePrivateFile } from '../private-file.ts';

/** Where the alerts' state and log lie between two runs. */
export interface AlertStore {
  /** What was written last, whatever that is; null when there is nothing yet. Throws when it cannot be read. */
  read(): unknown;
  /** Replaces all of it at once. Throws the system's error. */
  write(value: unknown): void;
  /** Puts away what could not be understood, before it is written over. */
  setAside(): void;
}

/** Thousands of entries and series fit; a larger file is not ours. */
const MAX_BYTES = 64_000_000;

/** The store in a file that only this user may read. @param now epoch milliseconds, for the name of a file that is put away */
export function createAlertFile(path: string, now: () => number): AlertStore {
  return {
    read() {
      let text;
      try {
        text = readBoundedFile(path, MAX_BYTES);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw thrown;
      }
      return parseJson(text);
    },
    write: (value) => writePrivateFile(path, JSON.stringify(value)),
    setAside: () => renameSync(path, `${path}.damaged-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`),
  };
}
