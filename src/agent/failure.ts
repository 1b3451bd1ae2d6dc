import { AppError, toError } from '../shared/result.ts';
import { ExitError, exitCodeOfError } from '../core/exit-codes.ts';

export interface Failure {
  readonly exitCode: number;
  /** One line; with HEADROOM_LOG=debug the stack of a defect below it. */
  readonly message: string;
}

/** What to say and exit with for anything that was thrown. */
export function failureOf(thrown: unknown, verbose: boolean): Failure {
  const exitCode = exitCodeOfError(thrown);
  if (thrown instanceof ExitError || thrown instanceof AppError) return { exitCode, message: thrown.message };
  const error = toError(thrown);
  const line = `internal error: ${error.message.split('\n')[0]} (HEADROOM_LOG=debug shows where)`;
  return { exitCode, message: verbose ? (error.stack ?? line) : line };
}
