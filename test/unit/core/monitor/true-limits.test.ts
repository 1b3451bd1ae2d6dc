import { describe, expect, test } from 'vitest';
import { deriveCpu } from '../../../../src/core/monitor/derive/cpu.ts';
import { deriveMemory } from '../../../../src/core/monitor/derive/memory.ts';
import { deriveOwnCgroup } from '../../../../src/core/monitor/derive/own-cgroup.ts';
import type { Surroundings } from '../../../../src/core/monitor/derive/true-limits.ts';
import type { Sample } from '../../../../src/core/monitor/sample.ts';
import { Absence } from '../../../../src/core/probes/absence.ts';
import type { CgroupRaw, LevelUse, LimitRaw } from '../../../../src/core/probes/raw-cgroup.ts';
import type { Environment } from '../../../../src/shared/model/environment.ts';
import { steadyCpu, steadyMemory } from '../../../fakes/probes.ts';

const none = new Absence('not-found', 'not there');
const unlimited: LimitRaw = { kind: 'unlimited', hidesAncestors: false, levels: [], evidence: 'max' };

function limited(...levels: [path: string, value: number][]): LimitRaw {
  const list = levels.map(([path, value]) => ({ path, value }));
  const [least] = [...list].sort((a, b) => a.value - b.value);
  return { kind: 'limited', value: least?.value ?? 0, path: least?.path ?? null, levels: list, evidence: 'test' };
}
const sampleOf = <Raw>(seconds: number, raw: Raw): Sample<Raw> => ({
  raw,
  at: 1e12 + seconds * 1000,
  monotonicMs: seconds * 1000,
  intervalMs: 1000,
});

interface Script {
  readonly memory?: LimitRaw;
  readonly memoryLevels?: CgroupRaw['memoryLevels'];
  readonly quota?: LimitRaw;
  /** CPU seconds used so far, by folder of a level; "own" is our cgroup's. */
  readonly usedSeconds?: Record<string, number>;
  readonly cpuset?: readonly number[];
}

function cgroupRaw({ memory = unlimited, memoryLevels = [], quota = unlimited, usedSeconds = {}, cpuset }: Script): CgroupRaw {
  const cpuOf = (path: string): CgroupRaw['cpuLevels'][number]['use'] => ({
    usageNs: Math.round((usedSeconds[path] ?? 0) * 1e9),
    userNs: none,
    systemNs: none,
    throttling: { periods: 10 * (usedSeconds[path] ?? 0), throttledPeriods: 5 * (usedSeconds[path] ?? 0), throttledNs: 2e9 },
  });
  return {
    mode: 'v2',
    namespace: 'private',
    controllers: ['cpu', 'memory'],
    paths: { cpu: '/cg/own', memory: '/cg/own', pids: '/cg/own' },
    reading: { memory: none, cpu: cpuOf('/cg/own'), io: none, pids: none, pressure: { cpu: none, memory: none, io: none } },
    limits: {
      memory,
      memoryHigh: unlimited,
      memoryLowBytes: none,
      memoryMinBytes: none,
      swap: unlimited,
      cpuQuota: quota,
      cpuBandwidth: { quotaUs: 50_000, periodUs: 100_000 },
      cpuset: cpuset ?? none,
      weight: { kind: 'weight', value: 100 },
      effectiveCores: none,
      pids: unlimited,
      io: none,
    },
    machine: { totalBytes: 16e9, onlineCpus: 2, maxPids: null },
    memoryLevels,
    memoryScope: 'own',
    cpuLevels: quota.levels.map((level) => ({ ...level, use: cpuOf(level.path) })),
    pidsLevels: [],
    evidence: [],
  };
}

const environmentOf = (container: Partial<Environment['container']>, guest = false): Environment =>
  ({
    container: { present: false, orchestrator: null, systemdUnit: null, ...container },
    virtualization: { present: guest },
  }) as unknown as Environment;

function around(environment: Environment, first: Script, second: Script = first): Surroundings {
  const before = sampleOf(0, cgroupRaw(first));
  return { environment, cgroup: deriveOwnCgroup(before, sampleOf(1, cgroupRaw(second))).part };
}

const memoryUse = (path: string, value: number, workingSetBytes: number): LevelUse<never> =>
  ({ path, value, use: { usageBytes: workingSetBytes * 2, workingSetBytes } }) as unknown as LevelUse<never>;

const inDocker = environmentOf({ present: true });

describe('memory', () => {
  const memoryOf = (surroundings?: Surroundings) => deriveMemory(sampleOf(1, steadyMemory(4e9, 16e9)), surroundings);

  test('within a container: the working set against its limit', () => {
    const script = { memory: limited(['/cg/own', 2e9]), memoryLevels: [memoryUse('/cg/own', 2e9, 5e8)] };
    const { part, readings } = memoryOf(around(inDocker, script));
    expect(part).toMatchObject({ usedBytes: 5e8, limitBytes: 2e9, limitSource: 'container', usedBytesOfHost: 4e9, availableBytes: 1.5e9 });
    expect(readings[0]).toMatchObject({ used: 5e8, limit: 2e9, limitSource: 'container' });
  });
  test('where an ancestor binds, its own use counts against it', () => {
    const memoryLevels = [memoryUse('/cg/own', 4e9, 1e8), memoryUse('/cg', 3e9, 2.5e9)];
    const script = { memory: limited(['/cg/own', 4e9], ['/cg', 3e9]), memoryLevels };
    const pod = environmentOf({ present: true, orchestrator: 'kubernetes' });
    expect(memoryOf(around(pod, script)).part).toMatchObject({ usedBytes: 2.5e9, limitBytes: 3e9, limitSource: 'kubernetes' });
  });
  test('a service’s own limit is Headroom’s alone; that of the slice above it holds for all', () => {
    const service = environmentOf({ systemdUnit: 'headroom.service' });
    const own = { memory: limited(['/cg/own', 2e9]), memoryLevels: [memoryUse('/cg/own', 2e9, 5e8)] };
    expect(memoryOf(around(service, own)).part).toMatchObject({ usedBytes: 4e9, limitBytes: 16e9, limitSource: 'system' });
    const slice = { memory: limited(['/cg', 8e9]), memoryLevels: [memoryUse('/cg', 8e9, 3e9)] };
    expect(memoryOf(around(service, slice)).part).toMatchObject({ usedBytes: 3e9, limitBytes: 8e9, limitSource: 'cgroup' });
  });
  test('an ancestor that cannot be seen still binds: at least our own use counts against it', () => {
    const memory: LimitRaw = { kind: 'limited', value: 2e9, path: null, levels: [{ path: '/cg/own', value: 4e9 }], evidence: 'stat' };
    const reading = { usageBytes: 9e8, workingSetBytes: 5e8, events: none } as unknown as CgroupRaw['reading']['memory'];
    const raw = cgroupRaw({ memory, memoryLevels: [memoryUse('/cg/own', 4e9, 5e8)] });
    const cgroup = deriveOwnCgroup(null, sampleOf(1, { ...raw, reading: { ...raw.reading, memory: reading } })).part;
    expect(cgroup.bound.memory).toEqual({ used: 5e8, limit: 2e9, path: null, ofAncestor: true });
    expect(memoryOf({ environment: inDocker, cgroup }).part).toMatchObject({ usedBytes: 5e8, limitBytes: 2e9, limitSource: 'container' });
  });
  test('a limit on the session that a container shares is not the container’s', () => {
    const script = { memory: limited(['/cg', 2e9]), memoryLevels: [memoryUse('/cg', 2e9, 5e8)] };
    const rootless = environmentOf({ present: true, ownCgroup: false });
    expect(memoryOf(around(rootless, script)).part.limitSource).toBe('cgroup');
  });
  test('a guest’s memory was given to it', () => {
    expect(memoryOf({ environment: environmentOf({}, true), cgroup: null }).part).toMatchObject({ limitBytes: 16e9, limitSource: 'vm' });
    expect(memoryOf().part.limitSource).toBe('system');
  });
});

describe('CPU', () => {
  const cpuOf = (surroundings?: Surroundings) => deriveCpu(sampleOf(1, steadyCpu(1)), sampleOf(2, steadyCpu(2)), surroundings);

  test('within a container: what its cgroup used, against its quota', () => {
    const quota = limited(['/cg/own', 0.5]);
    const surroundings = around(inDocker, { quota, usedSeconds: { '/cg/own': 1 } }, { quota, usedSeconds: { '/cg/own': 1.4 } });
    const { part, readings } = cpuOf(surroundings);
    expect(part).toMatchObject({
      limitCores: 0.5,
      limitSource: 'container',
      usagePercentOfHost: 50,
      coreCount: 2,
      weight: 100,
      quotaUs: 50_000,
      quotaPeriodUs: 100_000,
    });
    expect(part.usedCores).toBeCloseTo(0.4, 6);
    expect(part.usagePercent).toBeCloseTo(80, 6);
    expect(part.throttling).toMatchObject({ throttledSeconds: 2, throttledPercent: 50 });
    expect(readings[0]).toMatchObject({ limit: 0.5, limitSource: 'container' });
  });
  test('before the quota’s use is measured its limit is shown all the same, and no use', () => {
    const environment = { ...inDocker, limits: { cpu: { state: 'limited', value: 0.5 } } } as unknown as Environment;
    const { part } = deriveOwnCgroup(null, sampleOf(0, cgroupRaw({ quota: limited(['/cg/own', 0.5]) })));
    expect(cpuOf({ environment, cgroup: part }).part).toMatchObject({
      usedCores: null,
      usagePercent: null,
      limitCores: 0.5,
      limitSource: 'container',
    });
  });
  test('a cpuset: what runs on its CPUs, whoever it belongs to', () => {
    const { part } = cpuOf(around(inDocker, { cpuset: [0] }));
    expect(part).toMatchObject({ usedCores: 1, usagePercent: 100, limitCores: 1, limitSource: 'container' });
  });
  test('no limit of its own: the machine', () => {
    expect(cpuOf(around(inDocker, {})).part).toMatchObject({ usedCores: 1, usagePercent: 50, limitCores: 2, limitSource: 'system' });
  });
});
