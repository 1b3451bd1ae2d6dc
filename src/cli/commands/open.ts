import type { Command } from '../command.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import { print } from '../output.ts';

export const openCommand: Command = {
  name: 'open',
  summary: "a new link to the running agent's page",
  usage: ['[--view] [--print]'],
  examples: [
    { line: 'headroom open', what: 'prints the link, and opens it where there is a display' },
    { line: 'headroom open --view --print', what: 'a link for somebody who may only look' },
  ],
  options: {
    view: { type: 'boolean', summary: 'the page may look and change nothing' },
    print: { type: 'boolean', summary: 'print the link, open nothing' },
  },
  async run(context, { values }) {
    const { needInstance, valueOf } = await import('../live/instance.ts');
    const client = await needInstance(context);
    let url;
    try {
      ({ url } = valueOf(await client.call('newAccessUrl', { right: values['view'] === true ? 'view' : 'control' })));
    } finally {
      client.close();
    }
    await print(context, url);
    if (values['print'] !== true) {
      const { platform, env } = context;
      const [{ hasDisplay }, { linkFolder, openLink }, { runtimePlace }] = await Promise.all([
        import('../../core/browser.ts'),
        import('../../core/open-link.ts'),
        import('../../core/api/this-machine.ts'),
      ]);
      if (hasDisplay(platform, env)) openLink(platform, linkFolder(runtimePlace(env, platform)), url);
    }
    return exitCodes.ok;
  },
};
