import { resolve } from 'node:path';
import { plainReport, readReport } from '../../core/probes/environment/report.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import { rootDirOf, rootPlaceOf } from '../../core/root-place.ts';
import { createCommandRunner } from '../../core/system-commands.ts';
import { type Command, textOf } from '../command.ts';
import { columnsOf, print, printJson, styleOf } from '../output.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'where Headroom runs, which limits hold there, and how that was found out',
  usage: ['[--rootfs DIR] [--json]'],
  examples: [
    { line: 'headroom doctor', what: 'container, virtual machine and limits around this process' },
    { line: 'headroom doctor --rootfs /host', what: 'the same for the machine whose files lie below a folder' },
    { line: 'headroom doctor --json', what: 'all of it, with the figures of the own cgroup' },
  ],
  options: {
    json: { type: 'boolean', summary: 'everything as JSON' },
    rootfs: { type: 'string', value: 'DIR', summary: 'read everything below this folder as if it were /' },
  },
  async run(context, args) {
    const { env } = context;
    const rootDir = rootDirOf(textOf(args, 'rootfs'), env);
    // The names in the firmware say much, also where only /sys was kept.
    const place = rootPlaceOf(rootDir === null ? null : resolve(rootDir), context.platform, ['proc', 'sys']);
    const report = await readReport({ ...place, commands: createCommandRunner(env), environment: env });
    if (args.values['json'] === true) await printJson(context, plainReport(report));
    else {
      const { doctorText } = await import('../view/doctor-text.ts');
      await print(context, doctorText(report, { style: styleOf(context), columns: columnsOf(context) }));
    }
    return exitCodes.ok;
  },
};
