import { beforeEach, expect, test } from 'vitest';
import { followConditions } from '../../../src/agent/conditions.ts';
import type { Conditions, Engine } from '../../../src/core/engine-types.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

let clock: FakeClock;
let told: Conditions[];
let resumed: number;
let batteryReads: number;
let battery: Snapshot['battery'];
let listener: ((snapshot: Snapshot) => void) | null;

const onBattery = (value: boolean): Snapshot['battery'] => ({
  at: 0,
  chargePercent: 50,
  state: 'unknown',
  onBattery: value,
  powerWatts: null,
  remainingSeconds: null,
});

function follow() {
  const publish = (): Snapshot => {
    const snapshot = { battery } as Snapshot;
    listener?.(snapshot);
    return snapshot;
  };
  const engine: Pick<Engine, 'onSnapshot' | 'fresh' | 'setConditions' | 'resumed'> = {
    onSnapshot(next) {
      listener = next;
      return () => {
        listener = null;
      };
    },
    async fresh() {
      batteryReads += 1;
      return publish();
    },
    setConditions(conditions) {
      told.push(conditions);
      // As the engine does: a change is published at once.
      publish();
    },
    resumed() {
      resumed += 1;
      publish();
    },
  };
  return { publish, dispose: followConditions(engine as Engine, clock, new MemoryLogger()) };
}

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  resumed = 0;
  batteryReads = 0;
  battery = null;
  listener = null;
});

test('reads less often on battery, and as before on mains; asks once a minute', async () => {
  battery = onBattery(true);
  const { dispose } = follow();
  await clock.advance(0);
  expect(told).toEqual([{ lowPower: true, locked: false }]);
  battery = onBattery(false);
  await clock.advance(59_000);
  expect(told).toHaveLength(1);
  await clock.advance(1_000);
  expect(told).toEqual([
    { lowPower: true, locked: false },
    { lowPower: false, locked: false },
  ]);
  expect(batteryReads).toBe(2);
  dispose();
  await clock.advance(600_000);
  expect(batteryReads).toBe(2);
  expect(listener).toBeNull();
});

test('a machine without a battery is asked once', async () => {
  follow();
  await clock.advance(600_000);
  expect(batteryReads).toBe(1);
  expect(told).toEqual([]);
});

test('waking up is told once; slow ticks and small corrections of the clock are none', async () => {
  const { publish } = follow();
  await clock.advance(3_600_000);
  publish();
  clock.setWall(14_000);
  publish();
  clock.setWall(-3_600_000);
  publish();
  expect(resumed).toBe(0);
  clock.setWall(3_600_000);
  publish();
  publish();
  expect(resumed).toBe(1);
});
