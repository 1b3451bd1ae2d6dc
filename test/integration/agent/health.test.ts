import { expect, test } from 'vitest';
import { healthOf } from '../../../src/agent/health.ts';
import { createEngine } from '../../../src/core/engine.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { createProcessControl } from '../../../src/core/process-control.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { createCommandRunner } from '../../../src/core/system-commands.ts';
import { readOwnUsage } from '../../../src/core/own-usage.ts';
import { MemoryLogger } from '../../fakes/logger.ts';
import { MemorySettingsStore } from '../../fakes/settings-store.ts';

test('an engine whose timer died is not well, whatever a page still gets from it', async () => {
  let dead = false;
  let aheadMs = 0;
  const system = createSystemClock();
  const clock: Clock = {
    now: () => system.now(),
    monotonicMs: () => system.monotonicMs() + aheadMs,
    setTimer: (callback, delayMs) => system.setTimer(() => !dead && callback(), delayMs),
  };
  const engine = createEngine({
    alerting: null,
    clock,
    logger: new MemoryLogger(),
    commands: createCommandRunner({}),
    settingsStore: new MemorySettingsStore(),
    processControl: createProcessControl(),
    ownUsage: readOwnUsage,
    environment: {},
    platform: process.platform,
    rootDir: '/',
  });
  expect(healthOf(engine, clock).reason).toBe('nothing was read yet');
  engine.start();
  await expect.poll(() => healthOf(engine, clock).status).toBe('ok');
  dead = true;
  aheadMs = 600_000;
  await engine.fresh(['cpu']);
  expect(healthOf(engine, clock)).toMatchObject({ status: 'degraded', reason: expect.stringContaining('the newest tick is') as string });
  await engine.stop();
});
