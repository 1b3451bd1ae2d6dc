import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Absence } from '../../../../../src/core/probes/absence.ts';
import { type ContainerEngines, createContainerEngines } from '../../../../../src/core/probes/engines/container-engines.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import type { ContainerSamplesRaw } from '../../../../../src/core/probes/raw-containers.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { FakeEngine } from './fake-engine.ts';

const id = (n: number): string => n.toString(16).padStart(64, '0');
const RUNNING = 12;

let fake: FakeEngine;
let clock: FakeClock;
let engines: ContainerEngines;

beforeEach(async () => {
  fake = new FakeEngine();
  mkdirSync(join(fake.dir, 'root'));
  for (let n = 1; n <= RUNNING; n += 1) fake.add(id(n));
  fake.add(id(99), 'exited');
  await fake.listen();
  clock = new FakeClock();
  // As on a Mac, where the kernel's own files are in a VM.
  engines = createContainerEngines({
    clock,
    logger: new MemoryLogger(),
    random: () => 0.5,
    platform: 'darwin',
    homeDir: '/home/me',
    userId: 501,
    files: createKernelFiles(join(fake.dir, 'root')),
    env: { DOCKER_HOST: `unix://${fake.socketPath}` },
  });
  engines.start();
  await until(() => engines.read({ detail: false }).containers.length === RUNNING + 1);
});
afterEach(async () => {
  engines.stop();
  await fake.remove();
});

async function until(check: () => boolean, stepMs = 10): Promise<void> {
  for (let round = 0; round < 3000; round += 1) {
    if (check()) return;
    await clock.advance(stepMs);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
  throw new Error(`not in time: ${check.toString()}`);
}

const samples = (n: number): ContainerSamplesRaw | Absence =>
  engines.read({ detail: true }).containers.find(({ identity }) => identity.id === id(n))!.samples;

function message(n: number, second: number): string {
  const cpu_stats = { cpu_usage: { total_usage: second * 5e8 }, system_cpu_usage: second * 4e9, online_cpus: 4 };
  return `${JSON.stringify({ id: id(n), read: `2026-01-01T00:00:0${second}Z`, cpu_stats, precpu_stats: cpu_stats, memory_stats: { usage: n } })}\n`;
}

const streamsOf = (n: number): number => fake.asked.filter((question) => question.startsWith(`GET /containers/${id(n)}/stats`)).length;
const opened = (): number => fake.asked.filter((question) => question.includes('/stats?stream=true')).length;

test('at most five begin at one time; the next when one has sent its first sample', async () => {
  await until(() => fake.statsStreams === 5);
  await clock.advance(1000);
  expect(opened()).toBe(5);
  fake.sendStats(id(1), message(1, 1));
  await until(() => fake.statsStreams === 6);
  // One that never sends makes room after a while.
  await until(() => fake.statsStreams === RUNNING, 1000);
  expect(streamsOf(99)).toBe(0);
  expect(samples(99)).toMatchObject({ detail: 'it does not run' });
});

test('the first sample has no rate, whatever pair the engine puts into it; the second is measured against it', async () => {
  await until(() => fake.statsStreams === 5);
  expect(samples(1)).toMatchObject({ reason: 'first-sample' });
  fake.sendStats(id(1), message(1, 1));
  await until(() => !(samples(1) instanceof Absence));
  expect(samples(1)).toMatchObject({ before: null, now: { memory: { usedBytes: 1 } } });
  fake.sendStats(id(1), message(1, 3));
  await until(() => (samples(1) as ContainerSamplesRaw).before !== null);
  expect(samples(1)).toMatchObject({ before: { cpu: { usedNs: 5e8 } }, now: { cpu: { usedNs: 15e8 } } });
});

test('figures of another container are not shown', async () => {
  await until(() => fake.statsStreams === 5);
  fake.sendStats(id(1), message(2, 1));
  await until(() => (samples(1) as Absence).reason === 'malformed');
  expect((samples(1) as Absence).detail).toContain(`the engine sent the figures of ${id(2)}`);
});

test('a stream that breaks says why, and is begun again later', async () => {
  await until(() => fake.statsStreams === 5);
  fake.sendStats(id(1), message(1, 1));
  await until(() => !(samples(1) instanceof Absence));
  fake.breakStats(id(1));
  await until(() => samples(1) instanceof Absence);
  expect((samples(1) as Absence).reason).toBe('failed');
  await until(() => {
    samples(1);
    return streamsOf(1) === 2;
  }, 100);
});

test('a container that ended is not followed any more', async () => {
  await until(() => fake.statsStreams === 5);
  fake.containers.get(id(1))!.State = 'exited';
  fake.emit('die', id(1));
  await until(() => {
    samples(1);
    return !fake.hasStats(id(1));
  });
});

test('silence is no figure', async () => {
  await until(() => fake.statsStreams === 5);
  fake.sendStats(id(1), message(1, 1));
  await until(() => !(samples(1) instanceof Absence));
  await clock.advance(25_000);
  expect(samples(1)).toMatchObject({ reason: 'gap' });
});

test('a stream that says nothing any more, or never did, is begun anew', async () => {
  await until(() => fake.statsStreams === 5);
  fake.sendStats(id(1), message(1, 1));
  await until(() => !(samples(1) instanceof Absence));
  for (const n of [1, 2]) {
    await until(() => {
      samples(n);
      return streamsOf(n) >= 2;
    }, 500);
  }
  await until(() => fake.hasStats(id(1)));
  fake.sendStats(id(1), message(1, 2));
  await until(() => !(samples(1) instanceof Absence));
});

test('streams are closed when nobody asks any more', async () => {
  await until(() => fake.statsStreams === 5);
  await clock.advance(120_000);
  await until(() => fake.statsStreams === 0);
});
