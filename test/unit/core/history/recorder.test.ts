import { expect, test } from 'vitest';
import { Recorder } from '../../../../src/core/history/recorder.ts';
import { HistoryRing } from '../../../../src/core/history/ring.ts';
import type { Reading } from '../../../../src/shared/model/reading.ts';
import type { Snapshot } from '../../../../src/shared/model/snapshot.ts';

const AT = 1_700_000_000_000;
const reading = (resource: string, used: number, second: number): Reading => ({
  subject: 'host',
  resource,
  used,
  limit: 100,
  limitSource: 'system',
  unit: 'count',
  at: AT + second * 1_000,
});
const snapshot = (second: number, ...readings: Reading[]): Snapshot => ({ at: AT + second * 1_000, readings }) as unknown as Snapshot;

test('each reading once, however many snapshots carry it, and a gap where a series stops', () => {
  const ring = new HistoryRing();
  const recorder = new Recorder(ring);
  const slow = reading('disk', 7, 0);
  for (let second = 0; second < 10; second += 1) {
    const fast = second === 5 ? [] : [reading('cpu', second, second)];
    recorder.record(snapshot(second, slow, ...fast));
  }
  const query = (resource: string) =>
    ring.query({ series: [{ subject: 'host', resource }], spanMs: 60_000, points: 1_000, now: AT + 9_000 })[0];
  expect(query('disk')?.mean.filter((value) => value !== null)).toEqual([7]);
  expect(query('cpu')?.mean.filter((value) => value !== null)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
  // The missing one is a gap, not a line from 4 to 6.
  expect(query('cpu')?.mean).toContain(null);
});
