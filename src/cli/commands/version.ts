import project from '../../../package.json' with { type: 'json' };
import type { Command } from '../command.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import { print, printJson } from '../output.ts';

export const versionCommand: Command = {
  name: 'version',
  summary: 'which Headroom this is',
  usage: ['[--json]'],
  examples: [{ line: 'headroom version --json', what: 'also the Node it runs on' }],
  options: { json: { type: 'boolean', summary: 'as JSON' } },
  async run(context, { values }) {
    const { version } = project;
    if (values['json'] === true)
      await printJson(context, { version, node: process.versions.node, platform: context.platform, arch: process.arch });
    else await print(context, `headroom ${version}`);
    return exitCodes.ok;
  },
};
