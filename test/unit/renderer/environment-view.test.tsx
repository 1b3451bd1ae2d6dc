import { describe, expect, it } from 'vitest';
import { environmentFacts } from '../../../src/renderer/logic/environment-facts.ts';
import { limitRows } from '../../../src/renderer/logic/environment-limits.ts';
import { bannerOf } from '../../../src/renderer/logic/narrowed-limits.ts';
import { cpuListText, ownCgroupFacts } from '../../../src/renderer/logic/own-cgroup-facts.ts';
import type { OwnCgroup } from '../../../src/shared/model/cgroup.ts';
import type { Environment } from '../../../src/shared/model/environment.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';
import { pageOf } from './drawn-page.tsx';
import { environmentOf, limitOf } from './environments.ts';

const [MB, GB] = [2 ** 20, 2 ** 30];
const plain = environmentOf();
const contained = environmentOf({
  container: { ...plain.container, present: true, runtime: 'docker', id: 'ab'.repeat(32) },
  limits: {
    cpu: limitOf(0.5),
    memory: limitOf(256 * MB),
    pids: limitOf(100, 'limited', { ofAncestor: true }),
    io: {
      state: 'limited',
      limitSource: 'container',
      path: '/sys/fs/cgroup/x',
      devices: [{ device: '8:0', readBytesPerSec: 1e6, writeBytesPerSec: null, readOpsPerSec: null, writeOpsPerSec: null }],
    },
  },
  evidence: [{ about: 'container', source: '/proc/self/cgroup', found: 'docker-abab.scope\u202E', says: 'docker' }],
});
const cgroup: OwnCgroup = {
  at: 0,
  mode: 'v2',
  cpu: {
    usedCores: 0.12,
    userCores: null,
    systemCores: null,
    throttling: { periods: 340, throttledPeriods: 12, throttledSeconds: 1.5, throttledPercent: 3 },
    quotaUs: 50_000,
    quotaPeriodUs: 100_000,
    shares: null,
    weight: 100,
    cpuset: [0, 1, 2, 8],
  },
  memory: {
    usageBytes: 120 * MB,
    workingSetBytes: 100 * MB,
    rssBytes: null,
    cacheBytes: null,
    kernelBytes: null,
    swapBytes: 0,
    peakBytes: null,
    events: { low: 0, high: null, max: 7, oom: 0, oomKill: 0 },
  },
  io: [{ device: '8:0', name: 'sda', counted: true, readBytesPerSec: 0, writeBytesPerSec: null, readOpsPerSec: 0, writeOpsPerSec: null }],
  tasks: 9,
  pressure: { cpu: null, memory: null, io: null },
  bound: {
    cpu: { used: 0.3, limit: 0.5, path: '/sys/fs/cgroup/x', ofAncestor: false },
    memory: { used: 192 * MB, limit: 256 * MB, path: '/sys/fs/cgroup/x', ofAncestor: true },
    swap: { used: 0, limit: 64 * MB, path: '/sys/fs/cgroup/x', ofAncestor: false },
    tasks: null,
  },
};
const cpu = { usedCores: 2, limitCores: 8, limitSource: 'system', coreCount: 8 } as NonNullable<Snapshot['cpu']>;
const memory = { usedBytes: 4 * GB, limitBytes: 16 * GB, limitSource: 'system', totalBytes: 16 * GB } as NonNullable<Snapshot['memory']>;
const of = (environment: Environment, parts: Partial<Snapshot> = {}): Snapshot => ({
  ...emptySnapshot,
  environment,
  cpu,
  memory,
  ...parts,
});

describe('the limits', () => {
  it('are held against what counts for the cgroup that binds', () => {
    const rows = limitRows(contained, of(contained, { cgroup }));
    expect(rows.map(({ name, atMost, used, percent }) => [name, atMost, used, percent])).toEqual([
      ['CPU', '0.5 of 8 cores', '0.3', 60],
      ['Memory', '256 MB of 16 GB', '192 MB', 75],
      ['Swap', '64 MB', '0 B', 0],
      ['Tasks', '100', '9', 9],
      ['I/O sda', 'read 1 MB/s', '', null],
    ]);
    expect(rows.every(({ setBy, state }) => setBy === 'the container' && state === 'limited')).toBe(true);
    expect(rows[3]?.place).toContain('shared');
  });

  it('are the machine where nobody set one, and its use is the machine’s', () => {
    const [cores, bytes, ...rest] = limitRows(plain, of(plain));
    expect(cores).toMatchObject({ atMost: '8 cores', used: '2', percent: 25, state: 'unlimited' });
    expect(bytes).toMatchObject({ atMost: '16 GB', used: '4 GB', percent: 25 });
    expect(rest.map(({ name }) => name)).toEqual(['Tasks']);
  });

  it('tell unlimited, without effect and unknown apart in the page', async () => {
    const limits = { ...plain.limits, memory: limitOf(16 * GB, 'not-effective', { path: '/a' }), pids: limitOf(null, 'unknown') };
    const html = await pageOf(of(environmentOf({ limits })), {}, 'environment');
    for (const text of ['>unlimited<', '>not effective<', '>unknown<', 'is above what the machine has', 'No limit of disk I/O is set'])
      expect(html).toContain(text);
    expect(html).not.toContain('set by');
  });
});

describe('the environment view', () => {
  it('says where this runs, what it reads there, and how it is known', async () => {
    const html = await pageOf(of(contained, { cgroup }), {}, 'environment');
    for (const text of [
      'Docker container, cgroup v2, 0.5 of 8 cores, 256 MB of 16 GB',
      'set by the container: /sys/fs/cgroup/docker/abc',
      'Working set',
      '12 of 340 periods, 1.5 s in all',
      'How it is known: 1 sign',
    ])
      expect(html).toContain(text);
    // The evidence is behind a disclosure.
    expect(html).not.toContain('docker-abab.scope');
  });

  it('says that there are no cgroups, and why nothing is known', async () => {
    expect(await pageOf(of(environmentOf({ cgroup: null, platform: 'darwin' })), {}, 'environment')).toContain(
      'This system has no cgroups.',
    );
    const absent = [{ part: 'environment', reason: 'failed', detail: '' }] as const;
    expect(await pageOf({ absent }, {}, 'environment')).toContain('Not known where this runs');
  });

  it('leaves out what is not known', () => {
    expect(environmentFacts(plain).map(({ id }) => id)).toEqual(['container', 'virtualization', 'machine', 'cgroups']);
    const facts = environmentFacts(contained)[0]?.facts.map(([name]) => name);
    expect(facts).toEqual(['Runtime', 'Id']);
  });

  it('reads the cgroup in words', () => {
    const facts = new Map(ownCgroupFacts(cgroup));
    expect(facts.get('Working set')).toBe('100 MB');
    expect(facts.get('Swap')).toBe('0 B');
    expect(facts.get('Memory events')).toBe('below low 0, at the limit 7, out of memory 0, killed 0');
    expect(facts.get('May use CPUs')).toBe('0-2,8');
    expect(facts.has('Resident')).toBe(false);
    expect(ownCgroupFacts({ ...cgroup, cpu: null, memory: null, tasks: null })).toEqual([]);
  });

  it.each([
    [[], ''],
    [[3], '3'],
    [[0, 1, 2, 3], '0-3'],
    [[0, 2, 3, 9], '0,2-3,9'],
  ])('lists CPUs %j as the kernel does: %s', (cpus, text) => {
    expect(cpuListText(cpus)).toBe(text);
  });
});

describe('the line on top of the overview', () => {
  const narrow = {
    cpu: { ...cpu, limitCores: 0.5, limitSource: 'container' },
    memory: { ...memory, limitBytes: 256 * MB, limitSource: 'container' },
  };
  it.each([
    ['a container with limits', of(contained, narrow as Partial<Snapshot>), 'Limits of this container: 0.5 of 8 cores, 256 MB of 16 GB'],
    ['a pod with a CPU limit', of(contained, { cpu: { ...narrow.cpu, limitSource: 'kubernetes' } }), 'Limits of this pod: 0.5 of 8 cores'],
    ['a container without limits', of(environmentOf({ container: contained.container })), 'Docker container, 8 cores, 16 GB'],
    [
      'a guest',
      of(environmentOf({ virtualization: { ...plain.virtualization, present: true, type: 'kvm' } })),
      'KVM guest, 8 cores, 16 GB',
    ],
    ['a machine of its own', of(plain), null],
    ['nothing that is known', emptySnapshot, null],
  ])('for %s', async (_what, snapshot, text) => {
    expect(bannerOf(snapshot)).toBe(text);
  });

  it('leads to the environment, and the rows say whose limit it is', async () => {
    const parts = { ...narrow, cpu: { ...narrow.cpu, loadAverage: null, usagePercent: 60, stealPercent: null, ioWaitPercent: null } };
    const html = await pageOf(of(contained, parts as Partial<Snapshot>));
    expect(html).toContain('class="limits-banner"');
    expect(html.match(/title="The limit is set by the container"/g)).toHaveLength(2);
  });
});
