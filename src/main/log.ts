import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFileLogger } from '../core/file-logger.ts';
import { createStreamLogger } from '../core/logger.ts';
import type { Clock, Disposer, Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

export interface LogPlace {
  readonly clock: Clock;
  /** A packaged app has nobody at its standard error. */
  readonly toFile: boolean;
  readonly folder: string;
}

/** The app's log: a file for the packaged app, standard error from a clone and wherever no file can be had. */
export function openLog({ clock, toFile, folder }: LogPlace): { readonly logger: Logger; readonly close: Disposer } {
  const options = { clock, minLevel: 'info' } as const;
  if (toFile) {
    try {
      mkdirSync(folder, { recursive: true });
      return createFileLogger(options, join(folder, 'headroom.log'));
    } catch (thrown) {
      const logger = createStreamLogger(options, process.stderr);
      logger.warn('log', 'no log file', { folder, cause: toError(thrown).message });
      return { logger, close: () => {} };
    }
  }
  return { logger: createStreamLogger(options, process.stderr), close: () => {} };
}
