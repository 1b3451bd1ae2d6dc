import { ownCommand } from '../core/own-command.ts';
import { agentHelp } from './agent-help.ts';
import { parseAgentOptions } from './agent-options.ts';
import { failureOf } from './failure.ts';
import { runAgent } from './run.ts';

/** Runs the agent with the arguments of this process. Resolves with the exit code; says failures in one line. */
export async function main({ argv, env, stdout, stderr }: NodeJS.Process): Promise<number> {
  try {
    const options = parseAgentOptions(argv.slice(2), env);
    if (options !== null) return await runAgent(options, { stdout, stderr });
    stdout.write(`${agentHelp(ownCommand())}\n`);
    return 0;
  } catch (thrown) {
    const { exitCode, message } = failureOf(thrown, env['HEADROOM_LOG'] === 'debug');
    stderr.write(`headroom: ${message}\n`);
    return exitCode;
  }
}
