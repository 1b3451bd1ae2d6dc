import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RuntimePlace } from '../../../src/core/api/runtime-paths.ts';
import { linkFile, linkFolder, openLink, removeLinkFile, removeLinkFiles } from '../../../src/core/open-link.ts';

const url = 'http://127.0.0.1:4717/?token=secret-1&a="<b';
let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'headroom-link-'));
  folder = join(base, 'run');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('the browser is given a file of this user only, and the file leads to the link', () => {
  const opened: string[] = [];
  openLink('linux', folder, url, (platform, target) => opened.push(platform, target));
  expect(opened).toEqual(['linux', linkFile(folder, url)]);
  expect(opened.join(' ')).not.toContain('secret');
  const html = readFileSync(linkFile(folder, url), 'utf8');
  expect(html).toContain('http-equiv="refresh" content="0;url=http://127.0.0.1:4717/?token=secret-1&amp;a=&quot;&lt;b"');
  expect(html).toContain('content="no-referrer"');
  if (process.platform !== 'win32') {
    expect(statSync(linkFile(folder, url)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
});

test('a file that was put there before is not written into', () => {
  openLink('linux', folder, url, () => {});
  writeFileSync(linkFile(folder, url), 'old', { mode: 0o666 });
  openLink('linux', folder, url, () => {});
  expect(readFileSync(linkFile(folder, url), 'utf8')).not.toContain('old');
});

test('where no file can be written nothing is opened', () => {
  writeFileSync(join(base, 'file'), '');
  const opened: string[] = [];
  openLink('linux', join(base, 'file', 'run'), url, (_platform, target) => opened.push(target));
  expect(opened).toEqual([]);
});

test('one file goes with its link, all of them with the agent, and nothing else', () => {
  openLink('linux', folder, url, () => {});
  openLink('linux', folder, `${url}2`, () => {});
  writeFileSync(join(folder, 'headroom-link-notes.html'), '');
  removeLinkFile(folder, url);
  removeLinkFile(folder, url);
  expect(existsSync(linkFile(folder, url))).toBe(false);
  expect(existsSync(linkFile(folder, `${url}2`))).toBe(true);
  removeLinkFiles(folder);
  expect(readdirSync(folder)).toEqual(['headroom-link-notes.html']);
  removeLinkFiles(join(base, 'absent'));
  mkdirSync(linkFile(folder, url));
  removeLinkFile(folder, url);
});

test('a browser in a snap can read the file', () => {
  const place: RuntimePlace = { platform: 'linux', env: {}, home: '/home/ann', user: 'ann', isOwnFolder: () => true };
  const snaps = (path: string): boolean => path === '/snap/bin';
  expect(linkFolder(place, snaps)).toBe('/home/ann');
  expect(linkFolder(place, () => false)).toBe('/home/ann/.local/state/headroom');
  expect(linkFolder({ ...place, platform: 'darwin' }, snaps)).toBe('/home/ann/Library/Application Support/Headroom');
});
