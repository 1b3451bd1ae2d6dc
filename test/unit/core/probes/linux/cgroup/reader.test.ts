import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDeviceFacts } from '../../../../../../src/core/probes/linux/cgroup/device-facts.ts';
import { readCgroupLayout } from '../../../../../../src/core/probes/linux/cgroup/layout.ts';
import { createCgroupReader, type CgroupReader } from '../../../../../../src/core/probes/linux/cgroup/reader.ts';
import type { KernelFiles } from '../../../../../../src/core/probes/linux/kernel-files.ts';
import type { CgroupReadingRaw } from '../../../../../../src/core/probes/raw-cgroup.ts';
import { fixtureRoot } from '../fixture-root.ts';
import { inMemory, v1Cgroup, v1Tree, v2Cgroup, v2Tree } from './trees.ts';

const readerOf = (files: KernelFiles): CgroupReader => createCgroupReader(files, readCgroupLayout(files).places, createDeviceFacts(files));

/** What both versions say of the cgroup in trees.ts. */
const COMMON = {
  memory: {
    usageBytes: 104_857_600,
    workingSetBytes: 83_886_080,
    anonBytes: 41_943_040,
    cacheBytes: 52_428_800,
    kernelBytes: 10_485_760,
    swapBytes: 4096,
    peakBytes: 209_715_200,
  },
  pids: 17,
};

describe('a reading', () => {
  it('of version 2: microseconds become exact nanoseconds', () => {
    const reading = readerOf(inMemory(v2Tree('/a', v2Cgroup('/a')))).read();
    expect(reading).toEqual({
      ...COMMON,
      memory: { ...COMMON.memory, events: { low: 1, high: 2, max: 3, oom: 4, oomKill: 5 } },
      cpu: {
        usageNs: 9_007_199_254_740_993_000n,
        userNs: 20_000,
        systemNs: 10_000,
        throttling: { periods: 100, throttledPeriods: 25, throttledNs: 1_500_000 },
      },
      io: ['8:0', '253:0'].map((device) => ({
        device,
        name: null,
        counted: true,
        readBytes: 1,
        writeBytes: 2,
        readOps: 3,
        writeOps: 4,
        discardBytes: 5,
      })),
      pressure: {
        cpu: {
          some: { avg10: 1, avg60: 2, avg300: 3, totalUs: 4 },
          full: { avg10: 0, avg60: 0, avg300: 0, totalUs: 0 },
        },
        memory: { some: { avg10: 0, avg60: 0, avg300: 0, totalUs: 1 }, full: null },
        io: expect.objectContaining({ reason: 'not-supported' }),
      },
    });
  });

  it('of version 1: the same, nanoseconds and ticks, and what is below the cgroup counted in', () => {
    const reading = readerOf(inMemory(v1Tree('/a', v1Cgroup('/a')))).read();
    expect(reading).toMatchObject({
      ...COMMON,
      memory: { ...COMMON.memory, events: { low: null, high: null, max: 3, oom: null, oomKill: 5 } },
      cpu: {
        usageNs: 9_007_199_254_740_993n,
        userNs: 20_000_000,
        systemNs: 10_000_000,
        throttling: { periods: 100, throttledPeriods: 25, throttledNs: 1_500_000 },
      },
      io: [{ device: '8:0', readBytes: 1, writeBytes: 2, readOps: 3, writeOps: 4, discardBytes: 5 }],
      pressure: { cpu: { reason: 'not-supported' } },
    });
  });

  const memoryOf = (contents: Record<string, string>): CgroupReadingRaw['memory'] => {
    return readerOf(inMemory(v2Tree('/a', Object.fromEntries(Object.entries(contents).map(([name, text]) => [`/a/${name}`, text]))))).read()
      .memory;
  };

  it('has a working set of at least 0, and no value made of a missing one', () => {
    expect(memoryOf({ 'memory.current': '10\n', 'memory.stat': 'anon 5\nfile 3\ninactive_file 20\n' })).toMatchObject({
      workingSetBytes: 0,
      kernelBytes: { reason: 'not-found' },
      swapBytes: { reason: 'not-found' },
      events: { reason: 'not-found' },
    });
    expect(memoryOf({ 'memory.current': '10\n' })).toMatchObject({ usageBytes: 10, workingSetBytes: { reason: 'not-found' } });
    expect(memoryOf({ 'memory.current': 'x\n' })).toMatchObject({ reason: 'malformed' });
    expect(memoryOf({ 'memory.current': '18446744073709551615\n' })).toMatchObject({
      detail: '/sys/fs/cgroup/a/memory.current: expected a whole number below 2^53, got 18446744073709551615',
    });
  });

  it('adds up the kernel memory of kernels that give only its parts', () => {
    const stat = 'anon 5\nfile 3\nkernel_stack 10\npagetables 20\npercpu 30\nsock 5\ninactive_file 1\nslab 40\n';
    expect(memoryOf({ 'memory.current': '500\n', 'memory.stat': stat })).toMatchObject({ kernelBytes: 100, workingSetBytes: 499 });
  });

  it('has no throttling where the controller is off, and the swap of version 1 without its line', () => {
    const v2 = readerOf(inMemory(v2Tree('/a', { '/a/cpu.stat': 'usage_usec 3\nuser_usec 2\nsystem_usec 1\n' }))).read();
    expect(v2.cpu).toMatchObject({ usageNs: 3000, throttling: { reason: 'not-found' } });
    const v1 = v1Tree('/a', {
      'memory/a/memory.usage_in_bytes': '100\n',
      'memory/a/memory.stat': 'total_cache 1\n',
      'memory/a/memory.memsw.usage_in_bytes': '90\n',
    });
    expect(readerOf(inMemory(v1)).read().memory).toMatchObject({ swapBytes: 0, cacheBytes: 1, anonBytes: { reason: 'malformed' } });
  });
});

describe('the files of a cgroup', () => {
  it('stay open, and are closed at the end', () => {
    const { files, write } = fixtureRoot(v2Tree('/a', v2Cgroup('/a')));
    const reader = readerOf(files);
    reader.read();
    const open = files.openCount;
    expect(open).toBe(11);
    write('/sys/fs/cgroup/a/pids.current', '18\n');
    expect(reader.read().pids).toBe(18);
    expect(files.openCount).toBe(open);
    reader.dispose();
    expect(files.openCount).toBe(0);
    expect(reader.read().pids).toBe(18);
    reader.dispose();
  });

  it('that are missing are asked for ever more seldom', () => {
    const all = inMemory(v2Tree('/a', { '/a/memory.current': '1\n', '/a/memory.stat': 'anon 1\n' }));
    let asked = 0;
    const files: KernelFiles = {
      ...all,
      keepSingle: (path) => {
        const file = all.keepSingle(path);
        const read = (): ReturnType<typeof file.read> => {
          if (path.endsWith('/memory.peak')) asked += 1;
          return file.read();
        };
        return { ...file, read };
      },
    };
    const reader = createCgroupReader(files, readCgroupLayout(files).places, createDeviceFacts(files));
    for (let i = 0; i < 100; i += 1) reader.read();
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThan(10);
  });

  it('are closed when the cgroup is gone, which is said; and it is found when it comes back', () => {
    const { dir, files, write } = fixtureRoot(v2Tree('/a', v2Cgroup('/a')));
    const reader = readerOf(files);
    reader.read();
    rmSync(`${dir}/sys/fs/cgroup/a`, { recursive: true });
    // A plain file can still be read through its descriptor; a kernel file cannot.
    reader.dispose();
    for (let i = 0; i < 3; i += 1) {
      expect(() => reader.read()).toThrow(
        expect.objectContaining({ name: 'ProbeError', reason: 'not-found', message: '/sys/fs/cgroup/a: the cgroup is gone' }),
      );
      expect(files.openCount).toBe(0);
    }
    write('/sys/fs/cgroup/a/pids.current', '4\n');
    expect(reader.read().pids).toBe(4);
  });
});

describe('devices on other devices', () => {
  it('are not counted where the one below is listed: a mapper, a RAID of partitions', () => {
    const { files } = fixtureRoot({
      ...v2Tree('/a', { '/a/io.stat': '8:0 rbytes=7\n253:0 rbytes=7\n9:1 rbytes=3\n7:0 rbytes=1\n' }),
      '/sys/devices/sda/dev': '8:0\n',
      '/sys/devices/sda/uevent': 'DEVNAME=sda\n',
      '/sys/devices/sda/sda3/dev': '8:3\n',
      '/sys/devices/sda/sda3/partition': '3\n',
      '/sys/devices/dm-0/uevent': 'DEVNAME=dm-0\n',
      '/sys/devices/dm-0/dev': '253:0\n',
      '/sys/devices/dm-0/slaves/sda3': { link: '../../sda/sda3' },
      '/sys/devices/md1/slaves/dm-0': { link: '../../dm-0' },
      '/sys/dev/block/8:0': { link: '../../devices/sda' },
      '/sys/dev/block/253:0': { link: '../../devices/dm-0' },
      '/sys/dev/block/9:1': { link: '../../devices/md1' },
    });
    expect(readerOf(files).read().io).toMatchObject([
      { device: '8:0', name: 'sda', counted: true },
      { device: '253:0', name: 'dm-0', counted: false },
      { device: '9:1', name: null, counted: false },
      { device: '7:0', name: null, counted: true },
    ]);
  });

  it('may lie on each other in a circle', () => {
    const { files } = fixtureRoot({
      '/sys/dev/block/1:1/slaves/b/dev': '1:2\n',
      '/sys/dev/block/1:2/slaves/a/dev': '1:1\n',
    });
    expect(createDeviceFacts(files).liesOn('1:1', new Set(['9:9']))).toBe(false);
  });
});
