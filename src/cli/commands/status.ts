import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { rootDirOf } from '../../core/root-place.ts';
import { type Arguments, type CliContext, type Command, textOf } from '../command.ts';
import { columnsOf, print, printJson, styleOf } from '../output.ts';
import { durationOf } from '../parse-options.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { tellProblems } from '../view/settings-problems.ts';

const DEFAULT_STEP_MS = 1_000;

export const statusCommand: Command = {
  name: 'status',
  summary: 'how much is left, and who uses it',
  usage: ['[--json] [-v]', '--once [--json]', '--rootfs DIR [--then DIR2 [--after 1s]] [--json]'],
  examples: [
    { line: 'headroom status', what: 'asks the running Headroom, or reads this machine for a second' },
    { line: 'headroom status --once --json', what: 'reads itself, as JSON' },
    { line: 'headroom status --rootfs /host', what: 'a machine whose files lie below a folder' },
    { line: 'headroom status --rootfs before --then after --after 10s', what: 'the rates between two copies of /proc and /sys' },
  ],
  options: {
    json: { type: 'boolean', summary: 'the whole snapshot as JSON' },
    once: { type: 'boolean', summary: 'read this machine even when a Headroom runs' },
    rootfs: { type: 'string', value: 'DIR', summary: 'read everything below this folder as if it were /' },
    // An option's name; nobody awaits the table.
    // oxlint-disable-next-line unicorn/no-thenable
    then: { type: 'string', value: 'DIR', summary: 'the same machine later, for rates' },
    after: { type: 'string', value: 'TIME', summary: 'how much later (default: 1s)' },
    verbose: { type: 'boolean', short: 'v', summary: 'also what is absent, and why' },
  },
  async run(context, args) {
    const snapshot = await snapshotFor(context, args);
    if (args.values['json'] === true) await printJson(context, snapshot);
    else {
      const { statusText } = await import('../view/status-text.ts');
      const verbose = args.values['verbose'] === true;
      await print(
        context,
        statusText(snapshot, { style: styleOf(context), columns: columnsOf(context), program: context.program, verbose }),
      );
    }
    return exitCodes.ok;
  },
};

async function snapshotFor(context: CliContext, args: Arguments): Promise<Snapshot> {
  const rootfs = textOf(args, 'rootfs') ?? rootDirOf(undefined, context.env) ?? undefined;
  const then = textOf(args, 'then');
  if (rootfs === undefined && then !== undefined) throw new ExitError(exitCodes.usage, '--then: expected --rootfs with it');
  if (then === undefined && args.values['after'] !== undefined) throw new ExitError(exitCodes.usage, '--after: expected --then with it');
  if (rootfs !== undefined) {
    const afterMs = durationOf(args, 'after', DEFAULT_STEP_MS, 1);
    const { readFolders } = await import('../live/folders.ts');
    return readFolders(context, { first: rootfs, later: then === undefined ? null : { folder: then, afterMs } });
  }
  if (args.values['once'] !== true) {
    const { findInstance, valueOf } = await import('../live/instance.ts');
    const client = await findInstance(context);
    if (client !== null) {
      try {
        const { problems, path } = valueOf(await client.call('getSettings', {}));
        tellProblems(context, path, problems);
        return valueOf(await client.call('look', { views: ['everything'] })).snapshot;
      } finally {
        client.close();
      }
    }
  }
  const { readThisMachineOnce } = await import('../live/this-machine.ts');
  const { openSettings } = await import('../live/settings.ts');
  const { state } = openSettings(context);
  tellProblems(context, state.path, state.problems);
  return readThisMachineOnce(context, state.settings.thresholds);
}
