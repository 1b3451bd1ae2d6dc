import { app, dialog } from 'electron';
import type { Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

export interface CrashHandling {
  /** From now on failures are logged here; before that they go to standard error. */
  useLogger(logger: Logger): void;
  /** Called for a failure that need not end the app, at most once. */
  onFirstRejection(tell: (message: string) => void): void;
  /** Says what happened and ends the app with code 1: its state is no longer known to be right. */
  readonly fatal: (thrown: unknown) => void;
}

/** Catches what nothing else caught. */
export function handleCrashes(): CrashHandling {
  let log = (message: string, error: Error): void => {
    process.stderr.write(`headroom: ${message}: ${error.stack ?? error.message}\n`);
  };
  let tell: ((message: string) => void) | null = null;
  let ending = false;

  const fatal = (thrown: unknown): void => {
    const error = toError(thrown);
    log('cannot go on', error);
    // The dialog runs an event loop of its own: what fails meanwhile must not open another.
    if (ending) return;
    ending = true;
    dialog.showErrorBox('Headroom has to stop', `${error.message}\n\nStart it again; if it happens again, the log says more.`);
    app.exit(1);
  };

  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', (reason) => {
    const error = toError(reason);
    log('a promise failed and nobody waited for it', error);
    tell?.(error.message);
    tell = null;
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log('a helper process is gone', new Error(`${name ?? type}: ${reason}, exit code ${exitCode}`));
  });

  return {
    useLogger(logger) {
      log = (message, error) => logger.error('app', message, { error: error.message, stack: error.stack });
    },
    onFirstRejection(listener) {
      tell = listener;
    },
    fatal,
  };
}
