import { commandHelp } from '../../core/command-help.ts';
import type { Command } from '../command.ts';
import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { overviewHelp } from '../help.ts';
import { print } from '../output.ts';
import { didYouMean } from '../../core/suggest.ts';

export const helpCommand: Command = {
  name: 'help',
  summary: 'what the commands do',
  usage: ['[COMMAND]'],
  examples: [{ line: 'headroom help status', what: 'the options of one command' }],
  options: {},
  maxPositionals: 1,
  async run(context, { positionals: [name] }) {
    if (name === undefined) {
      await print(context, overviewHelp(context.commands, context.program));
      return exitCodes.ok;
    }
    const command = context.commands.find((each) => each.name === name);
    if (command === undefined) {
      throw new ExitError(
        exitCodes.usage,
        `no command ${JSON.stringify(name)}.${didYouMean(
          name,
          context.commands.map((each) => each.name),
        )}`,
      );
    }
    await print(context, commandHelp(command, context.program));
    return exitCodes.ok;
  },
};
