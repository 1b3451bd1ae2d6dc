import { createStreamLogger, logLevels } from '../../core/logger.ts';
import type { Logger } from '../../core/ports.ts';
import type { CliContext } from '../command.ts';

/** Errors only: a command's standard error is for what the person can do something about. HEADROOM_LOG says more. */
export function commandLogger({ env, clock, stderr }: CliContext): Logger {
  const minLevel = logLevels.find((level) => level === env['HEADROOM_LOG']) ?? 'error';
  return createStreamLogger({ clock, minLevel }, stderr);
}
