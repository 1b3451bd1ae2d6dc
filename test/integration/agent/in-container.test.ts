import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { type TestEngine, createDocker, engineFault, programPath } from '../../support/engines.ts';

// The built agent in a container of half a core and 256 MB: its own Node and libraries, and `out/`, are mounted into an image of busybox.

const OUT = new URL('../../../out', import.meta.url).pathname;
const MEMORY_BYTES = 256 * 2 ** 20;
const LIBRARIES = ['/lib', '/lib64', '/usr/lib'].filter((path) => existsSync(path)).map((path) => `${path}:${path}:ro`);

const fault = engineFault('dockerd', 'docker') ?? (existsSync(`${OUT}/main/agent.js`) ? null : 'out/ is not built');
if (fault !== null) console.log(`skipped: the agent in a container: ${fault}`);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe.skipIf(fault !== null)('the agent in a container', () => {
  const docker: TestEngine = createDocker();
  let id = '';
  let snapshot: Snapshot;
  const cli = (...args: readonly string[]): string =>
    spawnSync(programPath('docker') ?? 'docker', ['-H', `unix://${docker.socketPath}`, ...args], { encoding: 'utf8' }).stdout;
  const inside = (...args: readonly string[]): string => cli('exec', id, '/node', '/app/out/main/cli.js', ...args);

  async function until<T>(ask: () => T | null | Promise<T | null>): Promise<T> {
    for (let tries = 0; tries < 150; tries += 1) {
      const answer = await ask();
      if (answer !== null) return answer;
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    }
    throw new Error(`no answer in 30 s: ${cli('logs', id)}`);
  }

  beforeAll(async () => {
    await docker.start();
    const port = await freePort();
    const node = realpathSync(process.execPath);
    id = await docker.run({
      name: 'headroom-agent',
      command: ['/node', '/app/out/main/agent.js', '--no-open', '--port', String(port)],
      host: {
        NetworkMode: 'host',
        Memory: MEMORY_BYTES,
        NanoCpus: 5e8,
        PidsLimit: 100,
        Binds: [`${node}:/node:ro`, `${OUT}:/app/out:ro`, ...LIBRARIES],
      },
    });
    const link = await until(() => /https?:\/\/\S+/.exec(cli('logs', id))?.[0] ?? null);
    const login = await fetch(link, { redirect: 'manual' });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    snapshot = await until(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/snapshot`, { headers: { cookie } });
      const now = (await answer.json()) as Snapshot;
      return now.cpu?.usedCores == null || now.owners === null ? null : now;
    });
  }, 120_000);
  afterAll(() => docker.stop(), 60_000);

  test('its headline is what its own limits leave, with who set them', () => {
    expect(snapshot.cpu).toMatchObject({ limitCores: 0.5, limitSource: 'container' });
    expect(snapshot.memory).toMatchObject({ limitBytes: MEMORY_BYTES, limitSource: 'container' });
    expect(snapshot.memory?.totalBytes).toBeGreaterThan(MEMORY_BYTES);
    expect(snapshot.memory?.usedBytes).toBeLessThan(MEMORY_BYTES);
    expect(snapshot.memory?.usedBytes).toBe(snapshot.memory?.workingSetBytes);
    const host = snapshot.readings.filter(({ subject }) => subject === 'host');
    expect(host.find(({ resource }) => resource === 'cpu')).toMatchObject({ limit: 0.5, limitSource: 'container' });
    expect(host.find(({ resource }) => resource === 'memory')).toMatchObject({ limit: MEMORY_BYTES, limitSource: 'container' });
    expect(host.find(({ resource }) => resource === 'threads')).toMatchObject({ limit: 100, limitSource: 'container' });
  });

  test('it knows which container it is', () => {
    expect(snapshot.environment?.container).toMatchObject({ present: true, runtime: 'docker', id });
    expect(snapshot.environment?.limits).toMatchObject({
      cpu: { value: 0.5, limitSource: 'container', state: 'limited' },
      memory: { value: MEMORY_BYTES, limitSource: 'container', state: 'limited' },
    });
  });

  test('owners are the programs in it, and add up to what it uses', () => {
    const { owners } = snapshot;
    expect(owners?.list.map(({ name }) => name)).toContain('node');
    expect(owners?.list.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBe(owners?.memoryBytes);
    expect(owners?.memoryBytes).toBeLessThan(MEMORY_BYTES);
  });

  test('the command says it in one sentence', () => {
    const [sentence] = inside('doctor').split('\n');
    expect(sentence).toMatch(/^Docker container\b.*\b0\.5 of \d+ cores?, 256 MB of /);
    expect(JSON.parse(inside('doctor', '--json'))).toMatchObject({
      container: { id },
      memory: { limitBytes: MEMORY_BYTES },
      cpu: { quotaCores: 0.5 },
    });
    expect(inside('status')).toMatch(/of 256 MB/);
  });
});
