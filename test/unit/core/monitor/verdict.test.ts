import { describe, expect, test } from 'vitest';
import { type VerdictState, judge } from '../../../../src/core/monitor/verdict.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import type { Pressure } from '../../../../src/shared/model/host.ts';
import type { Snapshot } from '../../../../src/shared/model/snapshot.ts';

const thresholds = defaultsOf('default').thresholds;
type Parts = Parameters<typeof judge>[1];
const nothing: Parts = {
  cpu: null,
  memory: null,
  disk: null,
  network: null,
  fileHandles: null,
  pressure: null,
  system: null,
  owners: null,
};
const memoryAt = (percent: number): Parts => ({
  ...nothing,
  memory: { usedBytes: percent, limitBytes: 100 } as Snapshot['memory'],
});
const cpuAt = (usagePercent: number, avg60: number | null): Parts => ({
  ...nothing,
  cpu: { usagePercent } as Snapshot['cpu'],
  pressure: avg60 === null ? null : ({ cpu: { some: { avg60 } }, memory: null } as unknown as Pressure),
});
const diskAt = (usagePercent: number, freeBytes: number): Parts => ({
  ...nothing,
  disk: { partitions: [{ counted: true, mount: '/data', usagePercent, freeBytes }] } as unknown as Snapshot['disk'],
});

/** Both clocks at one time, the wall clock `setBackMs` behind. */
const timeOf = (monotonicMs: number, setBackMs = 0) => ({ now: monotonicMs + 5_000_000 - setBackMs, monotonicMs });

/** Judges the same parts every second; answers the last verdict. */
function hold(parts: Parts, seconds: number, from: { state: VerdictState; at: number }) {
  let { state, at } = from;
  let verdict = judge(state, parts, thresholds, timeOf(at)).verdict;
  for (let i = 0; i <= seconds; i += 1) {
    at += 1_000;
    ({ state, verdict } = judge(state, parts, thresholds, timeOf(at)));
  }
  return { state, at, verdict };
}
const start = () => ({ state: new Map() as VerdictState, at: 1_000_000 });

describe('verdict', () => {
  test('all fine with nothing known', () => {
    expect(hold(nothing, 5, start()).verdict).toMatchObject({ severity: 'ok', title: 'All fine', since: null });
  });

  test('memory is said after it held a minute, with since when', () => {
    const early = hold(memoryAt(90), 58, start());
    expect(early.verdict.severity).toBe('ok');
    const late = hold(memoryAt(90), 3, early);
    expect(late.verdict).toMatchObject({ severity: 'warning', title: 'Memory tight', since: 6_001_000 });
  });

  test('critical after 15 s, and it falls back to warning', () => {
    const critical = hold(memoryAt(97), 16, start());
    expect(critical.verdict.severity).toBe('critical');
    expect(hold(memoryAt(90), 0, critical).verdict.severity).toBe('warning');
  });

  test('a dip below the threshold but above the clear level does not end it; one below does', () => {
    const said = hold(memoryAt(90), 65, start());
    const dipped = hold(memoryAt(80), 5, said);
    expect(dipped.verdict.severity).toBe('warning');
    expect(hold(memoryAt(70), 0, dipped).verdict.severity).toBe('ok');
  });

  test('a spike that does not hold is never said', () => {
    let at = start();
    for (let i = 0; i < 20; i += 1) {
      const over = hold(memoryAt(97), 10, at);
      expect(over.verdict.severity).toBe('ok');
      at = hold(memoryAt(50), 1, over);
    }
  });

  test('a full CPU that makes nobody wait is fine; one that does is said after five minutes', () => {
    expect(hold(cpuAt(100, 5), 600, start()).verdict.severity).toBe('ok');
    expect(hold(cpuAt(100, 45), 280, start()).verdict.severity).toBe('ok');
    expect(hold(cpuAt(100, 45), 305, start()).verdict).toMatchObject({ severity: 'warning', resource: 'cpu' });
  });

  test('without pressure figures the usage alone decides', () => {
    expect(hold(cpuAt(100, null), 305, start()).verdict.severity).toBe('warning');
  });

  test('a large disk with room is fine at 95 %; one with little left is named with its mount', () => {
    expect(hold(diskAt(95, 400e9), 120, start()).verdict.severity).toBe('ok');
    expect(hold(diskAt(95, 5e9), 65, start()).verdict).toMatchObject({
      severity: 'warning',
      title: 'Disk nearly full',
      detail: '/data has 5 GB left (95% used).',
    });
    expect(hold(diskAt(98, 1e9), 65, start()).verdict.severity).toBe('critical');
  });

  test('a clock set back does not make it last longer or end it', () => {
    const said = hold(memoryAt(90), 65, start());
    const back = judge(said.state, memoryAt(90), thresholds, timeOf(said.at, 3_600_000));
    expect(back.verdict).toMatchObject({ severity: 'warning', since: 6_001_000 - 3_600_000 });
  });

  test('a clock set forward does not make a moment look like an hour', () => {
    const one = judge(new Map(), memoryAt(97), thresholds, timeOf(1_000_000));
    expect(judge(one.state, memoryAt(97), thresholds, timeOf(1_001_000, -3_600_000)).verdict.severity).toBe('ok');
  });

  test('as many processes as the user wants to hear of', () => {
    const many = { ...nothing, system: { processes: 1_200, threads: null } as unknown as Snapshot['system'] };
    expect(hold(many, 65, start()).verdict).toMatchObject({ severity: 'warning', title: 'Many processes' });
    const few = { ...nothing, system: { processes: 900, threads: null } as unknown as Snapshot['system'] };
    expect(hold(few, 65, start()).verdict.severity).toBe('ok');
  });

  test('the worst is said, not the first', () => {
    const parts = { ...memoryAt(90), disk: diskAt(98, 1e9).disk };
    expect(hold(parts, 65, start()).verdict).toMatchObject({ severity: 'critical', resource: 'disk' });
  });

  test('what waits for its time is told, with since when and for how long yet', () => {
    const waiting = hold(memoryAt(90), 19, start()).verdict;
    expect(waiting).toMatchObject({ severity: 'ok', title: 'All fine', since: null });
    expect(waiting.held).toEqual([
      { subject: 'host', resource: 'memory', severity: 'warning', title: 'Memory tight', detail: '', sinceMs: 6_001_000, leftMs: 41_000 },
    ]);
  });

  test('nothing waits below the threshold, or once it is said', () => {
    expect(hold(memoryAt(50), 5, start()).verdict.held).toEqual([]);
    expect(hold(memoryAt(90), 65, start()).verdict.held).toEqual([]);
    expect(hold(memoryAt(97), 20, start()).verdict.held).toEqual([]);
  });

  test('a warning that gets worse waits once more', () => {
    const worse = hold(memoryAt(97), 4, hold(memoryAt(90), 65, start())).verdict;
    expect(worse).toMatchObject({ severity: 'warning', held: [{ severity: 'critical', leftMs: 11_000 }] });
  });

  test('what is said first is told first, whatever is said of it later', () => {
    const parts = { ...memoryAt(90), disk: diskAt(98, 1e9).disk };
    const atOnce = hold(parts, 4, start()).verdict.held;
    expect(atOnce.map(({ resource, severity, leftMs }) => [resource, severity, leftMs])).toEqual([
      ['disk', 'critical', 11_000],
      ['memory', 'warning', 56_000],
    ]);
    const late = hold(memoryAt(97), 4, hold(memoryAt(90), 53, start())).verdict.held;
    expect(late).toMatchObject([{ severity: 'warning', leftMs: 2_000 }]);
  });

  test('while nothing is to be told it is the same object, which is not sent again', () => {
    expect(hold(nothing, 1, start()).verdict).toBe(hold(nothing, 2, start()).verdict);
  });
});
