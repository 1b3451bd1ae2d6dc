import { describe, expect, test } from 'vitest';
import { createProcessDeriver } from '../../../../src/core/monitor/derive-processes.ts';
import type { ClaimOwner } from '../../../../src/core/monitor/owner-claim.ts';
import type { Sample } from '../../../../src/core/monitor/sample.ts';
import { Absence } from '../../../../src/core/probes/absence.ts';
import type { ProcessRaw, ProcessesRaw } from '../../../../src/core/probes/raw.ts';
import { rawProcess } from './raw-process.ts';

function sample(seconds: number, list: ProcessRaw[], machineBusyMs: ProcessesRaw['machineBusyMs'] = 0): Sample<ProcessesRaw> {
  return { raw: { list, machineBusyMs }, at: 1e12 + seconds * 1000, monotonicMs: seconds * 1000, intervalMs: 2000 };
}
const deriver = (memory: number | null = null): ReturnType<typeof createProcessDeriver> =>
  createProcessDeriver(() => ({ memoryUsedBytes: memory, wholeMachine: true }), { platform: 'linux' });

const idle = rawProcess({ pid: 7, name: 'idle', readBytes: 5, writeBytes: 5 });
const busy = (cpuMs: number, readBytes: number | bigint = 0): ProcessRaw =>
  rawProcess({ pid: 8, name: 'busy', cpuMs, readBytes, writeBytes: 0, privateBytes: 100 });

describe('rates', () => {
  test('of one core, from two samples', () => {
    const derive = deriver();
    const first = sample(0, [busy(1000, 2n ** 60n)]);
    expect(derive(null, first).part.processes[0]).toMatchObject({ cpuPercent: null, cpuCores: null, readBytesPerSec: null });
    const second = derive(first, sample(2, [busy(6000, 2n ** 60n + 4096n)], 8000));
    expect(second.part.processes[0]).toMatchObject({ cpuPercent: 250, cpuCores: 2.5, readBytesPerSec: 2048, writeBytesPerSec: 0 });
  });
  test('none across a gap, for a new process, for another with its pid, or when a counter went back', () => {
    const rates = (before: ProcessRaw[], now: ProcessRaw, seconds = 2): number | null | undefined => {
      const derive = deriver();
      const first = sample(0, before);
      derive(null, first);
      return derive(first, sample(seconds, [now])).part.processes[0]?.cpuPercent;
    };
    expect(rates([busy(0)], busy(100), 6)).toBeCloseTo(100 / 60);
    expect(rates([busy(0)], busy(100), 7)).toBeNull();
    expect(rates([idle], busy(100))).toBeNull();
    expect(rates([{ ...busy(0), startTime: 1 }], busy(100))).toBeNull();
    expect(rates([busy(500)], busy(100))).toBeNull();
  });
  test('none after the series broke', () => {
    const derive = deriver();
    derive(null, sample(0, [busy(0)]));
    expect(derive(null, sample(2, [busy(100)])).part.processes[0]?.cpuPercent).toBeNull();
  });
});

test('a process that does nothing stays the same object once its rates are 0', () => {
  const derive = deriver();
  const samples = [0, 2, 4, 6].map((seconds) => sample(seconds, [idle]));
  const infos = samples.map((current, i) => derive(samples[i - 1] ?? null, current).part.processes[0]);
  expect(infos.map((info) => info?.cpuPercent)).toEqual([null, 0, 0, 0]);
  expect(infos[1]).not.toBe(infos[0]);
  expect(infos[2]).toBe(infos[1]);
  expect(infos[3]).toBe(infos[1]);
});

test('it does not stay when a rate of before was more than 0, or its owner is another now', () => {
  const derive = deriver();
  const one = busy(100);
  const samples = [
    sample(0, [busy(0)]),
    sample(2, [one]),
    sample(4, [one]),
    sample(6, [rawProcess({ pid: 1, parentPid: 0, name: 'make' }), one]),
  ];
  const infos = samples.map((current, i) => derive(samples[i - 1] ?? null, current).part.processes.at(-1));
  expect(infos.map((info) => info?.cpuPercent)).toEqual([null, 5, 0, 0]);
  const child = rawProcess({ pid: 9, parentPid: 5, name: 'child' });
  const a = sample(8, [rawProcess({ pid: 5, name: 'old' }), child]);
  const b = sample(10, [rawProcess({ pid: 5, name: 'new' }), child]);
  expect(derive(null, a).part.processes[1]?.owner).toBe('app:old');
  expect(derive(a, b).part.processes[1]?.owner).toBe('app:new');
});

test('a process that joins another owner is seen at once, a new claim too', () => {
  const container = { id: 'container:x', kind: 'container', name: 'x', detail: '', cpuLimitCores: null, memoryLimitBytes: null } as const;
  let claims: readonly ClaimOwner[] = [];
  const derive = createProcessDeriver(() => ({ memoryUsedBytes: null, wholeMachine: true }), { platform: 'linux', claims: () => claims });
  const steps = [
    [rawProcess({ pid: 5, name: 'a' })],
    [rawProcess({ pid: 5, name: 'a', cpuMs: 10 })],
    [rawProcess({ pid: 5, name: 'a', cgroup: '/system.slice/a.service' })],
    [rawProcess({ pid: 5, name: 'b' })],
    [rawProcess({ pid: 5, name: 'b' })],
  ].map((list, i) => sample(i * 2, list));
  const owner = steps.map((current, i) => {
    if (i === 4) claims = [() => container];
    return derive(steps[i - 1] ?? null, current).part.processes[0]?.owner;
  });
  expect(owner).toEqual(['app:a', 'app:a', 'system', 'app:b', 'container:x']);
});

describe('owners', () => {
  test('add up to the machine over the same window', () => {
    const derive = deriver(1000);
    const first = sample(0, [busy(0)], 0);
    expect(derive(null, first)).toMatchObject({
      part: { owners: { cpuCores: null } },
      absent: [{ part: 'owners.cpuCores', reason: 'first-sample' }],
    });
    const { part, absent } = derive(first, sample(2, [busy(3000)], 4000));
    expect(absent).toEqual([]);
    expect(part.owners).toMatchObject({ at: 1e12 + 2000, cpuCores: 2, memoryBytes: 1000 });
    expect(part.owners.list.map(({ id, cpuCores, memoryBytes }) => [id, cpuCores, memoryBytes])).toEqual([
      ['system', 0.5, 900],
      ['app:busy', 1.5, 100],
    ]);
  });
  test('an unknown machine leaves their own sums, with the reason', () => {
    const derive = deriver();
    const first = sample(0, [busy(0)], new Absence('malformed', 'x'));
    derive(null, first);
    const { part, absent } = derive(first, sample(2, [busy(3000)], new Absence('malformed', 'x')));
    expect(part.owners).toMatchObject({ cpuCores: null, list: [{ id: 'app:busy', cpuCores: 1.5 }] });
    expect(absent).toMatchObject([{ part: 'owners.cpuCores', reason: 'malformed' }]);
  });
});
