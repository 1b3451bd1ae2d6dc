import { describe, expect, test } from 'vitest';
import { type RuntimePlace, localSocketPath, runtimeFolder } from '../../../../src/core/api/runtime-paths.ts';

const place = (over: Partial<RuntimePlace> = {}): RuntimePlace => ({
  platform: 'linux',
  env: {},
  home: '/home/ann',
  user: 'ann',
  isOwnFolder: () => true,
  ...over,
});

describe('where the local socket lies', () => {
  test('Linux: the session folder, else below the home folder', () => {
    const env = { XDG_RUNTIME_DIR: '/run/user/1000' };
    expect(localSocketPath(place({ env }))).toBe('/run/user/1000/headroom/headroom.sock');
    expect(localSocketPath(place())).toBe('/home/ann/.local/state/headroom/headroom.sock');
    expect(runtimeFolder(place({ env: { XDG_RUNTIME_DIR: 'relative' } }))).toBe('/home/ann/.local/state/headroom');
  });

  test('the session folder of another user (sudo) is left alone', () => {
    const env = { XDG_RUNTIME_DIR: '/run/user/1000' };
    expect(runtimeFolder(place({ env, home: '/root', isOwnFolder: () => false }))).toBe('/root/.local/state/headroom');
  });

  test('macOS and Windows', () => {
    expect(localSocketPath(place({ platform: 'darwin', home: '/Users/ann' }))).toBe(
      '/Users/ann/Library/Application Support/Headroom/headroom.sock',
    );
    expect(localSocketPath(place({ platform: 'win32', user: 'DOM\\ann b' }))).toBe(String.raw`\\.\pipe\headroom-DOM_ann_b`);
    expect(runtimeFolder(place({ platform: 'win32', env: { LOCALAPPDATA: 'C:\\L' } }))).toBe('C:\\L\\Headroom');
  });

  test('HEADROOM_RUNTIME_DIR decides; an empty one does not', () => {
    const env = { HEADROOM_RUNTIME_DIR: '/tmp/h', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(localSocketPath(place({ env }))).toBe('/tmp/h/headroom.sock');
    expect(runtimeFolder(place({ env: { ...env, HEADROOM_RUNTIME_DIR: '' } }))).toBe('/run/user/1/headroom');
    const pipe = localSocketPath(place({ platform: 'win32', env }));
    expect(pipe).toMatch(/^\\\\\.\\pipe\\headroom-ann-[0-9a-f]{16}$/);
    expect(localSocketPath(place({ platform: 'win32', env: { HEADROOM_RUNTIME_DIR: '/tmp/other' } }))).not.toBe(pipe);
  });

  test.each([
    ['linux', 107],
    ['darwin', 103],
  ])('%s: a path above %d bytes is refused, counted in bytes', (platform, max) => {
    const rest = '/headroom.sock'.length;
    const fits = `/${'x'.repeat(max - rest - 1)}`;
    expect(localSocketPath(place({ platform, env: { HEADROOM_RUNTIME_DIR: fits } }))).toHaveLength(max);
    const wide = `/${'x'.repeat(max - rest - 2)}é`;
    expect(() => localSocketPath(place({ platform, env: { HEADROOM_RUNTIME_DIR: wide } }))).toThrow(
      new RegExp(`expected at most ${max} bytes, got ${max + 1}`),
    );
  });
});
