import type { Command } from '../command.ts';
import { ExitError, exitCodes } from '../../core/exit-codes.ts';

export const topCommand: Command = {
  name: 'top',
  summary: 'the machine and its processes, live, on the whole terminal',
  usage: [''],
  examples: [{ line: 'headroom top', what: 'q quits; c, m, p, n sort; / filters; k ends a process' }],
  options: {},
  async run(context) {
    if (!context.stdin.isTTY || !context.stdout.isTTY) {
      throw new ExitError(
        exitCodes.usage,
        `expected a terminal; "${context.program} watch" and "${context.program} status" write to anything`,
      );
    }
    const [{ openLiveSource }, { runTop }] = await Promise.all([import('../live/live-source.ts'), import('../top/run-top.ts')]);
    const source = await openLiveSource(context);
    try {
      return await runTop(context, source);
    } finally {
      await source.close();
    }
  },
};
