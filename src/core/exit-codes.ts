import { AppError, type ErrorCode } from '../shared/result.ts';

/** What the commands exit with, as in sysexits.h: a script can tell a wrong option from a Headroom that does not run. */
export const exitCodes = {
  ok: 0,
  /** A wrong command, option or argument. */
  usage: 64,
  /** A file or a value that is not what it should be. */
  data: 65,
  /** A file or folder that cannot be read. */
  noInput: 66,
  /** A Headroom that does not run or already does, a port that is taken, a thing this machine cannot do. */
  unavailable: 69,
  /** A defect of ours. */
  software: 70,
  io: 74,
  permission: 77,
  /** Settings or certificates that do not work. */
  config: 78,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end of the program that is nobody's defect: one line for a person, a code for a script. */
export class ExitError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

const OF_ERROR_CODE: Readonly<Record<ErrorCode, ExitCode>> = {
  'invalid-input': exitCodes.data,
  // The command line checks its own words: this one comes from an older Headroom that was asked.
  'unknown-command': exitCodes.unavailable,
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

const OF_SYSTEM_ERROR: Readonly<Record<string, ExitCode>> = {
  ENOENT: exitCodes.noInput,
  ENOTDIR: exitCodes.noInput,
  EISDIR: exitCodes.noInput,
  EACCES: exitCodes.permission,
  EPERM: exitCodes.permission,
  EROFS: exitCodes.permission,
  ENOSPC: exitCodes.io,
  EIO: exitCodes.io,
};

/** The exit code of an error code that came over a border. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return OF_ERROR_CODE[code];
}

/** The exit code of whatever was thrown; 70 for what nobody foresaw. */
export function exitCodeOfError(thrown: unknown): ExitCode {
  if (thrown instanceof ExitError) return thrown.exitCode;
  if (thrown instanceof AppError) return exitCodeOf(thrown.code);
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return (code === undefined ? undefined : OF_SYSTEM_ERROR[code]) ?? exitCodes.software;
}
