import { agentFlags, parseAgentOptions } from '../../agent/agent-options.ts';
import type { CliContext, Command, OptionSpec } from '../command.ts';
import { CliError, type ExitCode, exitCodes } from '../exit-codes.ts';
import { print } from '../output.ts';
import { commandHelp } from '../help.ts';

const { help: _, ...flags } = agentFlags;

export const agentCommand: Command = {
  name: 'agent',
  summary: 'run Headroom without a desktop: a page in the browser',
  usage: ['[--port N] [--no-open] [--read-only]', '--bind ADDRESS --cert FILE --key FILE'],
  examples: [
    { line: 'headroom agent', what: 'prints a link that works once, and runs until Ctrl-C' },
    { line: 'headroom agent --rootfs /host', what: 'in a container that has the host mounted' },
  ],
  options: flags satisfies Readonly<Record<string, OptionSpec>>,
  passesArguments: true,
  run: (context, { raw }) => agent(context, raw),
};

/** Runs the agent in this process until it is ended. Answers with its exit code. */
export async function agent(context: CliContext, args: readonly string[]): Promise<number> {
  const [{ runAgent }, { failureOf }] = await Promise.all([import('../../agent/run.ts'), import('../../agent/failure.ts')]);
  try {
    const options = parseAgentOptions(args, context.env);
    if (options !== null) return await runAgent(options, context);
    await print(context, commandHelp(agentCommand));
    return exitCodes.ok;
  } catch (thrown) {
    const { exitCode, message } = failureOf(thrown, false);
    throw new CliError(exitCode as ExitCode, message, { cause: thrown });
  }
}
