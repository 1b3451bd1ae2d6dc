import { describe, expect, it } from 'vitest';
import { trayMenuOf } from '../../../src/main/tray/tray-menu.ts';
import { LEVEL_STEPS, levelOf, trayStateOf } from '../../../src/main/tray/tray-state.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { snapshotOf } from './snapshot.ts';

const none = { tray: { text: 'none' } } as const;
const sampling = snapshotOf().sampling;

describe('trayStateOf', () => {
  it('says how the machine is in sentences', () => {
    expect(trayStateOf(snapshotOf(), none, null).tooltip).toBe('All fine. CPU 1.2 of 8 cores. Memory 6.1 of 16 GB. Disk 41 GB free.');
  });

  it('says what is wrong, and for how long, before the figures', () => {
    const snapshot = snapshotOf(
      {},
      {
        verdict: { severity: 'warning', title: 'Memory tight', detail: '', resource: 'memory', since: snapshotOf().at - 360_000, held: [] },
      },
    );
    const state = trayStateOf(snapshot, none, null);
    expect(state.tooltip).toMatch(/^Memory tight for 6 min\. CPU /);
    expect(state.glyph.severity).toBe('warning');
  });

  it('leaves out what is not known, and never says 0 for it', () => {
    const { tooltip } = trayStateOf(snapshotOf({ cpuCores: null }, { disk: null }), none, null);
    expect(tooltip).toBe('All fine. Memory 6.1 of 16 GB.');
  });

  it('says that it is paused', () => {
    const state = trayStateOf(snapshotOf({}, { sampling: { ...sampling, paused: true } }), none, null);
    expect(state.tooltip).toMatch(/^Paused\. /);
    expect(state.glyph.paused).toBe(true);
  });

  it('fills to the worst of CPU, memory and disk', () => {
    expect(trayStateOf(snapshotOf({ cpuCores: 8, diskPercent: 10 }), none, null).glyph.level).toBe(LEVEL_STEPS);
    expect(trayStateOf(snapshotOf({ memoryGb: 8, diskPercent: 10 }), none, null).glyph.level).toBe(6);
    expect(trayStateOf(snapshotOf({}, { readings: [] }), none, null).glyph.level).toBe(0);
  });

  it('writes what the settings ask for beside the icon', () => {
    const snapshot = snapshotOf({ cpuCores: 7.31, memoryGb: 12.64, diskPercent: 50 });
    expect(trayStateOf(snapshot, none, null).title).toBe('');
    expect(trayStateOf(snapshot, { tray: { text: 'cpu-memory' } }, null).title).toBe('7.3c 79%');
    expect(trayStateOf(snapshot, { tray: { text: 'busiest' } }, null).title).toBe('CPU 91%');
  });

  it('stays with the busiest metric until another is clearly busier', () => {
    const busiest = { tray: { text: 'busiest' } } as const;
    const first = trayStateOf(snapshotOf({ cpuCores: 4, memoryGb: 7, diskPercent: 10 }), busiest, null);
    expect(first.title).toBe('CPU 50%');
    const second = trayStateOf(snapshotOf({ cpuCores: 4, memoryGb: 8.5, diskPercent: 10 }), busiest, first);
    expect(second.title).toBe('CPU 50%');
    expect(trayStateOf(snapshotOf({ cpuCores: 4, memoryGb: 9, diskPercent: 10 }), busiest, second).title).toBe('Mem 56%');
  });
});

describe('levelOf', () => {
  it('has 13 levels, each value in the nearest', () => {
    expect([0, 4, 5, 50, 95.9, 100, 250, -3].map((percent) => levelOf(percent, null))).toEqual([0, 0, 1, 6, 12, 12, 12, 0]);
  });

  it('does not flicker at a border', () => {
    const border = (6.5 / 12) * 100;
    expect(levelOf(border + 1, 6)).toBe(6);
    expect(levelOf(border - 1, 7)).toBe(7);
    expect(levelOf(border + 3, 6)).toBe(7);
  });
});

describe('trayMenuOf', () => {
  const bytes = { appearance: { networkUnit: 'bytes' } } as const;
  const labels = (snapshot: Snapshot): string[] =>
    trayMenuOf(snapshot, bytes).map((item) => (item.kind === 'separator' ? '-' : item.label));

  it('has live lines, then everything a person can do', () => {
    const network = { bytesReceivedPerSec: 1_200_000, bytesSentPerSec: 300 } as Snapshot['network'];
    expect(labels(snapshotOf({}, { network }))).toEqual([
      'All fine',
      'CPU 1.2 of 8 cores',
      'Memory 6.1 of 16 GB',
      'Disk 41 GB free',
      'Network ↓ 1.2 MB/s ↑ 300 B/s',
      '-',
      'Open Headroom',
      'Processes',
      'Containers',
      'Alerts',
      'Environment',
      'Settings…',
      '-',
      'Pause',
      'Mute for 1 h',
      '-',
      'Quit Headroom',
    ]);
  });

  it('offers the way back from a pause and a mute, and forgets a mute that is over', () => {
    const at = snapshotOf().at;
    const muted = labels(snapshotOf({}, { sampling: { ...sampling, paused: true, mutedUntil: at + 1 } }));
    expect(muted).toContain('Resume');
    expect(muted).toContain('Unmute');
    expect(labels(snapshotOf({}, { sampling: { ...sampling, mutedUntil: at } }))).toContain('Mute for 1 h');
  });

  it('has a line that can not be chosen for what is live, and an action for the rest', () => {
    const items = trayMenuOf(snapshotOf(), bytes);
    expect(items.slice(0, 4).every(({ kind }) => kind === 'line')).toBe(true);
    expect(items.flatMap((item) => (item.kind === 'action' ? [item.action] : []))).toEqual([
      'open',
      'processes',
      'containers',
      'alerts',
      'environment',
      'settings',
      'pause',
      'mute',
      'quit',
    ]);
  });
});
