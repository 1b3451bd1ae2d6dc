import { type LocalClient, connectLocal } from '../../core/api/local-client.ts';
import { localSocketPath } from '../../core/api/runtime-paths.ts';
import { runtimePlace } from '../../core/api/this-machine.ts';
import type { Result } from '../../shared/result.ts';
import type { CliContext } from '../command.ts';
import { ExitError, exitCodeOf, exitCodes } from '../../core/exit-codes.ts';

const TIMEOUT_MS = 5_000;

/** The running app or agent of this user; null when there is none. Throws an AppError when there is one that cannot be talked to. */
export function findInstance({ env, platform, clock }: CliContext): Promise<LocalClient | null> {
  return connectLocal({ path: localSocketPath(runtimePlace(env, platform)), clock, timeoutMs: TIMEOUT_MS });
}

/** Throws an ExitError (69) when none runs. */
export async function needInstance(context: CliContext): Promise<LocalClient> {
  const client = await findInstance(context);
  if (client === null) throw new ExitError(exitCodes.unavailable, `no Headroom is running: start one with "${context.program} start"`);
  return client;
}

/** The value of an answer. Throws its error as an ExitError. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ExitError(exitCodeOf(result.error.code), result.error.message);
}
