import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootDirOf, rootPlaceOf } from '../../../src/core/root-place.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-root-'));
  mkdirSync(join(folder, 'machine', 'proc'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'file'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the place that is read', () => {
  test('the option comes first, then HEADROOM_ROOTFS; "/" and nothing are this machine', () => {
    expect(rootDirOf('/a', { HEADROOM_ROOTFS: '/b' })).toBe('/a');
    expect(rootDirOf(undefined, { HEADROOM_ROOTFS: '/b' })).toBe('/b');
    for (const env of [{}, { HEADROOM_ROOTFS: '' }, { HEADROOM_ROOTFS: '/' }]) expect(rootDirOf(undefined, env)).toBeNull();
  });

  test('this machine: its own platform and processes', () => {
    const { rootDir, platform, processControl } = rootPlaceOf(null, 'darwin');
    expect({ rootDir, platform }).toEqual({ rootDir: '/', platform: 'darwin' });
    expect(() => processControl.signal(0, 'SIGTERM')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  test('another root: a Linux, and none of its process numbers is signalled here', () => {
    const { rootDir, platform, processControl } = rootPlaceOf(join(folder, 'machine'), 'darwin');
    expect({ rootDir, platform }).toEqual({ rootDir: join(folder, 'machine'), platform: 'linux' });
    expect(() => processControl.signal(2 ** 22, 'SIGTERM')).toThrow(expect.objectContaining({ code: 'not-supported' }));
  });

  test.each([
    ['none', 66, 'expected a folder, got nothing there'],
    ['file', 66, 'expected a folder, got something else'],
    ['empty', 65, 'expected the root of a Linux machine, got a folder without "proc"'],
  ])('refuses %s with %i', (name, exitCode, fault) => {
    const path = join(folder, name);
    expect(() => rootPlaceOf(path, 'linux')).toThrow(expect.objectContaining({ exitCode, message: `${path}: ${fault}` }));
  });
});
