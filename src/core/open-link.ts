import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RuntimePlace, runtimeFolder } from './api/runtime-paths.ts';
import { openBrowser } from './browser.ts';
import { writePrivateFile } from './private-file.ts';

const FILE_PATTERN = /^headroom-link-[\w-]{16}\.html$/;

/** Where the files of `openLink` lie: the runtime folder, or where a snap's browser can read. */
export function linkFolder(place: RuntimePlace, exists: (path: string) => boolean = existsSync): string {
  // A browser in a snap, as on Ubuntu, sees of this user's files only those in the home folder whose names begin with no dot.
  return place.platform === 'linux' && exists('/snap/bin') ? place.home : runtimeFolder(place);
}

/** The file for a link: the command and the agent, each on its own, come to the same one. */
export function linkFile(folder: string, url: string): string {
  return join(folder, `headroom-link-${createHash('sha256').update(url).digest('base64url').slice(0, 16)}.html`);
}

/**
 * Opens a link in the user's browser without its secret in any command line, which other users can read: by a file of mode 0600 that leads to
 * it, which goes when the link is good no more. Where the file cannot be written nothing is opened: the link was printed, which is enough.
 */
export function openLink(platform: string, folder: string, url: string, open = openBrowser): void {
  const path = linkFile(folder, url);
  try {
    writePrivateFile(path, pageOf(url));
  } catch {
    return;
  }
  open(platform, path);
}

/** Never throws: called when a link is used or a timer ends, neither of which may fail for a file. */
export function removeLinkFile(folder: string, url: string): void {
  remove(linkFile(folder, url));
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that cannot be written to any more; the link in the file is dead.
  }
}

/** Removes what earlier runs left behind; their links are dead. */
export function removeLinkFiles(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) if (FILE_PATTERN.test(name)) remove(join(folder, name));
}

function pageOf(url: string): string {
  const target = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${target}">
<title>Opening Headroom</title></head>
<body><p><a href="${target}">Go on to Headroom</a></p></body>
</html>
`;
}
