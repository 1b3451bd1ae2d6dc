import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveCpu } from '../../../../src/core/monitor/derive/cpu.ts';
import { deriveDiskIo } from '../../../../src/core/monitor/derive/disk-io.ts';
import { deriveDisk } from '../../../../src/core/monitor/derive/disk.ts';
import { deriveMemory } from '../../../../src/core/monitor/derive/memory.ts';
import { deriveNetwork } from '../../../../src/core/monitor/derive/network.ts';
import { derivePressure } from '../../../../src/core/monitor/derive/pressure.ts';
import type { Sample } from '../../../../src/core/monitor/sample.ts';
import { Absence } from '../../../../src/core/probes/absence.ts';
import type { Counter } from '../../../../src/core/probes/counter.ts';
import type { CpuRaw, DiskDeviceRaw, InterfaceRaw, PartitionRaw } from '../../../../src/core/probes/raw.ts';
import { cpuTimes, steadyCpu, steadyMemory } from '../../../fakes/probes.ts';

const AT = 1_700_000_000_000;
const sample = <Raw>(raw: Raw, second: number, intervalMs = 1_000): Sample<Raw> => ({
  raw,
  at: AT + second * 1_000,
  monotonicMs: second * 1_000,
  intervalMs,
});

const nic = (name: string, bytes: Counter, over: Partial<InterfaceRaw> = {}): InterfaceRaw => ({
  name,
  state: 'up',
  speedBitsPerSec: null,
  counted: true,
  bytesSent: bytes,
  bytesReceived: bytes,
  packetsSent: 1,
  packetsReceived: 1,
  errorsSent: 0,
  errorsReceived: 0,
  droppedSent: 0,
  droppedReceived: 0,
  ...over,
});

const device = (name: string, ops: number, over: Partial<DiskDeviceRaw> = {}): DiskDeviceRaw => ({
  device: name,
  readBytes: ops * 4096,
  writeBytes: ops * 8192,
  readOps: ops,
  writeOps: ops,
  operationMs: ops * 10,
  busyMs: ops * 5,
  ...over,
});

describe('cpu', () => {
  test('guest, iowait and idle are not busy; irq, softirq, nice and steal are', () => {
    const before = { ...steadyCpu(1), cores: [] };
    const now: CpuRaw = {
      ...before,
      total: { user: 110, nice: 10, system: 10, idle: 130, ioWait: 20, irq: 5, softIrq: 5, steal: 10 },
    };
    const { part } = deriveCpu(sample(before, 0), sample(now, 1));
    expect(part).toMatchObject({ usagePercent: 50, userPercent: 20, systemPercent: 20, ioWaitPercent: 20, stealPercent: 10 });
  });

  test('iowait that goes back a little, as the kernel documents, is no reset', () => {
    const before = { ...steadyCpu(1), total: { ...cpuTimes(100, 100), ioWait: 50 } };
    const now = { ...steadyCpu(1), total: { ...cpuTimes(150, 150), ioWait: 49 } };
    expect(deriveCpu(sample(before, 0), sample(now, 1)).part.usagePercent).toBe(50);
  });

  test('user time that goes back gives no number for that step, with the reason', () => {
    const { part, absent } = deriveCpu(sample(steadyCpu(5), 0), sample(steadyCpu(2), 1));
    expect(part.usagePercent).toBeNull();
    expect(absent).toContainEqual(expect.objectContaining({ part: 'cpu.usagePercent', reason: 'counter-reset' }));
  });

  test('a core that comes online has no number yet; the others have', () => {
    const now = { ...steadyCpu(2), cores: [...steadyCpu(2).cores, { index: 5, times: cpuTimes(1, 1) }] };
    expect(deriveCpu(sample(steadyCpu(1), 0), sample(now, 1)).part.perCoreUsagePercent).toEqual([100, 0, null]);
  });

  test('three intervals between two samples are a rate, more are a gap', () => {
    expect(deriveCpu(sample(steadyCpu(1), 0), sample(steadyCpu(2), 3)).part.usagePercent).toBe(50);
    expect(deriveCpu(sample(steadyCpu(1), 0), sample(steadyCpu(2), 3.1)).part.usagePercent).toBeNull();
    expect(deriveCpu(sample(steadyCpu(1), 0, 15_000), sample(steadyCpu(2), 20, 2_000)).part.usagePercent).toBe(50);
  });
});

describe('memory', () => {
  test('used is total − available; swap only where there is some', () => {
    const { part, readings } = deriveMemory(sample({ ...steadyMemory(6e9), swapTotalBytes: 2e9, swapFreeBytes: 5e8 }, 0));
    expect(part).toMatchObject({ usedBytes: 6e9, swapUsedBytes: 1.5e9 });
    expect(readings.map(({ resource }) => resource)).toEqual(['memory', 'swap']);
    expect(deriveMemory(sample(steadyMemory(), 0)).readings.map(({ resource }) => resource)).toEqual(['memory']);
  });
});

describe('disk', () => {
  const partition = (mount: string, over: Partial<PartitionRaw> = {}): PartitionRaw => ({
    device: '/dev/sda1',
    mount,
    type: 'ext4',
    storageId: '8:1',
    local: true,
    space: { totalBytes: 100, freeBytes: 30, availableBytes: 20, inodesTotal: 10, inodesFree: 4 },
    ...over,
  });

  test('each storage once; network and failed ones not at all; percent as df', () => {
    const raw = {
      partitions: [
        partition('/'),
        partition('/bind'),
        partition('/data', { storageId: '8:2' }),
        partition('/nfs', { storageId: '0:40', local: false }),
        partition('/broken', { storageId: '8:9', space: new Absence('timed-out', 'no answer') }),
      ],
    };
    const { part, readings, absent } = deriveDisk(sample(raw, 0));
    expect(part).toMatchObject({ totalBytes: 200, usedBytes: 140, freeBytes: 40 });
    expect(part.partitions.map(({ counted }) => counted)).toEqual([true, false, true, false, false]);
    expect(part.partitions[0]?.usagePercent).toBeCloseTo((100 * 70) / 90);
    // One disk does not answer: the others alone would look like space that was freed.
    expect(readings).toEqual([]);
    const whole = deriveDisk(sample({ partitions: raw.partitions.slice(0, 4) }, 0));
    expect(whole.readings[0]).toMatchObject({ used: 140, limit: 180 });
    expect(absent).toContainEqual({ part: 'disk.partitions[/broken]', reason: 'timed-out', detail: 'no answer' });
  });
});

test('no disk that answers: totals are absent, not 0', () => {
  const { part, absent, readings } = deriveDisk(sample({ partitions: [] }, 0));
  expect(part).toMatchObject({ totalBytes: null, usedBytes: null, freeBytes: null });
  expect(absent).toEqual([expect.objectContaining({ part: 'disk.totalBytes', reason: 'not-found' })]);
  expect(readings).toEqual([]);
});

describe('disk I/O', () => {
  test('rates, await per operation, utilisation of the busiest', () => {
    const before = { devices: [device('sda', 0), device('sdb', 0)] };
    const now = { devices: [device('sda', 100), device('sdb', 10)] };
    const { part } = deriveDiskIo(sample(before, 0), sample(now, 1));
    expect(part).toMatchObject({ readBytesPerSec: 110 * 4096, writeOpsPerSec: 110, awaitMs: 5, utilisationPercent: 50 });
    expect(part.perDevice[1]).toMatchObject({ device: 'sdb', utilisationPercent: 5 });
  });

  test('a device that was replaced leaves the sum to the others', () => {
    const before = { devices: [device('sda', 50), device('sdb', 50)] };
    const now = { devices: [device('sda', 60), device('sdb', 1)] };
    const { part, absent } = deriveDiskIo(sample(before, 0), sample(now, 1));
    expect(part.readOpsPerSec).toBe(10);
    expect(part.perDevice[1]?.readOpsPerSec).toBeNull();
    expect(absent).toContainEqual(expect.objectContaining({ part: 'diskIo.perDevice[sdb]', reason: 'counter-reset' }));
  });
});

describe('network', () => {
  test('counters above 2^53 keep their difference', () => {
    const big = 2n ** 64n - 2_000n;
    const { part } = deriveNetwork(sample({ interfaces: [nic('eth0', big)] }, 0), sample({ interfaces: [nic('eth0', big + 1_500n)] }, 1));
    expect(part.bytesReceivedPerSec).toBe(1_500);
  });

  test('only counted interfaces are summed; the busier direction is held against the speed', () => {
    const speed = { speedBitsPerSec: 8_000 };
    const before = { interfaces: [nic('eth0', 0, speed), nic('br0', 0, { counted: false })] };
    const now = { interfaces: [nic('eth0', 500, { ...speed, bytesSent: 100 }), nic('br0', 9_999, { counted: false })] };
    const { part, readings } = deriveNetwork(sample(before, 0), sample(now, 1));
    expect(part).toMatchObject({ bytesReceivedPerSec: 500, bytesSentPerSec: 100, bandwidthPercent: 50, bytesReceived: 500 });
    expect(readings[0]).toMatchObject({ used: 600, limit: 2_000 });
  });

  test('an interface that came back from zero makes no negative rate', () => {
    const { part, absent } = deriveNetwork(
      sample({ interfaces: [nic('eth0', 900), nic('eth1', 0)] }, 0),
      sample({ interfaces: [nic('eth0', 3), nic('eth1', 70)] }, 1),
    );
    expect(part.bytesReceivedPerSec).toBe(70);
    expect(absent.some(({ reason }) => reason === 'counter-reset')).toBe(true);
  });
});

describe('pressure', () => {
  const line = (totalUs: Counter) => ({ avg10: 12, avg60: 5, avg300: 1, totalUs });

  test('the stall of the interval comes from the counter; a missing side is null', () => {
    const raw = (totalUs: number) => ({
      cpu: { some: line(totalUs), full: null },
      memory: new Absence('not-supported', 'no PSI'),
      io: { some: null, full: line(0) },
      memoryLevel: new Absence('not-supported', ''),
    });
    const { part, readings, absent } = derivePressure(sample(raw(0), 0), sample(raw(250_000), 1));
    expect(part.cpu).toMatchObject({ someStallPercent: 25, fullStallPercent: null, full: null });
    expect(part.memory).toBeNull();
    expect(readings).toEqual([expect.objectContaining({ resource: 'cpuPressure', used: 12, limit: 100, unit: 'percent' })]);
    expect(absent).toEqual([{ part: 'pressure.memory', reason: 'not-supported', detail: 'no PSI' }]);
  });
});

describe('whatever the counters do', () => {
  const counter = fc.oneof(fc.nat({ max: 2 ** 31 - 1 }), fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));

  test('no rate is negative, NaN or infinite', () => {
    const finite = (value: unknown): void => {
      if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0).toBe(true);
      else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) finite(inner);
    };
    fc.assert(
      fc.property(counter, counter, counter, fc.double({ min: 0.001, max: 10, noNaN: true }), (a, b, c, seconds) => {
        const cpu = (x: Counter, y: Counter): CpuRaw => ({ ...steadyCpu(1), total: { ...cpuTimes(0, 0), user: x, idle: y } });
        finite(deriveCpu(sample(cpu(a, b), 0), sample(cpu(b, c), seconds)));
        finite(deriveNetwork(sample({ interfaces: [nic('e', a)] }, 0), sample({ interfaces: [nic('e', b)] }, seconds)).part);
        const disk = (x: Counter): { devices: DiskDeviceRaw[] } => ({
          devices: [device('d', 0, { readBytes: x, busyMs: x, operationMs: x })],
        });
        finite(deriveDiskIo(sample(disk(b), 0), sample(disk(c), seconds)).part);
      }),
      { numRuns: 2_000 },
    );
  });
});
