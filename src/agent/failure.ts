import { AppError, type ErrorCode, toError } from '../shared/result.ts';
import { ExitError, exitCodes } from './exit-codes.ts';

const codeOf: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': exitCodes.data,
  'unknown-command': exitCodes.usage,
  'untrusted-sender': exitCodes.permission,
  forbidden: exitCodes.permission,
  'not-found': exitCodes.noInput,
  'not-supported': exitCodes.unavailable,
  'permission-denied': exitCodes.permission,
  conflict: exitCodes.unavailable,
  'timed-out': exitCodes.unavailable,
  'too-large': exitCodes.data,
  internal: exitCodes.software,
};

export interface Failure {
  readonly exitCode: number;
  /** One line; with HEADROOM_LOG=debug the stack of a defect below it. */
  readonly message: string;
}

/** What to say and exit with for anything that was thrown. */
export function failureOf(thrown: unknown, verbose: boolean): Failure {
  if (thrown instanceof ExitError) return { exitCode: thrown.exitCode, message: thrown.message };
  if (thrown instanceof AppError) return { exitCode: codeOf[thrown.code], message: thrown.message };
  const error = toError(thrown);
  const line = `internal error: ${error.message.split('\n')[0]} (HEADROOM_LOG=debug shows where)`;
  return { exitCode: exitCodes.software, message: verbose ? (error.stack ?? line) : line };
}
