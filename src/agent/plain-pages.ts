import { createHash } from 'node:crypto';
import { ownCommandInProject } from '../core/own-command.ts';

// The two pages that are shown to who has no access yet. They load nothing; their one style is allowed by its hash.

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}
h1{font-size:1.25rem;margin:0 0 .5rem}code{font:0.95em ui-monospace,monospace;padding:.15em .4em;border:1px solid #8886;border-radius:.3em}`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

export const PLAIN_PAGE_CSP = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}
<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`;
}

function noAccessPageFor(command: string): string {
  const where = command === 'headroom' ? 'in a terminal on it' : 'in a terminal on it, in the folder of Headroom';
  return page(
    'This page needs a link of yours',
    `<p>Headroom shows what runs on this machine to you alone. Run <code>${command} open</code> ${where}: it gives a link that lets
this browser in.</p><p>A link is good once and for ten minutes.</p>`,
  );
}

let noAccess: string | null = null;

/** Made once: whoever asks for it has no access, and shall not make us look through folders each time. */
export function noAccessPage(): string {
  return (noAccess ??= noAccessPageFor(ownCommandInProject()));
}

/** A step between a link on another site and the page: a browser sends the new cookie only with a request that our own page began. */
export const ENTER_PAGE = page('Opening Headroom', '<p><a href="/">Go on</a></p>', '<meta http-equiv="refresh" content="0;url=/">');

export const NOT_BUILT_PAGE = page(
  'The page is not built',
  '<p>Run <code>npm run build</code> in the folder of Headroom and load this page again.</p>',
);
