import type { ProcessInfo } from '../../src/shared/model/process.ts';
import type { Snapshot } from '../../src/shared/model/snapshot.ts';

/** A snapshot in which nothing was read. */
export const emptySnapshot: Snapshot = {
  at: 0,
  seq: 0,
  verdict: { severity: 'ok', title: 'All fine', detail: '', resource: null, since: null, held: [] },
  sampling: { paused: false, lowPower: false, locked: false, intervalMs: 1000, mutedUntil: null },
  readings: [],
  environment: null,
  cgroup: null,
  cpu: null,
  memory: null,
  disk: null,
  diskIo: null,
  network: null,
  connections: null,
  fileHandles: null,
  pressure: null,
  system: null,
  battery: null,
  gpu: null,
  sensors: null,
  engines: null,
  containers: null,
  vms: null,
  owners: null,
  processes: null,
  alerts: [],
  self: null,
  absent: [],
};

export function processOf(pid: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    pid,
    parentPid: 0,
    startTime: 1000 + pid,
    name: `p${pid}`,
    command: '',
    user: 'root',
    state: 'sleeping',
    cpuPercent: 0,
    cpuCores: 0,
    rssBytes: 0,
    pssBytes: null,
    virtualBytes: null,
    threads: null,
    fileHandles: null,
    readBytesPerSec: null,
    writeBytesPerSec: null,
    cgroup: null,
    owner: 'system',
    kernelThread: false,
    ...more,
  };
}
