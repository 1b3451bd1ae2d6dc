import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cgroupAnswer } from '../../../../../../src/core/probes/linux/cgroup/answer.ts';
import { createOwnCgroupProbe } from '../../../../../../src/core/probes/linux/cgroup/own-cgroup.ts';
import { spoiled } from '../damage.ts';
import { briefly, fixtureRoot } from '../fixture-root.ts';
import { memoryFiles } from '../memory-files.ts';
import { expectSound, expectSoundRead } from '../raw-invariants.ts';
import { inMemory, v1Cgroup, v1Tree, v2Cgroup, v2Tree } from './trees.ts';

const POD = {
  ...v2Cgroup('/pod/own'),
  '/pod/own/memory.max': '1000000000\n',
  '/pod/own/pids.max': '50\n',
  '/pod/memory.max': '2000000000\n',
  '/pod/memory.current': '1990000000\n',
  '/pod/memory.stat': 'anon 1\nfile 2\nkernel 3\ninactive_file 90000000\n',
  '/pod/cpu.max': '200000 100000\n',
  '/pod/cpu.stat': 'usage_usec 77\nuser_usec 1\nsystem_usec 2\nnr_periods 3\nnr_throttled 2\nthrottled_usec 9\n',
};

describe('our own cgroup', () => {
  it('has the use of every level that sets a limit: an ancestor can have less left than we', () => {
    const files = inMemory(v2Tree('/pod/own', POD));
    const raw = createOwnCgroupProbe(files).read(briefly);
    expect(raw).toMatchObject({
      mode: 'v2',
      memoryScope: 'own',
      paths: { memory: '/sys/fs/cgroup/pod/own', unified: '/sys/fs/cgroup/pod/own' },
      memoryLevels: [
        { path: '/sys/fs/cgroup/pod/own', value: 1e9, use: { usageBytes: 104_857_600 } },
        { path: '/sys/fs/cgroup/pod', value: 2e9, use: { workingSetBytes: 1.9e9 } },
      ],
      cpuLevels: [{ path: '/sys/fs/cgroup/pod', value: 2, use: { usageNs: 77_000, throttling: { throttledPeriods: 2 } } }],
      pidsLevels: [{ path: '/sys/fs/cgroup/pod/own', value: 50, use: 17 }],
      machine: { totalBytes: 8_589_934_592, onlineCpus: 8, maxPids: 32_768 },
    });
    expect(cgroupAnswer(files).memory).toMatchObject({ limitBytes: 1e9, limitPath: '/sys/fs/cgroup/pod/own', headroomBytes: 1e8 });
  });

  it('has no more left than an ancestor that cannot be seen leaves to our own use', () => {
    const contents = v1Cgroup('/own');
    const stat = contents['memory/own/memory.stat']?.replace('9223372036854771712', '500000000') ?? '';
    const files = inMemory(
      v1Tree('/own', { ...contents, 'memory/own/memory.stat': stat, 'memory/own/memory.limit_in_bytes': '1000000000\n' }),
    );
    const answer = cgroupAnswer(files).memory;
    expect(answer).toMatchObject({ limitBytes: 5e8, limitPath: null });
    expect(answer.headroomBytes).toBe(5e8 - Number(answer.workingSetBytes));
  });

  it('is looked for anew from time to time: a process may be moved, a limit changed', () => {
    const { files, write } = fixtureRoot(v2Tree('/a', { ...v2Cgroup('/a'), '/b/memory.current': '7\n', '/b/memory.max': '70\n' }));
    const probe = createOwnCgroupProbe(files);
    expect(probe.read(briefly)).toMatchObject({ reading: { pids: 17 }, memoryLevels: [] });
    write('/proc/self/cgroup', '0::/b\n');
    for (let i = 0; i < 9; i += 1) expect(probe.read(briefly)).toMatchObject({ reading: { pids: 17 } });
    expect(probe.read(briefly)).toMatchObject({
      reading: { memory: { usageBytes: 7 }, pids: { reason: 'not-found' } },
      memoryLevels: [{ path: '/sys/fs/cgroup/b', value: 70, use: { usageBytes: 7 } }],
    });
    probe.dispose();
    expect(files.openCount).toBe(0);
  });

  it('is found at once when the old one is gone', () => {
    const { files, write } = fixtureRoot(v2Tree('/gone', { '/b/memory.current': '7\n' }));
    const probe = createOwnCgroupProbe(files);
    expect(probe.read(briefly)).toMatchObject({
      reading: { memory: { reason: 'not-found', detail: '/sys/fs/cgroup/gone: the cgroup is gone' } },
      limits: { memory: { kind: 'unknown' } },
    });
    write('/proc/self/cgroup', '0::/b\n');
    expect(probe.read(briefly)).toMatchObject({ reading: { memory: { usageBytes: 7 } } });
    probe.dispose();
  });

  it('may be the session of a whole user', () => {
    const scopeOf = (path: string): unknown => createOwnCgroupProbe(inMemory(v1Tree(path, {}))).read(briefly);
    for (const path of ['/user.slice', '/user.slice/user-1000.slice', '/user.slice/user-7.slice/user@7.service']) {
      expect(scopeOf(path), path).toMatchObject({ memoryScope: 'user-session' });
    }
    for (const path of ['/', '/user.slice/user-1000.slice/session-1.scope', '/user.slice/user-7.slice/user@7.service/app.slice/x.scope']) {
      expect(scopeOf(path), path).toMatchObject({ memoryScope: 'own' });
    }
  });
});

describe('answer for a report', () => {
  it('is plain: numbers, exact ones as text, null for what is not known', () => {
    const answer = cgroupAnswer(inMemory(v2Tree('/pod/own', POD)));
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(answer.cpu).toMatchObject({ quotaCores: 2, quotaPath: '/sys/fs/cgroup/pod', usageNs: '9007199254740993000', weight: null });
    expect(answer.io).toMatchObject([{ device: '8:0', readOps: 3 }, { device: '253:0' }]);
    expect(answer.pids).toEqual({ current: 17, limit: 50 });
    expect(answer.psi.cpu).toEqual({
      some: { avg10: 1, avg60: 2, avg300: 3, totalUsec: 4 },
      full: { avg10: 0, avg60: 0, avg300: 0, totalUsec: 0 },
    });
    expect(answer.psi.io).toBeNull();
    expect(answer.evidence).toContain('memory limited: /sys/fs/cgroup/pod/own/memory.max: 1000000000');
  });

  it('has the pressure of the machine where the cgroup has none, and says so', () => {
    const tree = { ...v1Tree('/a', v1Cgroup('/a')), '/proc/pressure/cpu': 'some avg10=5.00 avg60=0.00 avg300=0.00 total=1\n' };
    const { psi, evidence } = cgroupAnswer(inMemory(tree));
    expect(psi).toMatchObject({ cpu: { some: { avg10: 5 }, full: null }, memory: null });
    expect(evidence.at(-1)).toBe('pressure: of the whole machine (cgroup2: no such hierarchy)');
  });

  it('knows lxcfs, and kernels that do not say what is available', () => {
    const mount = '1 0 0:1 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n';
    const memory = cgroupAnswer(inMemory({ '/proc/meminfo': 'MemTotal: 8 kB\nMemFree: 4 kB\n', '/proc/self/mountinfo': mount })).memory;
    expect(memory).toMatchObject({
      meminfoVirtualized: true,
      memAvailableMissing: true,
      hostTotalBytes: 8192,
      limitBytes: null,
      effectiveLimitBytes: 8192,
    });
  });
});

describe('garbled files', () => {
  const trees = [
    v2Tree('/pod/own', {
      ...POD,
      '/pod/own/io.max': '8:0 rbps=1\n',
      '/pod/own/cpuset.cpus.effective': '0-3\n',
      '/pod/own/cpu.weight': '100\n',
    }),
    v1Tree('/a', {
      ...v1Cgroup('/a'),
      'memory/a/memory.limit_in_bytes': '1000000\n',
      'memory/a/memory.memsw.limit_in_bytes': '2000000\n',
      'cpu,cpuacct/a/cpu.cfs_quota_us': '50000\n',
      'cpu,cpuacct/a/cpu.cfs_period_us': '100000\n',
      'cpu,cpuacct/a/cpu.shares': '1024\n',
      'cpuset/a/cpuset.cpus': '0-1\n',
      'blkio/a/blkio.throttle.read_bps_device': '8:0 5\n',
    }),
  ];

  it('give a sound reading or a reason, never an error of their own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...trees), spoiled, async (tree, spoils) => {
        const contents: Record<string, Buffer | null> = Object.fromEntries(
          Object.entries(tree).map(([path, text]) => [path, Buffer.from(text)]),
        );
        const paths = Object.keys(contents);
        for (const { file, damages } of spoils) {
          const path = paths[file % paths.length] as string;
          const before = contents[path] ?? null;
          contents[path] = damages === null || before === null ? null : damages.reduce((content, damage) => damage(content), before);
        }
        const files = memoryFiles(contents);
        expect(await expectSoundRead(() => createOwnCgroupProbe(files).read(briefly))).toBe('answer');
        expectSound(cgroupAnswer(files));
      }),
      { numRuns: 300 },
    );
  });
});
