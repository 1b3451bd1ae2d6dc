import type { ProcessInfo } from '../../../src/shared/model/process.ts';
import { type Snapshot, snapshot } from '../../../src/shared/model/snapshot.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

export const AT = Date.UTC(2026, 1, 3, 14, 3, 7);

const figures = {
  bytesSent: 0,
  bytesReceived: 0,
  packetsSent: null,
  packetsReceived: null,
  errorsSent: null,
  errorsReceived: null,
  droppedSent: null,
  droppedReceived: null,
  bytesSentPerSec: 1_500,
  bytesReceivedPerSec: 2_500_000,
  packetsSentPerSec: null,
  packetsReceivedPerSec: null,
  errorsSentPerSec: null,
  errorsReceivedPerSec: null,
  droppedSentPerSec: null,
  droppedReceivedPerSec: null,
};
const sides = { some: null, full: null, someStallPercent: 4.2, fullStallPercent: 0 };

export function processOf(pid: number, name: string, more: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    pid,
    parentPid: 1,
    startTime: AT - 60_000,
    name,
    command: name,
    user: 'root',
    state: 'sleeping',
    cpuPercent: 0,
    cpuCores: 0,
    rssBytes: 1024 ** 2,
    pssBytes: null,
    virtualBytes: null,
    threads: 1,
    fileHandles: null,
    readBytesPerSec: null,
    writeBytesPerSec: null,
    cgroup: null,
    owner: 'system',
    kernelThread: false,
    ...more,
  };
}

const ownerOf = (name: string, cpuCores: number, memoryBytes: number) => ({
  id: `app:${name}`,
  kind: 'app' as const,
  name,
  rawName: null,
  detail: '',
  cpuCores,
  cpuLimitCores: null,
  memoryBytes,
  memoryLimitBytes: null,
  restCpuCores: 0,
  restMemoryBytes: 0,
  processCount: 3,
  processes: [],
  children: [],
});

/** A machine of 4 cores and 8 GB with 2 cores and 4 GB used. Checked against the schema. */
export function snapshotOf(more: Partial<Snapshot> = {}): Snapshot {
  return snapshot.parse({
    ...emptySnapshot,
    at: AT,
    seq: 3,
    cpu: {
      at: AT,
      usagePercent: 50,
      usedCores: 2,
      usagePercentOfHost: 50,
      perCoreUsagePercent: [50, 50, 50, 50],
      userPercent: 40,
      systemPercent: 10,
      ioWaitPercent: 0,
      stealPercent: 0,
      loadAverage: [2, 1.5, 1],
      coreCount: 4,
      availableCores: 4,
      limitCores: 4,
      limitSource: 'system',
      throttling: null,
      pressure: null,
      shares: null,
      weight: null,
      quotaUs: null,
      quotaPeriodUs: null,
      model: null,
      frequencyMhz: null,
      contextSwitchesPerSec: null,
    },
    memory: {
      at: AT,
      totalBytes: 8 * 1024 ** 3,
      usedBytes: 4 * 1024 ** 3,
      usedBytesOfHost: 4 * 1024 ** 3,
      freeBytes: 4 * 1024 ** 3,
      availableBytes: 4 * 1024 ** 3,
      cachedBytes: null,
      buffersBytes: null,
      swapTotalBytes: 0,
      swapUsedBytes: 0,
      swapFreeBytes: 0,
      limitBytes: 8 * 1024 ** 3,
      limitSource: 'system',
      workingSetBytes: null,
      rssBytes: null,
      pressure: null,
    },
    disk: { at: AT, totalBytes: 100e9, usedBytes: 90e9, freeBytes: 10e9, partitions: [] },
    network: { at: AT, ...figures, bandwidthPercent: null, speedBitsPerSec: null, interfaces: [] },
    fileHandles: { at: AT, used: 5_000, limit: 2 ** 63 },
    pressure: { at: AT, cpu: sides, memory: null, io: null, memoryLevel: null },
    owners: {
      at: AT,
      cpuCores: 2,
      memoryBytes: 4 * 1024 ** 3,
      approximate: false,
      list: ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index) => ownerOf(name, index / 10, 1024 ** 3)),
    },
    absent: [{ part: 'gpu', reason: 'not-found', detail: 'this machine has none' }],
    ...more,
  });
}
