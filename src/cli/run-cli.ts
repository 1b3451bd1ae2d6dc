import { parseArgs } from 'node:util';
import { commandHelp, helpOption } from '../core/command-help.ts';
import { escapeControl } from '../shared/escape-control.ts';
import { toError } from '../shared/result.ts';
import { plainWords } from '../core/plain-fault.ts';
import { type Arguments, type CliContext, type Command, parseConfigOf } from './command.ts';
import { ExitError, exitCodeOfError, exitCodes } from '../core/exit-codes.ts';
import { overviewHelp } from './help.ts';
import { print, tell } from './output.ts';
import { didYouMean } from '../core/suggest.ts';

const ALIASES: Readonly<Record<string, string>> = { '--help': 'help', '-h': 'help', '--version': 'version', '-V': 'version' };

/** Runs one command line (without the program's own name). Answers with the exit code; throws nothing. */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  const [first, ...rest] = args;
  try {
    if (first === undefined) {
      await print(context, overviewHelp(context.commands, context.program));
      return exitCodes.usage;
    }
    const command = findCommand(ALIASES[first] ?? first, context);
    const parsed = parse(command, rest, context.program);
    if (parsed.values['help'] === true) {
      await print(context, commandHelp(command, context.program));
      return exitCodes.ok;
    }
    // The agent and the app, which read their arguments themselves, tell it themselves.
    if (command.passesArguments !== true) await tellUnknownVariables(context);
    return await command.run(context, parsed);
  } catch (thrown) {
    tell(context, `headroom${first === undefined ? '' : ` ${escapeControl(first).slice(0, 40)}`}: ${lineOf(thrown)}`);
    if (context.env['HEADROOM_LOG'] === 'debug') tell(context, toError(thrown).stack ?? '');
    return exitCodeOfError(thrown);
  }
}

async function tellUnknownVariables(context: CliContext): Promise<void> {
  // The names come from the schema of the settings, which is worth loading only when there is a variable.
  if (!Object.keys(context.env).some((name) => name.startsWith('HEADROOM_'))) return;
  const { unknownVariables } = await import('../core/settings/unknown-variables.ts');
  for (const sentence of unknownVariables(context.env)) tell(context, escapeControl(sentence));
}

function findCommand(name: string, { commands, program }: CliContext): Command {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const names = commands.map((each) => each.name);
  throw new ExitError(exitCodes.usage, `no such command.${didYouMean(name, names)} "${program} help" lists them all.`);
}

function parse(command: Command, raw: readonly string[], program: string): Arguments {
  const more = `See "${program} help ${command.name}".`;
  if (command.passesArguments === true) {
    const wantsHelp = raw.some((arg) => arg === '--help' || arg === `-${helpOption.short}`);
    return { values: { help: wantsHelp }, positionals: [], raw };
  }
  let parsed;
  try {
    parsed = parseArgs({ args: [...raw], options: parseConfigOf(command), strict: true, allowPositionals: true });
  } catch (thrown) {
    throw new ExitError(exitCodes.usage, `${optionFault(toError(thrown), command)} ${more}`, { cause: thrown });
  }
  const { positionals, values } = parsed;
  const extra = positionals[command.maxPositionals ?? 0];
  if (extra !== undefined && values['help'] !== true) {
    throw new ExitError(exitCodes.usage, `unexpected argument ${JSON.stringify(extra)}. ${more}`);
  }
  return { values: values as Arguments['values'], positionals, raw };
}

/** The first sentence of what parseArgs says, and the option that was probably meant. */
function optionFault(error: Error, command: Command): string {
  const sentence = error.message.replace(/\. To specify[^]*$/, '').split('\n')[0] ?? '';
  const unknown = /^Unknown option '--?([^']*)'/.exec(sentence)?.[1];
  const known = [...Object.keys(command.options), 'help'].map((name) => `--${name}`);
  const hint = unknown === undefined ? '' : didYouMean(`--${unknown}`, known);
  return `${sentence.replace(/\.$/, '')}.${hint}`;
}

/** One line, whatever was thrown. */
function lineOf(thrown: unknown): string {
  return escapeControl(plainWords(thrown)) || 'failed without saying why';
}
