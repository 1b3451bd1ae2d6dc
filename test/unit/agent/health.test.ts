import { expect, test } from 'vitest';
import { healthOf } from '../../../src/agent/health.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { FakeClock } from '../../fakes/clock.ts';

function build(intervalMs = 1_000) {
  const clock = new FakeClock();
  const sampling = { paused: false, lowPower: false, locked: false, intervalMs, mutedUntil: null };
  const engine: { latest: Snapshot; lastTickMs: number | null } = { latest: { sampling } as Snapshot, lastTickMs: null };
  const tick = (): void => {
    engine.lastTickMs = clock.monotonicMs();
  };
  return { clock, sampling, engine, tick, health: { read: () => healthOf(engine, clock) } };
}

test('degraded before the first tick, ok after it, degraded when none follows', async () => {
  const { clock, tick, health } = build();
  expect(health.read()).toEqual({ status: 'degraded', reason: 'nothing was read yet', newestTickAgeMs: null, paused: false });
  tick();
  await clock.advance(5_000);
  expect(health.read()).toEqual({ status: 'ok', reason: null, newestTickAgeMs: 5_000, paused: false });
  await clock.advance(1);
  expect(health.read()).toMatchObject({ status: 'degraded', reason: 'the newest tick is 5001 ms old, expected at most 5000 ms' });
});

test('a long interval is no fault', async () => {
  const { clock, tick, health } = build(60_000);
  tick();
  await clock.advance(180_000);
  expect(health.read().status).toBe('ok');
  await clock.advance(1);
  expect(health.read().status).toBe('degraded');
});

test('setting the clock makes nothing look old', () => {
  const { clock, tick, health } = build();
  tick();
  clock.setWall(3_600_000);
  expect(health.read()).toMatchObject({ status: 'ok', newestTickAgeMs: 0 });
});

test('paused is told as such', () => {
  const { tick, sampling, health } = build();
  tick();
  sampling.paused = true;
  expect(health.read()).toMatchObject({ status: 'degraded', reason: 'paused by the user', paused: true });
});

test('what a page asked for is no tick', async () => {
  const { clock, engine, sampling, tick, health } = build();
  tick();
  await clock.advance(5_001);
  engine.latest = { sampling } as Snapshot;
  expect(health.read()).toMatchObject({ status: 'degraded', newestTickAgeMs: 5_001 });
});
