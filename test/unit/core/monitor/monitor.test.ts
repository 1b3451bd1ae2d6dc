import { describe, expect, test } from 'vitest';
import type { Intervals } from '../../../../src/core/monitor/intervals.ts';
import { Monitor } from '../../../../src/core/monitor/monitor.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import type { Snapshot } from '../../../../src/shared/model/snapshot.ts';
import { snapshot as snapshotSchema } from '../../../../src/shared/model/snapshot.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';
import { type ScriptedProbes, failing, scriptedProbes, steadyCpu, steadyMemory } from '../../../fakes/probes.ts';

const INTERVALS: Intervals = { fastMs: 1_000, slowMs: 5_000, processMs: 2_000, processBackgroundMs: 15_000 };

function build(probes: ScriptedProbes, intervals = INTERVALS) {
  const clock = new FakeClock();
  const logger = new MemoryLogger();
  const monitor = new Monitor({
    probes: probes.set,
    clock,
    logger,
    ownUsage: () => ({ cpuMs: clock.monotonicMs() / 100, memoryBytes: 50e6, memoryKind: 'pss', bytesWritten: 0 }),
    pid: 4242,
    intervals,
    thresholds: defaultsOf('default').thresholds,
  });
  return { clock, logger, monitor };
}

const both = () => scriptedProbes({ cpu: steadyCpu, memory: () => steadyMemory() });

describe('what is read', () => {
  test('nothing, while nobody asks', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    await clock.advance(60_000);
    expect(probes.reads).toMatchObject({ cpu: 0, memory: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('only the groups asked for, at once and then at their interval', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(10_000);
    expect(probes.reads.cpu).toBeGreaterThanOrEqual(10);
    expect(probes.reads.cpu).toBeLessThanOrEqual(11);
    expect(probes.reads.memory).toBe(0);
  });

  test('stops when the last one who asked goes', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    const one = monitor.demand('look', ['cpu']);
    const other = monitor.demand('record', ['cpu']);
    await clock.advance(3_000);
    one.dispose();
    await clock.advance(3_000);
    const before = probes.reads.cpu;
    expect(before).toBeGreaterThan(5);
    other.dispose();
    await clock.advance(10_000);
    expect(probes.reads.cpu).toBe(before);
  });

  test('processes: seldom while only recorded, often and in detail while looked at', async () => {
    const details: boolean[] = [];
    const probes = scriptedProbes({
      processes: (_, detail) => {
        details.push(detail);
        return { list: [], machineBusyMs: 0 };
      },
    });
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('record', ['processes']);
    await clock.advance(30_000);
    expect(details.length).toBeGreaterThanOrEqual(2);
    expect(details.length).toBeLessThanOrEqual(3);
    const background = details.length;
    monitor.demand('look', ['processes'], true);
    await clock.advance(10_000);
    expect(details.length - background).toBeGreaterThanOrEqual(5);
    expect(details.slice(0, background)).not.toContain(true);
    expect(details.slice(background)).not.toContain(false);
  });

  test('paused: nothing, and the snapshot says so', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(2_000);
    monitor.setPaused(true);
    const before = probes.reads.cpu;
    await clock.advance(20_000);
    expect(probes.reads.cpu).toBe(before);
    expect(monitor.latest.sampling.paused).toBe(true);
    monitor.setPaused(false);
    await clock.advance(2_000);
    expect(probes.reads.cpu).toBeGreaterThan(before);
  });

  test('three times less often on battery, ten times while locked', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    monitor.setConditions({ lowPower: true, locked: false });
    await clock.advance(3_000);
    const atBattery = probes.reads.cpu;
    await clock.advance(30_000);
    expect(probes.reads.cpu - atBattery).toBe(10);
    monitor.setConditions({ lowPower: true, locked: true });
    const atLock = probes.reads.cpu;
    await clock.advance(60_000);
    expect(probes.reads.cpu - atLock).toBeGreaterThanOrEqual(5);
    expect(probes.reads.cpu - atLock).toBeLessThanOrEqual(7);
  });

  test('a group asked for afresh by several at once is read once', async () => {
    let answers = 0;
    const probes = scriptedProbes({
      disk: async () => {
        answers += 1;
        return { partitions: [] };
      },
    });
    const { monitor } = build(probes);
    await Promise.all([monitor.fresh(['disk']), monitor.fresh(['disk']), monitor.fresh(['disk'])]);
    expect(answers).toBe(1);
  });
});

describe('the snapshot', () => {
  test('is immutable, numbered, and as the contract says', async () => {
    const { clock, monitor } = build(both());
    const seen: Snapshot[] = [];
    monitor.onSnapshot((snapshot) => seen.push(snapshot));
    monitor.start();
    monitor.demand('look', ['cpu', 'memory', 'self']);
    await clock.advance(6_000);
    expect(Object.isFrozen(monitor.latest)).toBe(true);
    expect(seen.length).toBeGreaterThan(5);
    for (const [i, snapshot] of seen.entries()) {
      expect(snapshot.seq).toBe((seen[0]?.seq ?? 0) + i);
      expect(() => snapshotSchema.parse(snapshot)).not.toThrow();
    }
    expect(monitor.latest.cpu).toMatchObject({ usagePercent: 50, usedCores: 1, coreCount: 2, perCoreUsagePercent: [100, 0] });
    expect(monitor.latest.readings.find((r) => r.subject === 'host' && r.resource === 'cpu')).toMatchObject({ used: 1, limit: 2 });
    expect(monitor.latest.self).toMatchObject({ pid: 4242, cpuPercent: 1, memoryBytes: 50e6 });
  });

  test('the first sample has no rate, and says why', async () => {
    const { clock, monitor } = build(both());
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(10);
    expect(monitor.latest.cpu?.usagePercent).toBeNull();
    expect(monitor.latest.absent).toContainEqual(expect.objectContaining({ part: 'cpu.usagePercent', reason: 'first-sample' }));
    expect(monitor.latest.readings).toEqual([]);
  });

  test('a sleep makes a gap, not an absurd rate; resuming reads at once', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(5_000);
    await clock.jump(600_000);
    expect(monitor.latest.cpu?.usagePercent).toBeNull();
    expect(monitor.latest.absent).toContainEqual(expect.objectContaining({ part: 'cpu.usagePercent', reason: 'gap' }));
    await clock.advance(1_000);
    expect(monitor.latest.cpu?.usagePercent).toBe(50);
    const before = probes.reads.cpu;
    await clock.advance(300);
    monitor.resumed();
    expect(probes.reads.cpu).toBe(before + 1);
    expect(monitor.latest.absent).toContainEqual(expect.objectContaining({ part: 'cpu.usagePercent', reason: 'first-sample' }));
  });

  test('a clock set back changes no rate', async () => {
    const { clock, monitor } = build(both());
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(3_000);
    clock.setWall(-3_600_000);
    await clock.advance(1_000);
    expect(monitor.latest.cpu?.usagePercent).toBe(50);
  });
});

describe('what fails', () => {
  test('one group: absent with its reason, the others go on, and it is tried again ever more seldom', async () => {
    const probes = scriptedProbes({ cpu: steadyCpu, memory: failing('permission-denied', '/proc/meminfo: EACCES') });
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu', 'memory']);
    await clock.advance(60_000);
    expect(monitor.latest.memory).toBeNull();
    expect(monitor.latest.absent).toContainEqual({ part: 'memory', reason: 'permission-denied', detail: '/proc/meminfo: EACCES' });
    expect(monitor.latest.cpu?.usagePercent).toBe(50);
    expect(probes.reads.cpu).toBeGreaterThanOrEqual(60);
    expect(probes.reads.memory).toBeGreaterThanOrEqual(4);
    expect(probes.reads.memory).toBeLessThanOrEqual(8);
  });

  test('a group that comes back is whole again', async () => {
    let broken = true;
    const probes = scriptedProbes({ memory: () => (broken ? failing('not-found', 'gone')() : steadyMemory()) });
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['memory']);
    await clock.advance(10_000);
    broken = false;
    await clock.advance(60_000);
    expect(monitor.latest.memory?.usedBytes).toBe(4e9);
    expect(monitor.latest.absent.filter(({ part }) => part.startsWith('memory'))).toEqual([]);
  });

  test('a read that hangs is told as timed out, never piles up, and its tick is counted as skipped', async () => {
    let started = 0;
    const probes = scriptedProbes({
      cpu: steadyCpu,
      disk: () => {
        started += 1;
        return new Promise(() => {});
      },
    });
    const { clock, monitor } = build(probes, { ...INTERVALS, slowMs: 1_000 });
    monitor.start();
    monitor.demand('look', ['cpu', 'disk', 'self']);
    await clock.advance(120_000);
    expect(started).toBe(2);
    expect(monitor.latest.absent).toContainEqual(expect.objectContaining({ part: 'disk', reason: 'timed-out' }));
    expect(monitor.latest.self?.skippedTicks).toBeGreaterThan(0);
    expect(monitor.latest.cpu?.usagePercent).toBe(50);
  });

  test('a listener that throws stops neither the tick nor the others', async () => {
    const { clock, monitor, logger } = build(both());
    let heard = 0;
    monitor.onSnapshot(() => {
      throw new Error('mine');
    });
    monitor.onSnapshot(() => {
      heard += 1;
    });
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(5_000);
    expect(heard).toBeGreaterThanOrEqual(5);
    expect(logger.entries.some(({ level, scope }) => level === 'error' && scope === 'monitor')).toBe(true);
  });

  test('what failed is not asked again by every look, and what hangs does not pile up', async () => {
    let started = 0;
    const probes = scriptedProbes({
      gpu: () => {
        started += 1;
        return new Promise(() => {});
      },
      memory: failing('not-supported', 'no memory here'),
    });
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['memory']);
    await clock.advance(10_000);
    const reads = probes.reads.memory;
    for (let i = 0; i < 20; i += 1) {
      monitor.demand('look', ['memory']).dispose();
      await monitor.fresh(['memory']);
      expect(monitor.isStale('memory')).toBe(false);
      const looks = monitor.fresh(['gpu']);
      await clock.advance(61_000 / 20);
      void looks;
    }
    expect(probes.reads.memory).toBe(reads);
    await clock.advance(600_000);
    for (let i = 0; i < 20; i += 1) {
      void monitor.fresh(['gpu']);
      await clock.advance(61_000);
    }
    expect(started).toBeLessThanOrEqual(2);
  });

  test('paused: a look reads nothing either', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(2_000);
    monitor.setPaused(true);
    const reads = probes.reads.cpu;
    await monitor.fresh(['cpu']);
    expect(probes.reads.cpu).toBe(reads);
  });

  test('nothing read is no "All fine"', async () => {
    const down = failing('permission-denied', 'not for you');
    const { clock, monitor } = build(scriptedProbes({ cpu: down, memory: down, disk: down }));
    expect(monitor.latest.verdict.title).toBe('Measuring');
    monitor.start();
    monitor.demand('look', ['cpu', 'memory', 'disk']);
    await clock.advance(1_000);
    expect(monitor.latest.verdict).toMatchObject({ severity: 'warning', title: 'Nothing can be read here' });
  });

  test('a state that was held before a standstill is held anew after it', async () => {
    const { clock, monitor } = build(scriptedProbes({ cpu: steadyCpu, memory: () => steadyMemory(15.9e9) }));
    monitor.start();
    monitor.demand('look', ['cpu', 'memory']);
    await clock.advance(5_000);
    await clock.jump(3_600_000);
    await clock.advance(2_000);
    expect(monitor.latest.verdict.severity).toBe('ok');
    await clock.advance(20_000);
    expect(monitor.latest.verdict.severity).toBe('critical');
  });

  test('sensors: off until wanted, and off by themselves when slow', async () => {
    const { clock, monitor } = build(
      scriptedProbes({
        sensors: () =>
          new Promise((resolve) => {
            clock.setTimer(() => resolve({ temperatures: [{ name: 'cpu', celsius: 50 }] }), 80);
          }),
      }),
    );
    monitor.start();
    monitor.demand('look', ['sensors']);
    await clock.advance(1_000);
    expect(monitor.latest.absent).toContainEqual(expect.objectContaining({ part: 'sensors', reason: 'switched-off' }));
    monitor.setSensors(true);
    await clock.advance(61_000);
    expect(monitor.latest.absent.find(({ part }) => part === 'sensors')?.detail).toMatch(/took 80 ms/);
  });

  test('stop closes what the probes hold and lets no timer stand', async () => {
    const probes = both();
    const { clock, monitor } = build(probes);
    monitor.start();
    monitor.demand('look', ['cpu']);
    await clock.advance(2_000);
    monitor.stop();
    expect(probes.disposed.has('cpu')).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});
