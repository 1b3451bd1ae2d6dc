import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

const AT = Date.UTC(2026, 0, 1);
const GB = 1024 ** 3;

export interface Figures {
  readonly cpuCores?: number | null;
  readonly memoryGb?: number;
  readonly diskPercent?: number;
}

/** A machine with 8 cores, 16 GB and a 500 GB disk. */
export function snapshotOf({ cpuCores = 1.2, memoryGb = 6.1, diskPercent = 91.8 }: Figures = {}, over: Partial<Snapshot> = {}): Snapshot {
  const host = { subject: 'host', limitSource: 'system', at: AT } as const;
  return {
    ...emptySnapshot,
    at: AT,
    seq: 1,
    readings: [
      ...(cpuCores === null ? [] : [{ ...host, resource: 'cpu', used: cpuCores, limit: 8, unit: 'cores' } as const]),
      { ...host, resource: 'memory', used: memoryGb * GB, limit: 16 * GB, unit: 'bytes' },
      { ...host, resource: 'disk', used: 5e9 * diskPercent, limit: 500e9, unit: 'bytes' },
    ],
    cpu: { at: AT, usedCores: cpuCores, limitCores: 8 } as Snapshot['cpu'],
    memory: { at: AT, usedBytes: memoryGb * GB, limitBytes: 16 * GB } as Snapshot['memory'],
    disk: { at: AT, totalBytes: 500e9, usedBytes: 5e9 * diskPercent, freeBytes: 500e9 - 5e9 * diskPercent, partitions: [] },
    ...over,
  };
}
