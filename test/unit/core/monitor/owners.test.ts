import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAppClaim } from '../../../../src/core/monitor/app-claims.ts';
import { attributedCpuMs } from '../../../../src/core/monitor/attributed-cpu.ts';
import { assignOwners } from '../../../../src/core/monitor/owner-claim.ts';
import { OWNER_PROCESS_COUNT, groupOwners } from '../../../../src/core/monitor/owners.ts';
import type { ProcessRaw } from '../../../../src/core/probes/raw.ts';
import { Roster } from '../../../../src/core/monitor/roster.ts';
import { rawProcess } from './raw-process.ts';

const byPid = (...list: ProcessRaw[]): Roster => new Roster(list);

function group(list: ProcessRaw[], more: Partial<Parameters<typeof groupOwners>[0]> = {}): ReturnType<typeof groupOwners> {
  const ownerOf = assignOwners(list, [createAppClaim('linux', list)]);
  return groupOwners({
    at: 5,
    processes: list,
    ownerOf,
    window: null,
    machineCores: null,
    machineMemoryBytes: null,
    heldBytes: new Map(),
    ...more,
  });
}

describe('CPU of children that ended', () => {
  const make = (cpuMs: number, reapedCpuMs: number): ProcessRaw => rawProcess({ pid: 10, name: 'make', cpuMs, reapedCpuMs });
  const child = (pid: number, cpuMs: number, more: Partial<ProcessRaw> = {}): ProcessRaw =>
    rawProcess({ pid, parentPid: 10, cpuMs, startTime: 2000, ...more });

  test('those that no list held are their parent’s', () => {
    expect([...attributedCpuMs(byPid(make(5, 100)), byPid(make(8, 1100)))]).toEqual([[10, 1003]]);
  });
  test('of one that was seen, only the rest', () => {
    const used = attributedCpuMs(byPid(make(5, 0), child(11, 400)), byPid(make(5, 450)));
    expect([...used]).toEqual([[10, 50]]);
  });
  test('a line that went together counts once, against the ancestor that is left', () => {
    const shell = child(11, 10, { reapedCpuMs: 30 });
    const compiler = rawProcess({ pid: 12, parentPid: 11, cpuMs: 200, startTime: 2500 });
    const used = attributedCpuMs(byPid(make(0, 0), shell, compiler), byPid(make(0, 10 + 30 + 260)));
    expect([...used]).toEqual([[10, 60]]);
  });
  test('children that nobody waited for take nothing away', () => {
    expect([...attributedCpuMs(byPid(make(5, 0), child(11, 400)), byPid(make(7, 0)))]).toEqual([[10, 2]]);
  });
  test('one that was born since counts whole; one that was only hidden does not', () => {
    const before = byPid(make(0, 0), child(11, 0, { startTime: 5000 }));
    const now = byPid(...before.all, child(12, 70, { startTime: 5000, reapedCpuMs: 5 }), child(13, 9000, { startTime: 4000 }));
    expect([...attributedCpuMs(before, now)]).toEqual([[12, 75]]);
  });
  test('a pid that was used again is another process', () => {
    const used = attributedCpuMs(byPid(make(0, 0), child(11, 900)), byPid(make(0, 950), child(11, 20, { startTime: 9000 })));
    expect([...used].sort(([a], [b]) => a - b)).toEqual([
      [10, 50],
      [11, 20],
    ]);
  });
  test('processes that vanish in a circle come to an end', () => {
    const before = byPid(rawProcess({ pid: 5, parentPid: 6, cpuMs: 1 }), rawProcess({ pid: 6, parentPid: 5, cpuMs: 1 }));
    expect(attributedCpuMs(before, byPid()).size).toBe(0);
  });
});

describe('memory that no process holds', () => {
  const container = rawProcess({ pid: 30, name: 'sh', privateBytes: 100 });
  const ownerOf = new Map([
    [30, { id: 'container:x', kind: 'container', name: 'x', detail: '', cpuLimitCores: null, memoryLimitBytes: 300 }],
  ] as const);
  const held = (bytes: number, machineMemoryBytes: number | null) =>
    group([container, rawProcess({ pid: 1, parentPid: 0, name: 'init', privateBytes: 50 })], {
      ownerOf,
      machineMemoryBytes,
      heldBytes: new Map([['container:x', bytes]]),
    });

  test('a file system of memory is its container’s, as the container’s own figure has it', () => {
    const { list, memoryBytes } = held(250, 1000);
    expect(list.find(({ id }) => id === 'container:x')).toMatchObject({ memoryBytes: 250, restMemoryBytes: 150 });
    expect(list.reduce((sum, owner) => sum + owner.memoryBytes, 0)).toBe(memoryBytes);
  });
  test('cache that the machine does not count as used is nobody’s', () => {
    const { list, approximate } = held(900, 200);
    expect(approximate).toBe(false);
    expect(list.find(({ id }) => id === 'container:x')).toMatchObject({ memoryBytes: 150, restMemoryBytes: 50 });
    expect(list.find(({ id }) => id === 'system')).toMatchObject({ memoryBytes: 50 });
  });
});

describe('owners', () => {
  test('largest memory first, with count and processes; the system has the rest', () => {
    const owners = group(
      [
        rawProcess({ pid: 1, parentPid: 0, name: 'init', privateBytes: 5 }),
        rawProcess({ pid: 2, name: 'cat', privateBytes: 100 }),
        rawProcess({ pid: 3, name: 'node', privateBytes: 300 }),
        rawProcess({ pid: 4, parentPid: 3, name: 'esbuild', privateBytes: null, rssBytes: 50 }),
      ],
      {
        window: {
          usedMs: new Map([
            [3, 500],
            [4, 1500],
          ]),
          lengthMs: 1000,
        },
        machineCores: 3,
        machineMemoryBytes: 1000,
      },
    );
    expect(owners).toMatchObject({ at: 5, cpuCores: 3, memoryBytes: 1000, approximate: false });
    expect(
      owners.list.map(({ id, detail, cpuCores, memoryBytes, processCount }) => [id, detail, cpuCores, memoryBytes, processCount]),
    ).toEqual([
      ['system', '1 process', 1, 550, 1],
      ['app:node', '2 processes', 2, 350, 2],
      ['app:cat', '1 process', 0, 100, 1],
    ]);
    expect(owners.list[1]?.processes).toEqual([
      { pid: 3, startTime: 1000, name: 'node', rawName: null, cpuCores: 0.5, memoryBytes: 300 },
      { pid: 4, startTime: 1000, name: 'esbuild', rawName: null, cpuCores: 1.5, memoryBytes: 50 },
    ]);
  });
  test('more than the machine uses is scaled down, and says so', () => {
    const list = [rawProcess({ pid: 2, name: 'a', privateBytes: 600 }), rawProcess({ pid: 3, name: 'b', privateBytes: 900 })];
    const owners = group(list, { machineMemoryBytes: 500 });
    expect(owners.approximate).toBe(true);
    expect(owners.list.map(({ id, memoryBytes }) => [id, memoryBytes])).toEqual([
      ['app:b', 300],
      ['app:a', 200],
      ['system', 0],
    ]);
  });
  test('what no process accounts for is told apart, and all adds up', () => {
    const list = [
      rawProcess({ pid: 1, parentPid: 0, name: 'init', privateBytes: 40 }),
      rawProcess({ pid: 2, name: 'kworker', kernelThread: true, privateBytes: 0 }),
      rawProcess({ pid: 3, name: 'node', privateBytes: 300 }),
    ];
    const usedMs = new Map([
      [2, 500],
      [3, 1000],
    ]);
    const { list: owners } = group(list, { window: { usedMs, lengthMs: 1000 }, machineCores: 2, machineMemoryBytes: 1000 });
    expect(owners.map(({ id, restMemoryBytes, restCpuCores }) => [id, restMemoryBytes, restCpuCores])).toEqual([
      ['system', 660, 0.5],
      ['app:node', 0, 0],
    ]);
    for (const { memoryBytes, restMemoryBytes, processes } of owners) {
      expect(processes.reduce((sum, process) => sum + process.memoryBytes, restMemoryBytes)).toBe(memoryBytes);
    }
  });
  test('where the owners are scaled down, so are their processes, and there is no rest', () => {
    const list = [
      rawProcess({ pid: 2, name: 'a', privateBytes: 600 }),
      rawProcess({ pid: 1, parentPid: 0, name: 'init', privateBytes: 900 }),
    ];
    const { list: owners } = group(list, { machineMemoryBytes: 500 });
    expect(
      owners.map(({ id, memoryBytes, restMemoryBytes, processes }) => [id, memoryBytes, restMemoryBytes, processes[0]?.memoryBytes]),
    ).toEqual([
      ['system', 300, 0, 300],
      ['app:a', 200, 0, 200],
    ]);
  });
  test('without the machine’s sums the processes stand for themselves', () => {
    const owners = group([rawProcess({ pid: 2, name: 'a', privateBytes: 600 })]);
    expect(owners).toMatchObject({ cpuCores: null, memoryBytes: null, list: [{ id: 'app:a', memoryBytes: 600, cpuCores: null }] });
  });
  test('of many processes, the largest by memory and the busiest', () => {
    const list = Array.from({ length: 40 }, (_, i) => rawProcess({ pid: 100 + i, name: 'many', privateBytes: i }));
    const usedMs = new Map(list.slice(0, 20).map(({ pid }, i) => [pid, i]));
    const [owner] = group(list, { window: { usedMs, lengthMs: 1000 } }).list;
    const pids = owner?.processes.map(({ pid }) => pid) ?? [];
    expect(pids).toHaveLength(2 * OWNER_PROCESS_COUNT);
    expect(pids[0]).toBe(139);
    expect(pids).toContain(119);
  });
});

test('random forests: each process has one owner, and the owners add up to the machine', () => {
  const names = fc.constantFrom('bash', 'make', 'gcc', 'systemd', 'tmux: server', 'node', 'sshd', 'firefox');
  const cgroups = fc.constantFrom(null, '/', '/system.slice/x.service', '/u/app.slice/app-a-1.scope', '/init.scope', '//:.scope');
  const size = fc.nat(2 ** 40);
  const process = fc.record({
    parentPid: fc.nat(60),
    name: names,
    cgroup: cgroups,
    privateBytes: fc.option(size),
    rssBytes: size,
    cpuMs: fc.nat(5000),
    reapedCpuMs: fc.option(fc.nat(5000)),
    startTime: fc.nat(50),
    kernelThread: fc.boolean(),
    sessionId: fc.nat(60),
    terminal: fc.nat(1),
  });
  const list = fc.array(process, { maxLength: 60 }).map((all) => all.map((fields, i) => rawProcess({ pid: i + 1, ...fields })));
  const platform = fc.constantFrom('linux', 'darwin', 'win32');
  fc.assert(
    fc.property(list, list, platform, size, fc.double({ min: 0, max: 64, noNaN: true }), (before, now, os, memory, cores) => {
      const usedMs = attributedCpuMs(byPid(...before), byPid(...now));
      expect([...usedMs.values()].every((ms) => ms > 0 && Number.isFinite(ms))).toBe(true);
      const ownerOf = assignOwners(now, [createAppClaim(os, now)]);
      expect(ownerOf.size).toBe(now.length);
      const { list: owners } = groupOwners({
        heldBytes: new Map(),
        at: 0,
        processes: now,
        ownerOf,
        window: { usedMs, lengthMs: 1000 },
        machineCores: cores,
        machineMemoryBytes: memory,
      });
      const sum = (of: (owner: (typeof owners)[number]) => number): number => owners.reduce((total, owner) => total + of(owner), 0);
      expect(sum((owner) => owner.memoryBytes)).toBe(memory);
      expect(sum((owner) => owner.cpuCores ?? 0)).toBeCloseTo(cores, 6);
      expect(sum((owner) => owner.processCount)).toBe(now.length);
      expect(owners.every((owner) => owner.memoryBytes >= 0 && (owner.cpuCores ?? 0) >= 0)).toBe(true);
      expect(new Set(owners.map(({ id }) => id)).size).toBe(owners.length);
    }),
    { numRuns: 1500 },
  );
});
