import { mkdtempSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine-types.ts';
import { createEngine } from '../../../src/core/engine.ts';
import { readOwnUsage } from '../../../src/core/own-usage.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { createProcessControl } from '../../../src/core/process-control.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { createCommandRunner } from '../../../src/core/system-commands.ts';
import { MemoryLogger } from '../../fakes/logger.ts';
import { MemorySettingsStore } from '../../fakes/settings-store.ts';
import { memorySecrets } from '../../support/channel-parts.ts';
import { type TestEngine, createDocker, engineFault } from '../../support/engines.ts';

/** The engine's time runs so much faster than ours, so that its 90 s after a start are over soon. */
const SPEED = 20;
const LIMIT_BYTES = 100 * 2 ** 20;

function fastClock(): Clock {
  const system = createSystemClock();
  const startedAt = system.now();
  return {
    now: () => startedAt + (system.now() - startedAt) * SPEED,
    monotonicMs: () => system.monotonicMs() * SPEED,
    setTimer: (callback, delayMs) => system.setTimer(callback, delayMs / SPEED),
  };
}

interface Told {
  readonly type: string;
  readonly severity: string;
  readonly subject: string;
  readonly title: string;
  readonly key: string;
}

const fault = engineFault('dockerd');
if (fault !== null) console.log(`skipped: an alert from a real cause: ${fault}`);

describe.skipIf(fault !== null)('a container that eats its memory', () => {
  const docker: TestEngine = createDocker();
  const folder = mkdtempSync(join(tmpdir(), 'headroom-alerts-'));
  const told: Told[] = [];
  let receiver: Server;
  let engine: Engine;
  let id = '';

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { type, data } = JSON.parse(Buffer.concat(chunks).toString()) as { type: string; data: Omit<Told, 'type'> };
        told.push({ type, severity: data.severity, subject: data.subject, title: data.title, key: data.key });
        response.end();
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    await docker.start();
    // Memory in a file system of memory counts as the container's, and goes when the file does.
    const eat =
      'sleep 6; dd if=/dev/zero of=/dev/shm/a bs=1M count=70; sleep 3; dd if=/dev/zero of=/dev/shm/b bs=1M count=22; sleep 3; rm /dev/shm/a /dev/shm/b; sleep 600';
    id = await docker.run({
      name: 'eater',
      command: ['sh', '-c', eat],
      host: { Memory: LIMIT_BYTES, ShmSize: 2 * LIMIT_BYTES },
    });
    const { port } = receiver.address() as AddressInfo;
    const rule = {
      id: 'eater',
      name: 'Memory',
      subject: 'container:*',
      resource: 'memory',
      condition: { type: 'usagePercent', above: { warning: 50, critical: 85 } },
      for: '10s',
      clear: { at: 40, for: '10s' },
      cooldown: '1m',
    };
    const channel = { kind: 'webhook', id: 'hook', url: `http://127.0.0.1:${port}/` };
    engine = createEngine({
      clock: fastClock(),
      logger: new MemoryLogger(),
      commands: createCommandRunner({}),
      settingsStore: new MemorySettingsStore({ version: 1, alerts: { rules: [rule], channels: [channel] } }),
      processControl: createProcessControl(),
      ownUsage: readOwnUsage,
      environment: { DOCKER_HOST: `unix://${docker.socketPath}` },
      platform: 'linux',
      rootDir: '/',
      alerting: {
        secrets: memorySecrets(),
        notifier: { notify: async () => {}, onChoice: () => () => {} },
        stateFolder: folder,
        hostname: 'here',
        version: '0',
      },
    });
    engine.start();
  }, 90_000);
  afterAll(async () => {
    await engine.stop();
    receiver.close();
    await docker.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('is a warning, then critical, then over; each told once', async () => {
    const subject = `container:${id}`;
    await expect.poll(() => told.length, { timeout: 25_000 }).toBeGreaterThan(0);
    expect(engine.latest.alerts).toMatchObject([{ subject, level: 'warning', state: 'firing', notified: true }]);
    expect(engine.latest.verdict).toMatchObject({ title: expect.stringContaining('eater') as string });
    await expect.poll(() => told.map(({ type }) => type), { timeout: 15_000 }).toContain('alert.escalated');
    expect(engine.latest.alerts).toMatchObject([{ subject, level: 'critical' }]);
    await expect.poll(() => told.map(({ type }) => type), { timeout: 15_000 }).toContain('alert.resolved');
    expect(told.map(({ type, severity }) => [type, severity])).toEqual([
      ['alert.firing', 'warning'],
      ['alert.escalated', 'critical'],
      ['alert.resolved', expect.any(String)],
    ]);
    expect(told.every((notice) => notice.subject === subject && notice.title.includes('eater'))).toBe(true);
    expect(new Set(told.map(({ key }) => key)).size).toBe(3);
    expect(engine.latest.alerts).toEqual([]);
    const { active, log } = engine.alerts.list({ limit: 10, before: null });
    expect(active).toEqual([]);
    expect(log).toMatchObject([{ subject, peakLevel: 'critical', state: 'resolved' }]);
    expect(log[0]?.peakValue).toBeGreaterThan(85);
  }, 60_000);

  test('a rule is tried on what is recorded', () => {
    const rule = {
      subject: 'container:*',
      resource: 'memory',
      id: 'x',
      enabled: true,
      for: '1s',
      cooldown: '1m',
      repeatEvery: null,
    } as const;
    const over = (percent: number) =>
      engine.alerts.preview({ rule: { ...rule, condition: { type: 'usagePercent', above: { warning: percent } } } });
    expect(over(60)).toMatchObject({ fired: 1 });
    expect(over(99)).toMatchObject({ fired: 0 });
    expect(over(60).since).toBeGreaterThan(0);
  });
});
