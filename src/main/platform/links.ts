import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/result.ts';
import type { CommandInput } from '../../shared/ipc/contract.ts';

export type LinkId = CommandInput<'openLink'>['id'];

/**
 * The fixed table behind `openLink`: a page names an id, never an address. Documentation and issues are where package.json says; throws
 * AppError('not-supported') for what it does not say.
 */
export function linkOf(id: LinkId, appPath: string): string {
  const { homepage, bugs } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as {
    homepage?: string;
    bugs?: string | { url?: string };
  };
  const links: Readonly<Record<LinkId, string | undefined>> = {
    docs: homepage,
    issues: typeof bugs === 'string' ? bugs : bugs?.url,
    'tray-help': 'https://extensions.gnome.org/extension/615/appindicator-support/',
  };
  const url = links[id];
  if (url === undefined || !URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new AppError('not-supported', `This build names no page for "${id}": its package.json has no https address for it.`);
  }
  return url;
}
