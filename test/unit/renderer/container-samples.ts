import type { ContainerEngine, ContainerInfo, ContainerState, TriedPlace } from '../../../src/shared/model/container.ts';
import type { Engines } from '../../../src/shared/model/snapshot.ts';
import { NOW } from './drawn-page.tsx';

const MB = 2 ** 20;

export function engineOf(more: Partial<ContainerEngine> = {}): ContainerEngine {
  return {
    id: '/run/docker.sock',
    kind: 'docker',
    name: 'Docker',
    version: '27.1',
    apiVersion: '1.46',
    endpoint: 'unix:///run/docker.sock',
    state: 'connected',
    absent: null,
    cpuCount: 8,
    memoryBytes: 16 * 1024 * MB,
    rootless: false,
    ownMachine: false,
    counts: { total: 0, running: 0, stopped: 0 },
    ...more,
  };
}

export function enginesOf(list: readonly ContainerEngine[] = [engineOf()], tried: readonly TriedPlace[] = []): Engines {
  return { at: NOW, list, counts: { total: 0, running: 0, stopped: 0 }, tried };
}

const none = { value: null, source: 'none' } as const;
const size = { cpu: { value: 8, source: 'system' }, memory: { value: 16 * 1024 * MB, source: 'system' } } as const;

/** The name's characters as hexadecimal digits. */
const idOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);

/** A container without limits that uses `cores` and `bytes` when it runs. */
export function containerOf(
  name: string,
  more: Partial<ContainerInfo> = {},
  { cores = 0.1, bytes = 10 * MB }: { readonly cores?: number; readonly bytes?: number } = {},
): ContainerInfo {
  const state: ContainerState = more.state ?? 'running';
  const up = state === 'running' || state === 'paused';
  const used = <T>(value: T): T | null => (up ? value : null);
  return {
    id: idOf(name),
    engine: '/run/docker.sock',
    name,
    image: 'busybox:1',
    state,
    health: 'none',
    project: null,
    service: null,
    labels: [],
    labelsLeftOut: 0,
    createdAt: NOW - 60_000,
    startedAt: up ? NOW - 60_000 : null,
    finishedAt: state === 'exited' ? NOW - 30_000 : null,
    exitCode: state === 'exited' ? 0 : null,
    restarts: 0,
    oomKilled: false,
    pid: used(4711),
    hostNetwork: false,
    sharedNetwork: false,
    source: used('cgroup' as const),
    cpu: {
      cores: used(cores),
      dockerPercent: used(100 * cores),
      limit: size.cpu,
      usagePercent: used((100 * cores) / 8),
      usageOf: 'machine',
      throttledPercent: used(0),
    },
    memory: {
      usedBytes: used(bytes),
      includesCache: false,
      limit: size.memory,
      usagePercent: used((100 * bytes) / (16 * 1024 * MB)),
      usageOf: 'machine',
      swapLimit: none,
      oomKills: used(0),
    },
    network: { receivedBytes: used(0), sentBytes: used(0), receivedBytesPerSec: used(0), sentBytesPerSec: used(0) },
    blockIo: { readBytes: used(0), writtenBytes: used(0), readBytesPerSec: used(0), writtenBytesPerSec: used(0) },
    processes: { used: used(1), limit: none },
    absent: [],
    ...more,
  };
}

/** With limits of its own. */
export function limited(container: ContainerInfo, cores: number, bytes: number): ContainerInfo {
  const { cpu, memory } = container;
  const share = (used: number | null, limit: number): number | null => (used === null ? null : (100 * used) / limit);
  return {
    ...container,
    cpu: { ...cpu, limit: { value: cores, source: 'container' }, usageOf: 'limit', usagePercent: share(cpu.cores, cores) },
    memory: { ...memory, limit: { value: bytes, source: 'container' }, usageOf: 'limit', usagePercent: share(memory.usedBytes, bytes) },
  };
}
