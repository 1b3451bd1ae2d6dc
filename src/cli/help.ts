import { twoColumns } from '../core/command-help.ts';
import type { Command } from './command.ts';

/** The help of all commands. */
export function overviewHelp(commands: readonly Command[]): string[] {
  return [
    'How much of this machine is left, and who uses it.',
    '',
    'Usage: headroom COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...twoColumns(commands.map(({ name, summary }) => [name, summary])),
    '',
    '"headroom help COMMAND" says more, with examples.',
  ];
}
