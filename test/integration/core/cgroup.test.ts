import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAbsent, valueOr } from '../../../src/core/probes/absence.ts';
import { type Counter, counterDelta } from '../../../src/core/probes/counter.ts';
import { createDeviceFacts } from '../../../src/core/probes/linux/cgroup/device-facts.ts';
import { readCgroupLayout, type CgroupLayout, type CgroupPart, type CgroupPlaces } from '../../../src/core/probes/linux/cgroup/layout.ts';
import { readCgroupLimits } from '../../../src/core/probes/linux/cgroup/limits.ts';
import { readMachineSize } from '../../../src/core/probes/linux/cgroup/machine.ts';
import type { CgroupPlace } from '../../../src/core/probes/linux/cgroup/place.ts';
import { placesOfFolder } from '../../../src/core/probes/linux/cgroup/places-of-folder.ts';
import { createCgroupReader } from '../../../src/core/probes/linux/cgroup/reader.ts';
import { createKernelFiles } from '../../../src/core/probes/linux/kernel-files.ts';
import type { CgroupLimitsRaw, CgroupReadingRaw } from '../../../src/core/probes/raw-cgroup.ts';

// A real cgroup of this machine, of whichever version it has: a parent with limits, and a child in which the programs run.

const MIB = 1024 ** 2;
const LIMIT_BYTES = 96 * MIB;
const QUOTA_CORES = 0.2;
const NAME = `headroom-test-${process.pid}`;

const files = createKernelFiles('/');
const devices = createDeviceFacts(files);
const layout: CgroupLayout = readCgroupLayout(files);
const HANDED_DOWN: ReadonlySet<string> = new Set(['memory', 'cpu', 'pids']);
const topsOf = (parts: readonly CgroupPart[]): string[] => parts.flatMap((part) => valueOr(layout.places[part], null)?.top ?? []);
const needed = topsOf(['memory', 'cpu', 'cpuacct', 'pids']);
// Version 2 is there for pressure, also where it has no controllers.
const folders = [...new Set([...needed, ...topsOf(['unified'])])].map((top) => `${top}/${NAME}`);
const made: string[] = [];

/** Makes the folders; answers with the reason where this machine does not let us. */
function make(): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  if (needed.length < 4) return 'no hierarchy with memory, cpu and pids';
  try {
    for (const folder of folders) {
      add(folder);
      handDown(folder);
      add(`${folder}/child`);
    }
    setLimits();
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function add(path: string): void {
  mkdirSync(path);
  made.push(path);
}

/** In version 2 a child has the controllers that its parent hands down. */
function handDown(folder: string): void {
  const path = `${folder}/cgroup.subtree_control`;
  if (!existsSync(path)) return;
  const names = readFileSync(`${folder}/cgroup.controllers`, 'utf8')
    .split(/\s+/)
    .filter((name) => HANDED_DOWN.has(name));
  if (names.length > 0) writeFileSync(path, names.map((name) => `+${name}`).join(' '));
}

function place(part: 'memory' | 'cpu' | 'pids'): CgroupPlace {
  const found = layout.places[part];
  if (isAbsent(found)) throw new Error(found.detail);
  return found;
}

function setLimits(): void {
  const write = (part: 'memory' | 'cpu' | 'pids', values: Readonly<Record<string, string>>): void => {
    for (const [file, value] of Object.entries(values)) writeFileSync(`${place(part).top}/${NAME}/${file}`, value);
  };
  write('memory', place('memory').version === 'v2' ? { 'memory.max': `${LIMIT_BYTES}` } : { 'memory.limit_in_bytes': `${LIMIT_BYTES}` });
  write(
    'cpu',
    place('cpu').version === 'v2' ? { 'cpu.max': '20000 100000' } : { 'cpu.cfs_period_us': '100000', 'cpu.cfs_quota_us': '20000' },
  );
  write('pids', { 'pids.max': '40' });
}

function remove(): void {
  for (const path of made.splice(0).toReversed()) {
    try {
      rmdirSync(path);
    } catch (thrown) {
      console.log(`left behind: ${path}: ${String(thrown)}`);
    }
  }
}

const problem = make();
if (problem !== null) {
  remove();
  console.log(`skipped: no cgroup of our own on this machine (${problem})`);
}

/** Runs a script of Node in the child cgroup, and waits until it is in it. */
async function run(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', `process.stdin.once('data', () => { ${script} })`], { stdio: ['pipe', 'pipe', 'inherit'] });
  for (const folder of folders) writeFileSync(`${folder}/child/cgroup.procs`, String(child.pid));
  child.stdin?.write('go\n');
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

describe.skipIf(problem !== null)('a cgroup of this machine', () => {
  let places: CgroupPlaces;
  let limits: CgroupLimitsRaw;
  beforeAll(() => {
    places = placesOfFolder(files, `${place('memory').top}/${NAME}/child`);
    limits = readCgroupLimits(files, { places, machine: readMachineSize(files), process: null, devices });
  });
  afterAll(async () => {
    // The kernel lets a cgroup go only after the last of its processes.
    for (
      let i = 0;
      i < 100 && folders.some((folder) => existsSync(`${folder}/child`) && readFileSync(`${folder}/child/cgroup.procs`, 'utf8') !== '');
      i += 1
    ) {
      await sleep(50);
    }
    remove();
  });

  test('has the limits of its parent, and the parent is named', () => {
    const parentOf = (part: 'memory' | 'cpu' | 'pids'): string => `${place(part).top}/${NAME}`;
    expect(limits.memory).toMatchObject({ kind: 'limited', value: LIMIT_BYTES, path: parentOf('memory') });
    expect(limits.cpuQuota).toMatchObject({ kind: 'limited', value: QUOTA_CORES, path: parentOf('cpu') });
    expect(limits.pids).toMatchObject({ kind: 'limited', value: 40, path: parentOf('pids') });
    expect(limits.effectiveCores).toBe(QUOTA_CORES);
  });

  test('holds a program that burns CPU to its quota, and counts what it waited', async () => {
    // Throttling is counted where the quota is: at the parent.
    const parent = createCgroupReader(files, placesOfFolder(files, `${place('memory').top}/${NAME}`), devices);
    const child = createCgroupReader(files, places, devices);
    const burner = await run('for (;;);');
    const cpu = (reading: CgroupReadingRaw) => (isAbsent(reading.cpu) ? expect.fail(reading.cpu.detail) : reading.cpu);
    const throttled = (reading: CgroupReadingRaw) => {
      const { throttling } = cpu(reading);
      return isAbsent(throttling) ? expect.fail(throttling.detail) : throttling;
    };
    try {
      const before = { child: child.read(), parent: parent.read(), ms: performance.now() };
      await sleep(2000);
      const after = { child: child.read(), parent: parent.read(), ms: performance.now() };
      const elapsedNs = (after.ms - before.ms) * 1e6;
      const cores = (counterDelta(cpu(before.child).usageNs, cpu(after.child).usageNs) ?? Number.NaN) / elapsedNs;
      // It can use up to its quota in the first and in the last period of the window.
      expect(cores).toBeGreaterThan(0.02);
      expect(cores).toBeLessThan(QUOTA_CORES + 0.05);
      const share = (counterDelta(throttled(before.parent).throttledNs, throttled(after.parent).throttledNs) ?? Number.NaN) / elapsedNs;
      expect(share).toBeGreaterThan(0);
      // Each core waits for itself.
      expect(share).toBeLessThan(availableParallelism() + 0.1);
      expect(counterDelta(throttled(before.parent).throttledPeriods, throttled(after.parent).throttledPeriods)).toBeGreaterThan(0);
      expect(after.child.pids).toBeGreaterThanOrEqual(1);
      const stalledUs = (reading: CgroupReadingRaw): Counter | null => valueOr(reading.pressure.cpu, null)?.some?.totalUs ?? null;
      const [stalledBefore, stalledAfter] = [stalledUs(before.child), stalledUs(after.child)];
      // A kernel without PSI has none.
      if (stalledBefore !== null && stalledAfter !== null) expect(counterDelta(stalledBefore, stalledAfter)).toBeGreaterThan(0);
      else expect(existsSync('/proc/pressure/cpu')).toBe(false);
    } finally {
      await end(burner);
      child.dispose();
      parent.dispose();
    }
  });

  test('counts the memory of a program that grows to the limit, and its end', async () => {
    const reader = createCgroupReader(files, places, devices);
    const memory = () => {
      const answer = reader.read().memory;
      return isAbsent(answer) ? expect.fail(answer.detail) : answer;
    };
    const kills = () => {
      const { events } = memory();
      return isAbsent(events) ? expect.fail(events.detail) : Number(events.oomKill);
    };
    const usedBefore = memory().usageBytes;
    const killsBefore = kills();
    const grower = await run(`
      const kept = [];
      const grow = (mib) => { for (let i = 0; i < mib; i += 1) kept.push(Buffer.alloc(${MIB}, 1)); };
      grow(24);
      process.stdout.write('held');
      process.stdin.on('data', () => setInterval(() => grow(8), 1));`);
    try {
      if (grower.stdout === null) expect.fail('no output');
      await once(grower.stdout, 'data');
      const held = memory();
      expect(held.usageBytes - usedBefore).toBeGreaterThan(24 * MIB);
      expect(held.usageBytes).toBeLessThanOrEqual(LIMIT_BYTES);
      expect(held.workingSetBytes).toBeLessThanOrEqual(held.usageBytes);
      expect(held.anonBytes).toBeGreaterThan(24 * MIB);
      const exit = once(grower, 'exit');
      grower.stdin?.write('more\n');
      expect((await exit)[1]).toBe('SIGKILL');
      expect(kills()).toBe(killsBefore + 1);
      const peak = memory().peakBytes;
      if (!isAbsent(peak)) expect(peak).toBeGreaterThan(24 * MIB);
    } finally {
      await end(grower);
      reader.dispose();
    }
  });

  test('is gone when it is removed, with nothing left open', async () => {
    const open = files.openCount;
    const reader = createCgroupReader(files, places, devices);
    expect(isAbsent(reader.read().memory)).toBe(false);
    expect(files.openCount).toBeGreaterThan(open);
    for (const folder of folders) {
      rmdirSync(`${folder}/child`);
      made.splice(made.indexOf(`${folder}/child`), 1);
    }
    expect(() => reader.read()).toThrow(
      expect.objectContaining({ reason: 'not-found', message: expect.stringContaining('the cgroup is gone') }),
    );
    expect(files.openCount).toBe(open);
  });
});
