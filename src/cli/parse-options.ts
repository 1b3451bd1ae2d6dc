import { parseDuration } from '../shared/duration.ts';
import { type Arguments, textOf } from './command.ts';
import { ExitError, exitCodes } from '../core/exit-codes.ts';

/** A duration option in milliseconds; the default when it was not given. Throws an ExitError (64). */
export function durationOf(args: Arguments, name: string, fallbackMs: number, minMs: number): number {
  const text = textOf(args, name);
  if (text === undefined) return fallbackMs;
  const ms = parseDuration(text);
  if (ms === null || ms < minMs || ms > 86_400_000) {
    throw new ExitError(exitCodes.usage, `--${name}: expected a duration from ${minMs}ms to 1d such as "2s", got ${JSON.stringify(text)}`);
  }
  return ms;
}

/** A whole number of 1 and above; null when it was not given. Throws an ExitError (64). */
export function countOf(args: Arguments, name: string): number | null {
  const text = textOf(args, name);
  if (text === undefined) return null;
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) {
    throw new ExitError(exitCodes.usage, `--${name}: expected a whole number from 1 on, got ${JSON.stringify(text)}`);
  }
  return count;
}
