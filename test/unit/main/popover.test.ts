import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Popover } from '../../../src/main/popover/popover.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeWindow } from '../../fakes/electron.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

vi.mock('electron', async () => (await import('../../fakes/electron.ts')).fakeElectron);

const TRAY = { tray: { x: 1000, y: 0, width: 40, height: 37 }, cursor: null };

describe('Popover', () => {
  let clock: FakeClock;
  let popover: Popover;
  let pages: number;
  const window = (): FakeWindow => FakeWindow.made.at(-1)!;
  const paint = (): void => void window().emit('ready-to-show');
  const shown = (): void => {
    popover.open(TRAY);
    paint();
  };
  beforeEach(() => {
    FakeWindow.made.length = 0;
    clock = new FakeClock();
    pages = 0;
    const onPage = (): (() => void) => {
      pages += 1;
      return () => {
        pages -= 1;
      };
    };
    const logger = new MemoryLogger();
    popover = new Popover(
      { clock, logger, platform: 'win32', preloadPath: '/p.cjs', iconPath: '/i.png', devTools: false, onPage },
      'popover',
    );
  });

  it('makes no window before it is opened', () => {
    expect(FakeWindow.made).toHaveLength(0);
    expect(popover.visible).toBe(false);
  });

  it('shows the window when its page has painted, never before', () => {
    popover.open(TRAY);
    expect(window().url).toBe('app://bundle/index.html');
    expect(popover.visible).toBe(false);
    paint();
    expect(popover.visible).toBe(true);
    expect(window().getBounds()).toEqual({ x: 830, y: 41, width: 380, height: 640 });
  });

  it('is not shown any more when it was closed before its page had painted', () => {
    popover.open(TRAY);
    popover.hide();
    paint();
    expect(popover.visible).toBe(false);
  });

  it('keeps the page for two minutes after hiding, and makes a new one after that', async () => {
    shown();
    popover.hide();
    await clock.advance(119_000);
    shown();
    expect(FakeWindow.made).toHaveLength(1);
    popover.hide();
    await clock.advance(121_000);
    expect(window().isDestroyed()).toBe(true);
    expect(pages).toBe(0);
    expect(popover.contents).toBeNull();
    shown();
    expect(FakeWindow.made).toHaveLength(2);
    expect(popover.visible).toBe(true);
  });

  it('closes at the click that took its focus, and opens at the next', async () => {
    shown();
    await clock.advance(1_000);
    window().emit('blur');
    expect(popover.visible).toBe(false);
    await clock.advance(100);
    popover.toggle(TRAY);
    expect(popover.visible).toBe(false);
    await clock.advance(400);
    popover.toggle(TRAY);
    expect(popover.visible).toBe(true);
  });

  it('stays when the focus goes while it is being shown, or into the developer tools', async () => {
    shown();
    await clock.advance(50);
    window().emit('blur');
    expect(popover.visible).toBe(true);
    await clock.advance(1_000);
    window().webContents.devToolsFocused = true;
    window().emit('blur');
    expect(popover.visible).toBe(true);
  });

  it('hides instead of closing, until the app quits', () => {
    shown();
    window().close();
    expect(window().isDestroyed()).toBe(false);
    expect(popover.visible).toBe(false);
    popover.prepareToQuit();
    window().close();
    expect(window().isDestroyed()).toBe(true);
    popover.open(TRAY);
    expect(FakeWindow.made).toHaveLength(1);
  });

  it('does not hide a window when it loses the focus', async () => {
    popover.mode = 'window';
    shown();
    await clock.advance(1_000);
    window().emit('blur');
    expect(popover.visible).toBe(true);
  });

  it('follows the height of its page, where it hangs', () => {
    shown();
    popover.resize(300.4);
    expect(window().getBounds()).toEqual({ x: 830, y: 41, width: 380, height: 301 });
    popover.resize(5_000);
    expect(window().getBounds().height).toBe(640);
  });

  it('makes a new page after a crash, and waits longer and longer when that crashes too', async () => {
    const crash = (): void => void window().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    shown();
    crash();
    expect(popover.contents).toBeNull();
    expect(pages).toBe(0);
    shown();
    expect(FakeWindow.made).toHaveLength(2);
    crash();
    popover.open(TRAY);
    expect(FakeWindow.made).toHaveLength(2);
    await clock.advance(1_000);
    expect(FakeWindow.made).toHaveLength(3);
    paint();
    expect(popover.visible).toBe(true);
  });
});
