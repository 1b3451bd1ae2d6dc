import { type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { plainWords } from '../../core/plain-fault.ts';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const FAILED_TO_START = 127;

/** Runs a program in the foreground: it has our streams, gets our signals, and its exit code is ours. */
export function runInForeground(file: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const end = (code: number): void => {
      for (const signal of FORWARDED) process.off(signal, forward);
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`${file} could not be started: ${plainWords(error)}\n`);
      end(FAILED_TO_START);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/**
 * Becomes another program, with our process number, streams and environment: nothing of ours waits beside it, which would cost as much memory
 * as the program itself. Where the system cannot (Windows), runs it in the foreground.
 */
export function becomeProgram(file: string, args: readonly string[]): Promise<number> {
  if (process.platform !== 'win32') process.execve?.(file, [file, ...args], process.env);
  return runInForeground(file, args);
}
