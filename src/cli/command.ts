import type { ParseArgsOptionsConfig } from 'node:util';
import { type CommandText, type OptionText, helpOption } from '../core/command-help.ts';
import type { Clock } from '../core/ports.ts';

export interface OptionSpec extends OptionText {
  /** Values that completions offer. */
  readonly choices?: readonly string[];
}

/** What a command works with: the outside comes in here, so that a test can own it. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly clock: Clock;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** How the person types the command here: "headroom", "bin/headroom". For hints and help. */
  readonly program: string;
  /** All commands, for help and completions. */
  readonly commands: readonly Command[];
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** As given, for a command that reads them itself. */
  readonly raw: readonly string[];
}

/** One command: everything that help, completions and the dispatcher know of it. */
export interface Command extends CommandText {
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What the first argument may be; absent where it is free or there is none. */
  readonly words?: readonly string[];
  /** How many arguments it takes at most; default none. */
  readonly maxPositionals?: number;
  /** True when another program reads the arguments: they are passed on unparsed. */
  readonly passesArguments?: boolean;
  /** Answers with the exit code. Throws an ExitError or an AppError for what a person can do something about. */
  run(context: CliContext, args: Arguments): Promise<number>;
}

/** The options as `parseArgs` takes them. */
export function parseConfigOf(command: Command): ParseArgsOptionsConfig {
  const entries = Object.entries({ ...command.options, help: helpOption }).map(([name, { type, short }]) => [
    name,
    short === undefined ? { type } : { type, short },
  ]);
  return Object.fromEntries(entries) as ParseArgsOptionsConfig;
}

/** A string option's value; undefined when it was not given. */
export function textOf(args: Arguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}
