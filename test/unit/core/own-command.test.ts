import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CommandPlace, commandAt, ownCommand, ownCommandInProject } from '../../../src/core/own-command.ts';

let folder: string;
let projectDir: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'headroom-command-')));
  projectDir = clone('clone');
});
afterEach(() => rmSync(folder, { recursive: true }));

function clone(name: string): string {
  const bin = join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'headroom'), '#!/bin/sh\n');
  return join(folder, name);
}

function programs(name: string, target: string): string {
  mkdirSync(join(folder, name));
  symlinkSync(target, join(folder, name, 'headroom'));
  return join(folder, name);
}

const at = (more: Partial<CommandPlace> = {}): string =>
  commandAt({ env: { PATH: '/usr/bin:/bin' }, platform: 'linux', cwd: projectDir, projectDir, ...more });

describe.skipIf(process.platform === 'win32')('the command as a person types it', () => {
  test('from where they are', () => {
    expect(at()).toBe('bin/headroom');
    expect(at({ cwd: join(projectDir, 'bin') })).toBe('./headroom');
    expect(at({ cwd: folder })).toBe('clone/bin/headroom');
    expect(at({ cwd: join(projectDir, 'src') })).toBe(join(projectDir, 'bin/headroom'));
    expect(at({ cwd: '/' })).toBe(join(projectDir, 'bin/headroom'));
  });

  test('its name alone where their PATH leads to it, through whatever links', () => {
    const env = { PATH: ['/nonexistent', '', programs('links', join(projectDir, 'bin/headroom'))].join(':') };
    expect(at({ env })).toBe('headroom');
  });

  test('not where the PATH leads to another one first', () => {
    const other = programs('other', join(clone('second'), 'bin/headroom'));
    const own = programs('own', join(projectDir, 'bin/headroom'));
    expect(at({ env: { PATH: `${other}:${own}` } })).toBe('bin/headroom');
    expect(at({ env: { PATH: `${own}:${other}` } })).toBe('headroom');
  });

  test('a path that a shell would take apart is in quotes', () => {
    expect(at({ projectDir: clone("Ann's clone") })).toBe(`'${join(folder, String.raw`Ann'\''s clone`, 'bin/headroom')}'`);
  });

  test('where there is no bin/headroom, or nothing that could start it: its name', () => {
    expect(at({ projectDir: null })).toBe('headroom');
    expect(at({ projectDir: join(folder, 'nothing') })).toBe('headroom');
    expect(at({ platform: 'win32' })).toBe('headroom');
  });

  test("this clone's own; readers elsewhere are told no path of it", () => {
    const root = new URL('../../../', import.meta.url).pathname;
    expect(['headroom', 'bin/headroom']).toContain(ownCommand(root));
    expect(ownCommandInProject()).toBe(ownCommand(root));
  });
});
