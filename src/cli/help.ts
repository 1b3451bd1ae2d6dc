import { twoColumns } from '../core/command-help.ts';
import type { Command } from './command.ts';

/** The help of all commands. @param program how a person types the command */
export function overviewHelp(commands: readonly Command[], program: string): string[] {
  return [
    'How much of this machine is left, and who uses it.',
    '',
    `Usage: ${program} COMMAND [OPTIONS]`,
    '',
    'Commands:',
    ...twoColumns(commands.map(({ name, summary }) => [name, summary])),
    '',
    `"${program} help COMMAND" says more, with examples.`,
  ];
}
