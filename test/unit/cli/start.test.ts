import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsBuild } from '../../../src/cli/start/build.ts';
import { type StartFacts, decideAfterInstall, decideStart } from '../../../src/cli/start/decision.ts';
import { findElectron } from '../../../src/cli/start/facts.ts';
import { projectFolder } from '../../../src/core/project-folder.ts';

const able: StartFacts = {
  platform: 'linux',
  electronPath: '/e/electron',
  canInstall: true,
  hasDisplay: true,
  isRoot: false,
  noSandbox: false,
};

describe('app or agent', () => {
  test.each<[string, Partial<StartFacts>, string]>([
    ['all is there', {}, 'app'],
    ['root with --no-sandbox', { isRoot: true, noSandbox: true }, 'app'],
    ['root on macOS', { platform: 'darwin', isRoot: true }, 'app'],
    ['no program yet', { electronPath: null }, 'install'],
    ['no display', { hasDisplay: false }, 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'],
    ['no display and no program: nothing is fetched', { hasDisplay: false, electronPath: null }, 'there is no display'],
    ['root', { isRoot: true }, 'Electron refuses to run as root without --no-sandbox'],
    ['SSH on macOS', { platform: 'darwin', hasDisplay: false }, 'there is no display in a session over SSH'],
    ['no package', { electronPath: null, canInstall: false }, "Electron's program is not installed"],
  ])('%s', (_, facts, expected) => {
    const decision = decideStart({ ...able, ...facts });
    const said = decision.start === 'agent' ? decision.reason : decision.start;
    expect(said).toContain(expected);
    expect(said).not.toContain('\n');
  });

  test('after a download that failed the reason says so', () => {
    const decision = decideAfterInstall({ ...able, electronPath: null }, 'HTTPError: 403');
    expect(decision).toMatchObject({ start: 'agent', reason: expect.stringContaining('could not be fetched: HTTPError: 403') });
    expect(decideAfterInstall(able, null)).toEqual({ start: 'app', electronPath: '/e/electron' });
  });
});

describe('files of a clone', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-start-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string, ageSeconds = 0): void {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    const at = Date.now() / 1000 - ageSeconds;
    utimesSync(full, at, at);
  }

  test('Electron is found by its path file, or in the folder that the environment names', () => {
    expect(findElectron(folder, 'linux', {})).toBeNull();
    write('node_modules/electron/path.txt', 'electron');
    expect(findElectron(folder, 'linux', {})).toBeNull();
    write('node_modules/electron/dist/electron', '');
    expect(findElectron(folder, 'linux', {})).toBe(join(folder, 'node_modules/electron/dist/electron'));
    expect(findElectron(folder, 'linux', { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'none') })).toBeNull();
    write('own/electron.exe', '');
    expect(findElectron(join(folder, 'nowhere'), 'win32', { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') })).toBe(
      join(folder, 'own/electron.exe'),
    );
  });

  test('the project is the nearest folder above that says so', () => {
    write('package.json', '{"name":"headroom"}');
    write('out/main/chunks/x.js', '');
    write('out/package.json', '{"name":"other"}');
    expect(projectFolder(join(folder, 'out/main/chunks/x.js'))).toBe(folder);
    write('package.json', 'not JSON');
    expect(projectFolder(join(folder, 'out/main/chunks/x.js'))).toBeNull();
  });

  test('a build is needed when a part is missing or a source is newer', () => {
    write('package.json', '{}', 100);
    write('src/core/engine.ts', '', 100);
    expect(needsBuild(folder)).toBe(true);
    const outputs = ['out/main/index.js', 'out/main/agent.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
    for (const path of outputs) write(path, '', 50);
    expect(needsBuild(folder)).toBe(false);
    write('src/core/engine.ts', '', 10);
    expect(needsBuild(folder)).toBe(true);
  });
});
