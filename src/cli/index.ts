import { createSystemClock } from '../core/system-clock.ts';
import { ownCommand } from '../core/own-command.ts';
import { plainWords } from '../core/plain-fault.ts';
import { toError } from '../shared/result.ts';
import { commands } from './commands.ts';
import { exitCodes } from '../core/exit-codes.ts';
import { runCli } from './run-cli.ts';

const { env, platform, stdin, stdout, stderr } = process;

// A reader that left (`| head -1`) ends the command, and is no error.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.io));
}
// A defect in a callback: one line, and the terminal is given back on `exit`.
process.on('uncaughtException', (thrown) => {
  const error = toError(thrown);
  process.exitCode = exitCodes.software;
  stderr.write(`headroom: ${env['HEADROOM_LOG'] === 'debug' ? error.stack : plainWords(error)}\n`, () => process.exit());
});

process.exitCode = await runCli(process.argv.slice(2), {
  env,
  platform,
  stdin,
  stdout,
  stderr,
  clock: createSystemClock(),
  program: ownCommand(),
  commands,
});
