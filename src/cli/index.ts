import { createSystemClock } from '../core/system-clock.ts';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

// A reader that left (`| head -1`) ends the command, and is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.io));
}

const { env, platform, stdin, stdout, stderr } = process;
process.exitCode = await runCli(process.argv.slice(2), { env, platform, stdin, stdout, stderr, clock: createSystemClock(), commands });
