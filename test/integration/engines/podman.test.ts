import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestEngine, createPodman, engineFault } from '../../support/engines.ts';
import { type Watched, until, watch } from './watched.ts';

const fault = engineFault('podman', 'conmon');
if (fault !== null) console.log(`skipped: a real Podman engine (${fault})`);

const MIB = 1024 * 1024;
const BURN = ['/bin/sh', '-c', 'while :; do :; done'];

describe.skipIf(fault !== null)('a real Podman engine', { timeout: 120_000 }, () => {
  let podman: TestEngine;
  let watched: Watched;
  /** As from a machine that does not see the engine's kernel: a Mac, whose containers run in a VM. */
  let afar: Watched;

  beforeAll(async () => {
    podman = createPodman();
    const env = { CONTAINER_HOST: `unix://${podman.socketPath}` };
    watched = watch(env);
    afar = watch(env, 'darwin');
    await podman.start();
    watched.engines.start();
    afar.engines.start();
  }, 90_000);

  afterAll(async () => {
    try {
      watched.engines.stop();
      afar.engines.stop();
    } finally {
      await podman.stop();
    }
    expect(readFileSync('/proc/self/mountinfo', 'utf8').includes(podman.dir), 'nothing is left mounted').toBe(false);
    expect(existsSync(podman.dir), 'nothing is left behind').toBe(false);
  });

  const remove = async (id: string): Promise<void> => {
    await podman.call('DELETE', `/containers/${id}?force=true`);
    await until('the container is gone', () => watched.container(id) === undefined);
  };

  test('it is known for what it is', async () => {
    await until('the engine is connected', () => watched.look().engines[0]?.state === 'connected');
    expect(watched.look().engines).toMatchObject([{ kind: 'podman', name: 'Podman', ownMachine: false }]);
  });

  test('figures read from the kernel, and from the engine where there is no kernel to read', async () => {
    const id = await podman.run({
      name: 'quota',
      command: BURN,
      labels: { 'io.podman.compose.project': 'shop', 'a"<b>\n': 'c\td' },
      host: { Memory: 64 * MIB, NanoCpus: 3e8, PidsLimit: 40 },
    });
    await watched.when(id, ({ cpu }) => cpu.cores !== null);
    // Podman 4 sends a sample in five seconds, and the first says nothing of CPU.
    const far = await afar.when(id, ({ cpu }) => cpu.cores !== null);
    const near = watched.container(id)!;
    for (const seen of [near, far]) {
      expect(seen).toMatchObject({ name: 'quota', state: 'running', project: 'shop' });
      expect(seen.labels).toContainEqual({ name: 'a"<b>\n', value: 'c\td' });
      expect(seen.cpu.limit).toEqual({ value: 0.3, source: 'container' });
      expect(seen.memory.limit).toEqual({ value: 64 * MIB, source: 'container' });
      expect(seen.processes).toEqual({ used: 1, limit: { value: 40, source: 'container' } });
      // The engine's own machine time is wrong: taken for true, it would say about twice as much.
      expect(seen.cpu.dockerPercent).toBeGreaterThan(20);
      expect(seen.cpu.dockerPercent).toBeLessThan(40);
    }
    expect(near.source).toBe('cgroup');
    expect(near.cpu.throttledPercent).toBeGreaterThan(50);
    expect(far.source).toBe('engine');
    // Podman writes 0, whatever happens; so nothing is said.
    expect(far.cpu.throttledPercent).toBeNull();
    expect(far.absent.map(({ part }) => part)).toContain('cpu.throttledPercent');
    expect(far.memory.usedBytes).toBeGreaterThan(0);
    await remove(id);
  });

  test('pause, stop and an end by itself are seen by their events', async () => {
    const id = await podman.run({ name: 'paused', command: ['/bin/sleep', '1000'] });
    await watched.when(id, ({ state }) => state === 'running');
    await watched.engines.act(id, 'pause');
    await watched.when(id, ({ state }) => state === 'paused');
    await watched.engines.act(id, 'unpause');
    await watched.when(id, ({ state }) => state === 'running');
    await watched.engines.act(id, 'kill');
    await watched.when(id, ({ state }) => state === 'exited');
    await remove(id);

    const over = ['/bin/dd', 'if=/dev/zero', 'of=/dev/shm/x', 'bs=1M', 'count=50'];
    const oom = await podman.run({ name: 'oom', command: over, host: { Memory: 16 * MIB, MemorySwap: 16 * MIB } });
    expect((await watched.when(oom, ({ state }) => state === 'exited')).exitCode).toBe(137);
    await remove(oom);
  });

  test('a second socket of the same engine is not a second engine', async () => {
    const second = join(podman.dir, 'second.sock');
    await podman.serveAlso(second);
    const both = watch({ CONTAINER_HOST: `unix://${podman.socketPath}`, DOCKER_HOST: `unix://${second}` });
    both.engines.start();
    await until('one is connected, the other told from it', () =>
      both.look().tried.some(({ outcome }) => outcome.startsWith('the same engine')),
    );
    expect(both.look().engines.filter(({ state }) => state === 'connected')).toHaveLength(1);
    both.engines.stop();
  });
});
