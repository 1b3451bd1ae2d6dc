import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProcessDeriver } from '../../../src/core/monitor/derive-processes.ts';
import type { Sample } from '../../../src/core/monitor/sample.ts';
import { createKernelFiles } from '../../../src/core/probes/linux/kernel-files.ts';
import { type ProcessesProbe, createProcessesProbe } from '../../../src/core/probes/linux/processes.ts';
import type { ProcessesRaw } from '../../../src/core/probes/raw.ts';

// Real processes of this machine, against what the system's own tools say in the same second.

let probe: ProcessesProbe;
const children: ChildProcess[] = [];

function start(file: string, args: string[]): ChildProcess & { pid: number } {
  const child = spawn(file, args, { stdio: 'ignore' });
  children.push(child);
  if (child.pid === undefined) throw new Error(`${file} did not start`);
  return child as ChildProcess & { pid: number };
}
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
function read(detail = false): ProcessesRaw {
  const raw = probe.read({ detail });
  if (raw instanceof Promise) throw new Error('expected a synchronous read');
  return raw;
}
function take(): Sample<ProcessesRaw> {
  return { raw: read(), at: Date.now(), monotonicMs: performance.now(), intervalMs: 2000 };
}
const find = (raw: ProcessesRaw, pid: number): ProcessesRaw['list'][number] | undefined => raw.list.find((p) => p.pid === pid);
/** True once it has started up. */
const isAsleep = (seen: ProcessesRaw['list'][number] | undefined): boolean => seen?.name === 'sleep' && seen.state === 'sleeping';
/** Reads until the condition holds; the test's own time limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

describe.skipIf(process.platform !== 'linux')('live processes', () => {
  beforeEach(() => {
    probe = createProcessesProbe(createKernelFiles('/'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(end));
    probe.dispose();
  });

  test('pid, parent, memory, threads and age are those of ps', async () => {
    const sleepers = Array.from({ length: 20 }, () => start('sleep', ['300']));
    await until(() => sleepers.every(({ pid }) => isAsleep(find(read(), pid))));
    const [raw, said] = [read(), execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,nlwp=,etimes=,comm='], { encoding: 'utf8' })];
    const now = Date.now();
    const rows = said
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    expect(rows.length).toBeGreaterThan(20);
    let compared = 0;
    for (const [pid, parentPid, rssKiB, threads, ageSeconds, name] of rows) {
      const seen = find(raw, Number(pid));
      if (seen === undefined || name !== 'sleep') continue;
      compared += 1;
      expect(seen).toMatchObject({ parentPid: Number(parentPid), threads: Number(threads), rssBytes: Number(rssKiB) * 1024 });
      expect(Math.abs((now - seen.startTime) / 1000 - Number(ageSeconds))).toBeLessThan(3);
    }
    expect(compared).toBeGreaterThanOrEqual(sleepers.length);
    const mine = find(read(true), process.pid);
    expect(mine?.command).toContain('node');
    expect(mine?.privateBytes).toBeGreaterThan(1e6);
    expect(mine?.privateBytes).toBeLessThan(mine?.rssBytes ?? 0);
    expect(Math.abs((mine?.fileHandles ?? 0) - readdirSync('/proc/self/fd').length)).toBeLessThan(5);
    expect(await probe.startTimeOf(process.pid)).toBe(mine?.startTime);
  });

  test('a burner uses one core, by its own rate and by its owner', async () => {
    const burner = start('sh', ['-c', 'while :; do :; done']);
    const derive = createProcessDeriver(() => ({ memoryUsedBytes: null, wholeMachine: true }), { platform: 'linux' });
    await until(() => (find(read(), burner.pid)?.cpuMs ?? 0) > 50);
    const first = take();
    derive(null, first);
    await sleep(1500);
    const second = take();
    const { part } = derive(first, second);
    const info = part.processes.find(({ pid }) => pid === burner.pid);
    const usedMs = (find(second.raw, burner.pid)?.cpuMs ?? 0) - (find(first.raw, burner.pid)?.cpuMs ?? 0);
    // On a busy machine it may get less than the whole of a core.
    expect(info?.cpuPercent).toBeGreaterThan(30);
    expect(info?.cpuPercent).toBeLessThan(110);
    expect(info?.cpuCores).toBeCloseTo(usedMs / (second.monotonicMs - first.monotonicMs), 5);
    const owner = part.owners.list.find(({ id }) => id === info?.owner);
    expect(owner?.kind).toBe('app');
    expect(owner?.cpuCores).toBeGreaterThan((info?.cpuCores ?? 1) * 0.8);
    const sum = part.owners.list.reduce((total, { cpuCores }) => total + (cpuCores ?? 0), 0);
    expect(sum).toBeCloseTo(part.owners.cpuCores ?? 0, 6);
    expect(sum).toBeLessThan(availableParallelism() * 1.05);
  });

  test('children too short to be in any list are charged to who started them', async () => {
    // Each child burns a few milliseconds and ends; the parent itself only waits.
    const burn = 'i=0; while [ $i -lt 8000 ]; do i=$((i+1)); done';
    const parent = start('sh', ['-c', `while :; do sh -c '${burn}'; done`]);
    const derive = createProcessDeriver(() => ({ memoryUsedBytes: null, wholeMachine: true }), { platform: 'linux' });
    await until(() => (find(read(), parent.pid)?.reapedCpuMs ?? 0) > 50);
    const first = take();
    derive(null, first);
    await sleep(2000);
    const second = take();
    const { part } = derive(first, second);
    const [before, now] = [find(first.raw, parent.pid), find(second.raw, parent.pid)];
    const reapedCores = ((now?.reapedCpuMs ?? 0) - (before?.reapedCpuMs ?? 0)) / (second.monotonicMs - first.monotonicMs);
    expect(reapedCores).toBeGreaterThan(0.2);
    const info = part.processes.find(({ pid }) => pid === parent.pid);
    expect(info?.cpuCores).toBeLessThan(reapedCores / 2);
    const charged = part.owners.list.flatMap(({ processes }) => processes).find(({ pid }) => pid === parent.pid);
    // What the parent used itself is in it too, and one child may be on its way at either end.
    expect(charged?.cpuCores).toBeGreaterThan(reapedCores * 0.9);
    expect(charged?.cpuCores).toBeLessThan((reapedCores + (info?.cpuCores ?? 0)) * 1.1);
  });

  test('one that was ended is gone from the next list', async () => {
    const child = start('sleep', ['300']);
    await until(() => find(read(), child.pid) !== undefined);
    await end(child);
    expect(find(read(), child.pid)).toBeUndefined();
    expect(await probe.startTimeOf(child.pid)).toBeNull();
  });

  test('200 scans leave no descriptor behind, with more and with fewer than may be kept', async () => {
    const sleepers = Array.from({ length: 30 }, () => start('sleep', ['300']));
    const openNow = (): number => readdirSync('/proc/self/fd').length;
    for (const maxKeptFiles of [8192, 10]) {
      const before = openNow();
      const own = createProcessesProbe(createKernelFiles('/'), { maxKeptFiles });
      const scan = (detail: boolean): void => expect(own.read({ detail })).not.toBeInstanceOf(Promise);
      scan(true);
      for (let i = 0; i < 200; i += 1) {
        // A process that comes and goes between two scans, every tenth.
        if (i % 10 === 0) execFileSync('true');
        scan(i % 2 === 0);
        expect(own.keptCount).toBeLessThanOrEqual(maxKeptFiles);
        // What is kept, and /proc/stat.
        expect(openNow() - before).toBeLessThanOrEqual(own.keptCount + 1);
      }
      expect(own.keptCount).toBeGreaterThanOrEqual(Math.min(maxKeptFiles, sleepers.length));
      own.dispose();
      expect(openNow()).toBe(before);
    }
  });
});
