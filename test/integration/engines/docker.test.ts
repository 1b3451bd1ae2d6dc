import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestEngine, createDocker, engineFault, programPath } from '../../support/engines.ts';
import { type Watched, until, watch } from './watched.ts';

const fault = engineFault('dockerd', 'containerd');
if (fault !== null) console.log(`skipped: a real Docker engine (${fault})`);

const MIB = 1024 * 1024;
const BURN = ['/bin/sh', '-c', 'while :; do :; done'];
const IDLE = ['/bin/sleep', '1000'];

interface StatsMessage {
  readonly read: string;
  readonly cpu_stats: {
    readonly cpu_usage: { readonly total_usage: number };
    readonly system_cpu_usage: number;
    readonly online_cpus: number;
  };
  readonly memory_stats: { readonly usage: number; readonly limit: number; readonly stats: Readonly<Record<string, number>> };
}

describe.skipIf(fault !== null)('a real Docker engine', { timeout: 120_000 }, () => {
  let docker: TestEngine;
  let watched: Watched;

  beforeAll(async () => {
    docker = createDocker();
    watched = watch({ DOCKER_HOST: `unix://${docker.socketPath}` });
    watched.engines.start();
    // Not there yet: that is no error, and what was tried is told.
    const before = watched.look();
    expect(before.engines).toEqual([]);
    expect(before.tried[0]).toEqual({ place: `unix://${docker.socketPath}`, origin: 'DOCKER_HOST', outcome: 'nothing there' });
    await docker.start();
  }, 90_000);

  afterAll(async () => {
    try {
      watched.engines.stop();
    } finally {
      await docker.stop();
    }
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    expect(mounts.includes(docker.dir), 'nothing is left mounted').toBe(false);
    expect(existsSync(docker.dir), 'nothing is left behind').toBe(false);
  });

  const stats = async (id: string): Promise<StatsMessage> =>
    (await docker.call('GET', `/containers/${id}/stats?stream=false`)) as StatsMessage;
  const remove = async (id: string): Promise<void> => {
    await docker.call('DELETE', `/containers/${id}?force=true`);
    await until('the container is gone', () => watched.container(id) === undefined);
  };

  test('an engine that starts later appears without a restart', async () => {
    await until('the engine is connected', () => watched.look().engines[0]?.state === 'connected');
    const [engine] = watched.look().engines;
    expect(engine).toMatchObject({ kind: 'docker', name: 'Docker', endpoint: `unix://${docker.socketPath}`, absent: null });
    expect(engine?.apiVersion).toMatch(/^1\.\d+$/);
    expect(watched.look().tried.some(({ place }) => place.includes(docker.socketPath))).toBe(false);
  });

  test('what a container was given, and what it is called, ugly names too', async () => {
    const evil = `<img src=x onerror="alert('1')">\n$(reboot) \\ ; "`;
    const id = await docker.run({
      name: 'we.ird_-name',
      command: IDLE,
      labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web', [evil]: evil, ['__proto__']: 'polluted' },
      host: { Memory: 64 * MIB, MemorySwap: 96 * MIB, NanoCpus: 5e8, CpusetCpus: '0', PidsLimit: 50 },
    });
    const seen = await watched.when(id, ({ pid, source }) => pid !== null && source !== null);
    expect(seen).toMatchObject({
      name: 'we.ird_-name',
      state: 'running',
      health: 'none',
      project: 'shop',
      service: 'web',
      restarts: 0,
      oomKilled: false,
    });
    expect(seen.labels).toContainEqual({ name: evil, value: evil });
    expect(seen.labels).toContainEqual({ name: '__proto__', value: 'polluted' });
    expect(seen.cpu.limit).toEqual({ value: 0.5, source: 'container' });
    expect(seen.memory.limit).toEqual({ value: 64 * MIB, source: 'container' });
    expect(seen.memory.swapLimit).toEqual({ value: 32 * MIB, source: 'container' });
    expect(seen.processes).toEqual({ used: 1, limit: { value: 50, source: 'container' } });
    expect(seen.source).toBe('cgroup');
    expect(Math.abs(seen.startedAt! - Date.now())).toBeLessThan(60_000);
    await remove(id);
  });

  test('a container under a quota is throttled and uses what it was given', async () => {
    const id = await docker.run({ name: 'quota', command: BURN, host: { NanoCpus: 3e8 } });
    await watched.when(id, ({ cpu }) => cpu.cores !== null);
    await new Promise((resolve) => {
      setTimeout(resolve, 3000);
    });
    const seen = watched.container(id)!;
    expect(seen.cpu.cores).toBeGreaterThan(0.1);
    expect(seen.cpu.cores).toBeLessThan(0.36);
    expect(seen.cpu.throttledPercent).toBeGreaterThan(50);
    expect(seen.cpu.usageOf).toBe('limit');
    expect(seen.cpu.usagePercent).toBeCloseTo((seen.cpu.cores! / 0.3) * 100, 6);
    await remove(id);
  });

  test('cpu and memory are those of `docker stats` in the same seconds', async () => {
    const fill = `dd if=/dev/zero of=/dev/shm/x bs=1M count=48 2>/dev/null; ${BURN[2]}`;
    const id = await docker.run({ name: 'burner', command: ['/bin/sh', '-c', fill], host: { CpusetCpus: '0', Memory: 128 * MIB } });
    await watched.when(id, ({ memory }) => (memory.usedBytes ?? 0) > 48 * MIB);
    // What the engine samples and what we read lie close together at both ends of some seconds.
    const first = await stats(id);
    watched.look();
    await new Promise((resolve) => {
      setTimeout(resolve, 6000);
    });
    const last = await stats(id);
    const seen = watched.container(id)!;
    const used = last.cpu_stats.cpu_usage.total_usage - first.cpu_stats.cpu_usage.total_usage;
    const machine = last.cpu_stats.system_cpu_usage - first.cpu_stats.system_cpu_usage;
    const dockerPercent = (used / machine) * last.cpu_stats.online_cpus * 100;
    expect(
      Math.abs(seen.cpu.dockerPercent! / dockerPercent - 1),
      `${seen.cpu.dockerPercent} % here, ${dockerPercent} % there`,
    ).toBeLessThan(0.02);
    const elapsedNs = (Date.parse(last.read) - Date.parse(first.read)) * 1e6;
    expect(Math.abs(seen.cpu.cores! / (used / elapsedNs) - 1), 'cores').toBeLessThan(0.02);

    const { usage, limit, stats: details } = last.memory_stats;
    const dockerUsed = usage - (details['total_inactive_file'] ?? details['inactive_file'] ?? 0);
    expect(Math.abs(seen.memory.usedBytes! / dockerUsed - 1)).toBeLessThan(0.02);
    expect(seen.memory.limit.value).toBe(limit);
    await remove(id);
  });

  test.skipIf(programPath('docker') === null)('memory is what the docker command prints', async () => {
    const id = await docker.run({
      name: 'printed',
      command: ['/bin/sh', '-c', 'dd if=/dev/zero of=/dev/shm/x bs=1M count=40; exec sleep 1000'],
      host: { Memory: 64 * MIB },
    });
    await watched.when(id, ({ memory }) => (memory.usedBytes ?? 0) > 40 * MIB);
    const { stdout } = spawnSync(
      'docker',
      ['-H', `unix://${docker.socketPath}`, 'stats', '--no-stream', '--format', '{{.MemUsage}}|{{.MemPerc}}', id],
      { encoding: 'utf8' },
    );
    const seen = watched.container(id)!;
    const [, mebibytes, percent] = /^([\d.]+)MiB \/ 64MiB\|([\d.]+)%/.exec(stdout.trim())!;
    expect(Math.abs(seen.memory.usedBytes! / MIB / Number(mebibytes) - 1), stdout).toBeLessThan(0.02);
    expect(Math.abs(seen.memory.usagePercent! - Number(percent)), stdout).toBeLessThan(1);
    await remove(id);
  });

  test('one without a limit is measured against the machine, and says so', async () => {
    const id = await docker.run({ name: 'free', command: IDLE });
    const seen = await watched.when(id, ({ cpu }) => cpu.cores !== null);
    const [engine] = watched.look().engines;
    expect(seen.memory).toMatchObject({ limit: { value: engine!.memoryBytes, source: 'system' }, usageOf: 'machine' });
    expect(seen.cpu).toMatchObject({ limit: { value: engine!.cpuCount, source: 'system' }, usageOf: 'machine' });
    await remove(id);
  });

  test('memory that grows to its limit, and a container that the kernel ended for it', async () => {
    const grow = 'dd if=/dev/zero of=/dev/shm/x bs=1M count=44 2>/dev/null; exec sleep 1000';
    const grown = await docker.run({ name: 'grower', command: ['/bin/sh', '-c', grow], host: { Memory: 48 * MIB, MemorySwap: 48 * MIB } });
    const full = await watched.when(grown, ({ memory }) => (memory.usagePercent ?? 0) > 90);
    expect(full.memory.usageOf).toBe('limit');
    expect(full.memory.usagePercent).toBeLessThanOrEqual(100);

    const over = ['/bin/dd', 'if=/dev/zero', 'of=/dev/shm/x', 'bs=1M', 'count=60'];
    const killed = await docker.run({ name: 'oom', command: over, host: { Memory: 16 * MIB, MemorySwap: 16 * MIB } });
    const ended = await watched.when(killed, ({ state, oomKilled }) => state === 'exited' && oomKilled === true);
    expect(ended.exitCode).toBe(137);
    expect(ended.finishedAt).not.toBeNull();
    expect(ended.pid).toBeNull();
    expect(ended.absent).toContainEqual({ part: 'figures', reason: 'not-supported', detail: 'it does not run' });

    // One of its processes was ended, the container lives on.
    const part = 'dd if=/dev/zero of=/dev/shm/x bs=1M count=60 2>/dev/null; exec sleep 1000';
    const wounded = await docker.run({
      name: 'wounded',
      command: ['/bin/sh', '-c', part],
      host: { Memory: 16 * MIB, MemorySwap: 16 * MIB },
    });
    expect((await watched.when(wounded, ({ memory }) => (memory.oomKills ?? 0) > 0)).state).toBe('running');
    for (const id of [grown, killed, wounded]) await remove(id);
  });

  test('a restart loop is followed and counted', async () => {
    const id = await docker.run({
      name: 'loop',
      command: ['/bin/sh', '-c', 'sleep 0.1; exit 3'],
      host: { RestartPolicy: { Name: 'always' } },
    });
    const seen = await watched.when(id, ({ restarts }) => (restarts ?? 0) >= 3);
    expect(['running', 'restarting', 'exited']).toContain(seen.state);
    expect(seen.exitCode).toBe(3);
    await remove(id);
  });

  test('what people do with a container, and the engine’s refusal in plain words', async () => {
    const { engines } = watched;
    const id = await docker.run({ name: 'worked-on', command: IDLE, host: { StopTimeout: 1 } });
    await watched.when(id, ({ state }) => state === 'running');
    await engines.act(id, 'pause');
    await watched.when(id, ({ state }) => state === 'paused');
    expect(watched.look().engines[0]?.counts.running).toBe(0);
    await expect(engines.act(id, 'pause')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('already paused') as string,
    });
    await engines.act(id, 'unpause');
    await watched.when(id, ({ state }) => state === 'running');
    await engines.act(id, 'kill');
    const dead = await watched.when(id, ({ state }) => state === 'exited');
    expect(dead.exitCode).toBe(137);
    expect(watched.look().engines[0]?.counts).toEqual({ total: 1, running: 0, stopped: 1 });
    await engines.act(id, 'start');
    const again = await watched.when(id, ({ state, cpu }) => state === 'running' && cpu.cores !== null);
    expect(again.startedAt).toBeGreaterThan(dead.startedAt!);
    await engines.act(id, 'start');
    await remove(id);
    await expect(engines.act(id, 'stop')).rejects.toMatchObject({ code: 'not-found' });
    await expect(engines.act('../../../info', 'stop')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('an engine that was killed and comes back is followed again', async () => {
    const id = await docker.run({ name: 'survivor', command: BURN, host: { NanoCpus: 2e8 } });
    await watched.when(id, ({ cpu }) => cpu.cores !== null);
    await docker.crash();
    await until('the loss is told', () => watched.look().engines[0]?.state === 'reconnecting');
    expect(watched.look().engines[0]?.absent).not.toBeNull();
    // The container goes on, and so do its figures: they are the kernel's.
    expect((await watched.when(id, ({ cpu }) => (cpu.cores ?? 0) > 0.05)).state).toBe('running');
    await expect(watched.engines.act(id, 'stop')).rejects.toMatchObject({ code: 'conflict' });

    await docker.start();
    await until('it is connected again', () => watched.look().engines[0]?.state === 'connected');
    // The list is the engine's own again, whatever happened meanwhile.
    const listed = (await docker.call('GET', `/containers/${id}/json`)) as { State: { Status: string } };
    await watched.when(id, ({ state }) => state === listed.State.Status);
    const later = await docker.run({ name: 'later', command: IDLE });
    await watched.when(later, ({ state, source }) => state === 'running' && source === 'cgroup');
    await remove(later);
    await remove(id);
  });
});
