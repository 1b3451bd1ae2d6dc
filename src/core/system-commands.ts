import type { ExecFileException } from 'node:child_process';
import type { AbsenceReason } from '../shared/model/absence.ts';
import { CommandError } from './command-error.ts';
import type { CommandRunner } from './ports.ts';

/** What a command may print unless its caller says otherwise: a process table of a busy machine has about 1 MB. */
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
const MAX_ERROR_LINE_LENGTH = 200;

/**
 * Runs programs without a shell and, unless told otherwise, in the C locale, so that their output has one format everywhere. A program that is over its time limit
 * is killed (SIGKILL). Failures are CommandErrors that name the program, its exit code and the first line of its standard error.
 *
 * @param environment the variables that the programs inherit
 */
export function createCommandRunner(environment: Readonly<Record<string, string | undefined>>): CommandRunner {
  const env = { ...environment, LC_ALL: 'C', LANG: 'C' };
  return {
    run(file, args, { timeoutMs, maxBytes = DEFAULT_MAX_BYTES, variables }) {
      // Loaded when it is needed: 1 MB that an agent on Linux never needs.
      const { execFile } = process.getBuiltinModule('node:child_process');
      return new Promise((resolve, reject) => {
        const child = execFile(
          file,
          [...args],
          {
            env: { ...env, ...variables },
            timeout: timeoutMs,
            killSignal: 'SIGKILL',
            maxBuffer: maxBytes,
            windowsHide: true,
            encoding: 'utf8',
          },
          (error, stdout, stderr) => {
            if (error === null) resolve(stdout);
            else reject(commandError(error, file, stderr, { timeoutMs, maxBytes }));
          },
        );
        // A program that waits for input would otherwise run into its time limit.
        child.stdin?.end();
      });
    },
  };
}

const REASON_OF_CODE: Readonly<Record<string, AbsenceReason>> = {
  ENOENT: 'not-found',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
};

function commandError(
  error: ExecFileException,
  file: string,
  stderr: string,
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
): CommandError {
  const errorLine = (stderr.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, MAX_ERROR_LINE_LENGTH);
  const exitCode = typeof error.code === 'number' ? error.code : null;
  const [reason, what] = explain(error, limits);
  const message = `${file}: ${what}${errorLine === '' ? '' : `: ${errorLine}`}`;
  return new CommandError(reason, message, { file, exitCode, errorLine }, { cause: error });
}

function explain(
  error: ExecFileException,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
): [AbsenceReason, string] {
  // The types know numbers only; a failed start has the system's name ("ENOENT").
  const code: unknown = error.code;
  if (typeof code === 'number') return ['failed', `ended with exit code ${code}`];
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return ['failed', `printed more than ${maxBytes} bytes and was stopped`];
  if (typeof code === 'string') return [REASON_OF_CODE[code] ?? 'failed', `could not be started (${code})`];
  if (error.killed === true) return ['timed-out', `did not end within ${timeoutMs} ms and was killed`];
  return ['failed', `was killed by ${error.signal ?? 'a signal'}`];
}
