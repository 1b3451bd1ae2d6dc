import { agentText, parseAgentOptions } from '../../agent/agent-options.ts';
import { commandHelp } from '../../core/command-help.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import { preferSmallHeap } from '../../core/small-heap.ts';
import type { CliContext, Command } from '../command.ts';
import { print } from '../output.ts';

export const agentCommand: Command = {
  ...agentText,
  passesArguments: true,
  run: (context, { raw }) => agent(context, raw),
};

/** Runs the agent in this process until it is ended. Answers with its exit code; throws an ExitError or an AppError. */
export async function agent(context: CliContext, args: readonly string[]): Promise<number> {
  const options = parseAgentOptions(args, context.env);
  if (options === null) {
    await print(context, commandHelp(agentText, context.program));
    return exitCodes.ok;
  }
  // 10 MB less for as long as the agent runs; the other commands end before it would matter.
  preferSmallHeap();
  const { runAgent } = await import('../../agent/run.ts');
  return runAgent(options, context);
}
