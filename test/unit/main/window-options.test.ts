import { describe, expect, it } from 'vitest';
import { crashWaitMs } from '../../../src/main/popover/crash-backoff.ts';
import { isWayland, windowOptions } from '../../../src/main/popover/window-options.ts';

const look = { dark: false, preloadPath: '/p.cjs', iconPath: '/i.png', devTools: false } as const;

describe('windowOptions', () => {
  it.each(['popover', 'window'] as const)('keeps the page locked up as %s', (mode) => {
    const { webPreferences = {}, show } = windowOptions({ ...look, mode });
    expect(show).toBe(false);
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      backgroundThrottling: true,
      devTools: false,
    });
    for (const loose of ['webSecurity', 'allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']) {
      expect(webPreferences).not.toHaveProperty(loose);
    }
  });

  it('has a frame only where it is a window', () => {
    expect(windowOptions({ ...look, mode: 'popover' })).toMatchObject({ frame: false, skipTaskbar: true, alwaysOnTop: true });
    expect(windowOptions({ ...look, mode: 'window' })).toMatchObject({ frame: true, skipTaskbar: false, alwaysOnTop: false });
  });
});

describe('isWayland', () => {
  it.each([
    ['linux', { XDG_SESSION_TYPE: 'wayland' }, '', true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, '', true],
    ['linux', { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0' }, 'x11', false],
    ['linux', { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: 'wayland-0' }, '', false],
    ['linux', {}, 'wayland', true],
    ['linux', { WAYLAND_DISPLAY: '' }, '', false],
    ['darwin', { WAYLAND_DISPLAY: 'wayland-0' }, '', false],
  ] as const)('%s %j --ozone-platform=%j: %s', (platform, environment, ozone, expected) => {
    expect(isWayland(platform, environment, ozone)).toBe(expected);
  });
});

describe('crashWaitMs', () => {
  it('waits not at all after one crash, then longer and longer, and forgets', () => {
    expect(crashWaitMs([], 1_000)).toBe(0);
    expect(crashWaitMs([900], 1_000)).toBe(0);
    expect(crashWaitMs([800, 1_000], 1_000)).toBe(1_000);
    expect(crashWaitMs([800, 1_000], 1_600)).toBe(400);
    expect(crashWaitMs([700, 800, 1_000], 1_000)).toBe(2_000);
    expect(crashWaitMs([1, 2, 3, 4, 5, 6, 7, 8, 9], 9)).toBe(30_000);
    expect(crashWaitMs([800, 1_000], 70_000)).toBe(0);
  });
});
