import { describe, expect, it } from 'vitest';
import { absenceOf, lastingAbsences, noteOf } from '../../../src/renderer/logic/absence-text.ts';
import { gridValues, niceCeiling, scaleTop } from '../../../src/renderer/logic/chart-scale.ts';
import { withAlpha } from '../../../src/renderer/logic/chart-color.ts';
import { realCountLimit, resourceRows } from '../../../src/renderer/logic/resources.ts';
import { fallbackThresholds, severityOfStall, severityOfUse } from '../../../src/renderer/logic/severity.ts';
import { unitText } from '../../../src/renderer/logic/unit-text.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

const GB = 2 ** 30;
const options = { thresholds: fallbackThresholds, networkUnit: 'bytes' } as const;
const rowsOf = (parts: Partial<Snapshot>) => resourceRows({ ...emptySnapshot, ...parts }, options);
const memory = (usedBytes: number, swapTotalBytes: number | null = null): NonNullable<Snapshot['memory']> => ({
  at: 0,
  totalBytes: 18 * GB,
  usedBytes,
  usedBytesOfHost: usedBytes,
  freeBytes: GB,
  availableBytes: 18 * GB - usedBytes,
  cachedBytes: null,
  buffersBytes: null,
  swapTotalBytes,
  swapUsedBytes: swapTotalBytes === null ? null : swapTotalBytes / 4,
  swapFreeBytes: null,
  limitBytes: 18 * GB,
  limitSource: 'system',
  workingSetBytes: null,
  rssBytes: null,
  pressure: null,
});

describe('a resource row', () => {
  it('shows a value against its limit, the unit once', () => {
    expect(rowsOf({ memory: memory(14.2 * GB) })[0]).toMatchObject({ label: 'Memory', value: '14.2', after: 'of 18 GB', series: 'memory' });
    expect(rowsOf({ memory: memory(900 * 2 ** 20) })[0]).toMatchObject({ value: '900', after: 'MB of 18 GB' });
  });

  it('has swap only where there is any', () => {
    expect(rowsOf({ memory: memory(GB) }).map(({ id }) => id)).toEqual(['memory']);
    expect(rowsOf({ memory: memory(GB, 0) }).map(({ id }) => id)).toEqual(['memory']);
    expect(rowsOf({ memory: memory(GB, 4 * GB) })[1]).toMatchObject({ id: 'swap', value: '1', after: 'of 4 GB' });
  });

  it('warns where the threshold is reached, the worst chip first', () => {
    const [calm] = rowsOf({ memory: memory(15 * GB) });
    expect(calm?.chips.every(({ severity }) => severity === 'ok')).toBe(true);
    expect(rowsOf({ memory: memory(15.4 * GB) })[0]?.chips[0]).toMatchObject({ severity: 'warning', text: '86% used' });
    expect(rowsOf({ memory: memory(17.5 * GB) })[0]?.chips[0]).toMatchObject({ severity: 'critical' });
  });

  it('takes a limit that is none for none', () => {
    expect(rowsOf({ fileHandles: { at: 0, used: 3900, limit: 2 ** 63 } })[0]).toMatchObject({
      value: '3.9k',
      after: 'open',
      chips: [],
    });
    expect(realCountLimit(10_240)).toBe(10_240);
    expect(realCountLimit(null)).toBeNull();
  });

  it('says why there is no number', () => {
    const [denied] = rowsOf({ absent: [{ part: 'disk', reason: 'permission-denied', detail: '' }] });
    expect(denied).toMatchObject({ id: 'disk', value: '—', reason: 'No permission to read disks.' });
    const [soon] = rowsOf({ absent: [{ part: 'cpu', reason: 'first-sample', detail: '' }] });
    expect(soon).toMatchObject({ id: 'cpu', reason: 'measuring' });
  });

  it('shows an unknown rate as unknown and a measured zero as zero', () => {
    const io = { readOpsPerSec: null, writeOpsPerSec: null, awaitMs: null, utilisationPercent: null, perDevice: [], at: 0 };
    expect(rowsOf({ diskIo: { ...io, readBytesPerSec: null, writeBytesPerSec: null } })[0]).toMatchObject({ value: '—', chips: [] });
    expect(rowsOf({ diskIo: { ...io, readBytesPerSec: 0, writeBytesPerSec: 0 } })[0]).toMatchObject({ value: '0', after: 'B/s' });
  });
});

describe('severity', () => {
  it('follows the threshold, and is critical at 95 %', () => {
    expect([null, 79.9, 80, 94.9, 95].map((percent) => severityOfUse(percent, 80))).toEqual(['ok', 'ok', 'warning', 'warning', 'critical']);
    expect(severityOfUse(96, 98)).toBe('ok');
    expect(severityOfUse(98, 98)).toBe('critical');
  });

  it('lets CPU wait longer than memory', () => {
    expect(severityOfStall('cpu', 20)).toBe('ok');
    expect(severityOfStall('memory', 20)).toBe('warning');
    expect(severityOfStall('memory', null)).toBe('ok');
  });
});

describe('absences', () => {
  const absent = (part: string, reason: 'not-found' | 'gap' | 'permission-denied' | 'switched-off') => ({ part, reason, detail: '' });

  it('names the missing PSI once, and leaves out what is passing or optional', () => {
    const snapshot: Snapshot = {
      ...emptySnapshot,
      absent: [
        absent('pressure.cpu', 'not-found'),
        absent('pressure.memory', 'not-found'),
        absent('cpu', 'gap'),
        absent('battery', 'not-found'),
        absent('cpu.frequencyMhz', 'not-found'),
      ],
    };
    expect(lastingAbsences(snapshot).map(({ text }) => text)).toEqual(['This kernel has no PSI: it does not say how long tasks wait.']);
    expect(absenceOf(snapshot, 'cpu')?.reason).toBe('gap');
    expect(absenceOf(snapshot, 'disk')).toBeNull();
  });

  it('offers the way out where there is one', () => {
    expect(noteOf(absent('sensors', 'switched-off')).action?.does).toBe('open-settings');
    expect(noteOf(absent('disk', 'permission-denied')).action?.does).toBe('open-docs');
    expect(noteOf(absent('disk', 'not-found')).action).toBeNull();
  });
});

describe('chart scales', () => {
  it('are the limit and a little more, whatever the values are', () => {
    expect(scaleTop(4, 1, false)).toBeCloseTo(4.32);
    expect(scaleTop(4, 5, false)).toBeCloseTo(5.4);
    expect(gridValues(4, 1)).toEqual([1, 2, 3]);
  });

  it('grow with the values where there is no limit, and never are empty', () => {
    expect([0, 0.3, 1, 3, 1e6, 4.1e6].map(niceCeiling)).toEqual([1, 0.4, 1, 4, 1e6, 8e6]);
    expect(scaleTop(null, 0, false)).toBeGreaterThan(0);
    expect(scaleTop(null, 10, false)).toBeCloseTo(11.5);
  });

  it('name values in the unit of their series', () => {
    expect(unitText(14.2 * GB, 'bytes', 'memory', 'bytes')).toBe('14.2 GB');
    expect(unitText(41e9, 'bytes', 'disk', 'bytes')).toBe('41 GB');
    expect(unitText(125_000, 'bytesPerSec', 'network', 'bits')).toBe('1 Mbit/s');
    expect(unitText(125_000, 'bytesPerSec', 'diskIo', 'bits')).toBe('125 KB/s');
    expect(unitText(null, 'cores', 'cpu', 'bytes')).toBe('—');
  });

  it('make a colour transparent when they know how', () => {
    expect(withAlpha('rgb(59, 111, 212)', 0.16)).toBe('rgba(59, 111, 212, 0.16)');
    expect(withAlpha('color(srgb 1 0 0)', 0.16)).toBe('color(srgb 1 0 0)');
  });
});
