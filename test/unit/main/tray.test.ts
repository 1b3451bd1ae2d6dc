import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultsOf } from '../../../src/core/settings/defaults.ts';
import type { TrayAction } from '../../../src/main/tray/tray-menu.ts';
import { type TrayItem, createTray } from '../../../src/main/tray/tray.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeTray } from '../../fakes/electron.ts';
import { snapshotOf } from './snapshot.ts';

vi.mock('electron', async () => (await import('../../fakes/electron.ts')).fakeElectron);

const settings = defaultsOf('default');

describe.each([
  ['darwin', 1_000],
  ['win32', 2_000],
  ['linux', 5_000],
] as const)('the tray item on %s', (platform, gapMs) => {
  let clock: FakeClock;
  let item: TrayItem;
  let toggles: unknown[];
  let chosen: TrayAction[];
  const tray = (): FakeTray => FakeTray.made.at(-1)!;
  beforeEach(() => {
    clock = new FakeClock();
    toggles = [];
    chosen = [];
    const actions = { toggle: (anchor: unknown) => void toggles.push(anchor), choose: (action: TrayAction) => void chosen.push(action) };
    item = createTray({ clock, platform, snapshot: snapshotOf({ diskPercent: 10 }), settings, actions });
  });

  it('changes its image only when the glyph does, and no oftener than the panel bears', async () => {
    const update = (memoryGb: number): void => item.update(snapshotOf({ memoryGb, diskPercent: 10 }), settings);
    update(6.15);
    await clock.advance(gapMs);
    expect(tray().images).toHaveLength(1);
    update(9);
    expect(tray().images).toHaveLength(2);
    for (const memoryGb of [11, 13, 15, 12]) update(memoryGb);
    expect(tray().images).toHaveLength(2);
    await clock.advance(gapMs - 1);
    expect(tray().images).toHaveLength(2);
    await clock.advance(1);
    expect(tray().images).toHaveLength(3);
    expect(tray().toolTip).toContain('Memory 12 of 16 GB');
    // Back to a glyph shown before: the very image, not one drawn anew.
    update(9);
    await clock.advance(gapMs);
    expect(tray().images[3]).toBe(tray().images[1]);
  });

  it('draws nothing behind a lock screen', async () => {
    const locked = snapshotOf({ memoryGb: 15 }, { sampling: { ...snapshotOf().sampling, locked: true } });
    item.update(locked, settings);
    await clock.advance(60_000);
    expect(tray().images).toHaveLength(1);
  });

  it('opens the popover at a click', () => {
    tray().emit('click', {}, { x: 1000, y: 0, width: 40, height: 37 }, { x: 1010, y: 5 });
    expect(toggles).toHaveLength(1);
    expect(toggles[0]).toMatchObject({ cursor: platform === 'linux' ? { x: 1400, y: 5 } : { x: 1010, y: 5 } });
  });

  it('has a menu whose entries act', () => {
    if (platform !== 'linux') tray().emit('right-click');
    const entry = tray()
      .menus.at(-1)!
      .template.find(({ label }) => label === 'Pause')!;
    (entry.click as unknown as () => void)();
    expect(chosen).toEqual(['pause']);
  });

  it('is gone, and its timers with it, when it is disposed', () => {
    item.update(snapshotOf({ memoryGb: 15 }), settings);
    item.update(snapshotOf({ memoryGb: 2 }), settings);
    item.dispose();
    expect(tray().destroyed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the menu on Linux', () => {
  it('is set again only when it changed, at most every 10 s', async () => {
    const clock = new FakeClock();
    const actions = { toggle: () => {}, choose: () => {} };
    const item = createTray({ clock, platform: 'linux', snapshot: snapshotOf(), settings, actions });
    const tray = FakeTray.made.at(-1)!;
    item.update(snapshotOf(), settings);
    await clock.advance(10_000);
    expect(tray.menus).toHaveLength(1);
    for (let step = 1; step <= 5; step += 1) {
      item.update(snapshotOf({ cpuCores: step }), settings);
      await clock.advance(1_000);
    }
    expect(tray.menus).toHaveLength(2);
    await clock.advance(5_000);
    expect(tray.menus).toHaveLength(3);
    expect(tray.menus[2]?.template[1]?.label).toBe('CPU 5 of 8 cores');
  });
});
