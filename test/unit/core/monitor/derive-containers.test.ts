import { expect, test } from 'vitest';
import { deriveContainers } from '../../../../src/core/monitor/derive/containers.ts';
import type { ContainerRaw, ContainersRaw } from '../../../../src/core/probes/raw-containers.ts';
import type { ContainerEngine, ContainerIdentity } from '../../../../src/shared/model/container.ts';

const engine = { id: 'e', kind: 'docker', name: 'Docker', cpuCount: 8, memoryBytes: 16e9, ownMachine: false } as const;
const counters = (seconds: number): Extract<ContainerRaw['samples'], { now: unknown }>['now'] => ({
  source: 'cgroup',
  atMs: seconds * 1000,
  cpu: { usedNs: seconds * 0.5e9, machineNs: seconds * 8e9, dockerScale: 8 },
  throttle: { periods: seconds * 10, throttledPeriods: seconds * 4 },
  memory: { usedBytes: 1e8, includesCache: false },
  memoryLimitBytes: null,
  oomKills: 0,
  network: { receivedBytes: seconds * 1000, sentBytes: seconds * 500 },
  blockIo: { readBytes: 0, writtenBytes: seconds * 4096 },
  pids: 7,
  bound: null,
});
const containerOf = (id: string, running: boolean): ContainerRaw => ({
  identity: { id, engine: 'e', name: id, state: running ? 'running' : 'exited' } as ContainerIdentity,
  grant: { quotaCores: 0.5, cpuset: null, memoryBytes: 2e8, swapBytes: null, pids: 100 },
  samples: running ? { before: counters(1), now: counters(2) } : { before: null, now: counters(0) },
});

test('a reading for each resource of each container, against its own limit, and how many run', () => {
  const raw: ContainersRaw = {
    engines: [{ ...engine, counts: { total: 1, running: 1, stopped: 0 } } as unknown as ContainerEngine],
    containers: [containerOf('a', true)],
    tried: [],
  };
  const { part, readings } = deriveContainers({ raw, at: 5, monotonicMs: 0, intervalMs: 5_000 });
  expect(part.engines.counts).toEqual({ total: 1, running: 1, stopped: 0 });
  expect(readings.map(({ subject, resource, used, limit, limitSource }) => [subject, resource, used, limit, limitSource])).toEqual([
    ['host', 'containers', 1, null, 'none'],
    ['container:a', 'cpu', 0.5, 0.5, 'container'],
    ['container:a', 'memory', 1e8, 2e8, 'container'],
    ['container:a', 'network', 1500, null, 'none'],
    ['container:a', 'diskIo', 4096, null, 'none'],
    ['container:a', 'cpuThrottled', 40, 100, 'system'],
    ['container:a', 'processes', 7, 100, 'container'],
  ]);
});
