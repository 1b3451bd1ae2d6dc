import type { Command } from '../command.ts';
import { completionScript, shells } from '../completion.ts';
import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { print } from '../output.ts';

export const completionCommand: Command = {
  name: 'completion',
  summary: 'the completions for a shell',
  usage: [shells.join('|')],
  examples: [
    { line: 'eval "$(headroom completion bash)"', what: 'for this shell alone' },
    { line: 'headroom completion fish > ~/.config/fish/completions/headroom.fish', what: 'for good' },
  ],
  options: {},
  words: shells,
  maxPositionals: 1,
  async run(context, { positionals: [name] }) {
    const shell = shells.find((each) => each === name);
    if (shell === undefined) {
      const got = name === undefined ? 'nothing' : JSON.stringify(name);
      throw new ExitError(exitCodes.usage, `expected one of ${shells.join(', ')}, got ${got}`);
    }
    await print(context, completionScript(shell, context.commands, context.program));
    return exitCodes.ok;
  },
};
