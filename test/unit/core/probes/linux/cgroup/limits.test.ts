import { describe, expect, it } from 'vitest';
import type { CgroupLimitsRaw } from '../../../../../../src/core/probes/raw-cgroup.ts';
import { createDeviceFacts } from '../../../../../../src/core/probes/linux/cgroup/device-facts.ts';
import { readCgroupLayout } from '../../../../../../src/core/probes/linux/cgroup/layout.ts';
import { readCgroupLimits } from '../../../../../../src/core/probes/linux/cgroup/limits.ts';
import { readMachineSize } from '../../../../../../src/core/probes/linux/cgroup/machine.ts';
import type { KernelFiles } from '../../../../../../src/core/probes/linux/kernel-files.ts';
import { fixtureRoot } from '../fixture-root.ts';
import { inMemory, v1Tree, v2Tree } from './trees.ts';

const GIB = 1024 ** 3;
function limitsOf(files: KernelFiles): CgroupLimitsRaw {
  const { places } = readCgroupLayout(files);
  return readCgroupLimits(files, { places, machine: readMachineSize(files), process: 'self', devices: createDeviceFacts(files) });
}
const v2 = (contents: Readonly<Record<string, string>>, path = '/pod/own'): CgroupLimitsRaw => limitsOf(inMemory(v2Tree(path, contents)));
const v1 = (contents: Readonly<Record<string, string>>, path = '/pod/own'): CgroupLimitsRaw => limitsOf(inMemory(v1Tree(path, contents)));

describe('the limit over all levels', () => {
  it('is the smallest, with the level that sets it; all that set one are named, ours first', () => {
    const { memory } = v2({ '/pod/own/memory.max': `${2 * GIB}\n`, '/pod/memory.max': `${GIB}\n` });
    expect(memory).toEqual({
      kind: 'limited',
      value: GIB,
      path: '/sys/fs/cgroup/pod',
      levels: [
        { path: '/sys/fs/cgroup/pod/own', value: 2 * GIB },
        { path: '/sys/fs/cgroup/pod', value: GIB },
      ],
      evidence: `/sys/fs/cgroup/pod/memory.max: ${GIB}`,
    });
  });

  it('is not effective when the machine has no more than that', () => {
    expect(v2({ '/pod/own/memory.max': `${8 * GIB}\n` }).memory).toMatchObject({
      kind: 'not-effective',
      value: 8 * GIB,
      machineValue: 8 * GIB,
    });
    expect(v2({ '/pod/own/pids.max': '99999\n' }).pids).toMatchObject({ kind: 'not-effective', machineValue: 32_768 });
    expect(v2({ '/pod/own/cpu.max': '800000 100000\n' }).cpuQuota).toMatchObject({ kind: 'not-effective', value: 8 });
  });

  it('is unlimited when a file says so, or when no level up to the root of the machine has one', () => {
    expect(v2({ '/pod/own/memory.max': 'max\n' }).memory).toMatchObject({ kind: 'unlimited', hidesAncestors: false });
    expect(v2({ '/pod/own/cgroup.procs': '1\n' }).memory).toMatchObject({
      kind: 'unlimited',
      evidence: expect.stringContaining('no memory.max from'),
    });
    expect(v2({ '/cgroup.controllers': '' }, '/').memory).toMatchObject({ kind: 'unlimited' });
  });

  it('says that ancestors are hidden by a namespace', () => {
    const { memory } = v2({ '/cgroup.type': 'domain\n', '/memory.max': 'max\n' }, '/');
    expect(memory).toMatchObject({
      kind: 'unlimited',
      hidesAncestors: true,
      evidence: '/sys/fs/cgroup/memory.max: no limit visible from here',
    });
  });

  it('is unknown when there is no file, a bad one, or no way to our cgroup', () => {
    expect(v2({ '/cgroup.type': 'domain\n' }, '/').memory).toMatchObject({
      kind: 'unknown',
      evidence: '/sys/fs/cgroup/memory.max: ENOENT',
    });
    expect(v2({}, '/gone').memory).toMatchObject({ kind: 'unknown' });
    expect(v2({ '/pod/own/memory.max': 'lots\n' }).memory).toMatchObject({
      kind: 'unknown',
      evidence: '/sys/fs/cgroup/pod/own/memory.max: expected a whole number or "max", got "lots"',
    });
    expect(v2({ '/x/memory.max': '5\n' }, '/../x').memory).toMatchObject({ kind: 'unknown', levels: [] });
  });

  it('keeps a limit that one level sets when another cannot be read', () => {
    const { memory } = v2({ '/pod/own/memory.max': 'lots\n', '/pod/memory.max': `${GIB}\n` });
    expect(memory).toMatchObject({ kind: 'limited', value: GIB });
  });
});

describe('memory', () => {
  it('has its thresholds, protections and swap apart', () => {
    const limits = v2({
      '/pod/own/memory.max': `${GIB}\n`,
      '/pod/own/memory.high': '900\n',
      '/pod/memory.high': '800\n',
      '/pod/own/memory.low': 'max\n',
      '/pod/own/memory.min': '5\n',
      '/pod/own/memory.swap.max': '0\n',
      '/pod/memory.swap.max': 'max\n',
    });
    expect(limits.memoryHigh).toMatchObject({ value: 800, path: '/sys/fs/cgroup/pod' });
    expect(limits.memoryLowBytes).toBe(8 * GIB);
    expect(limits.memoryMinBytes).toBe(5);
    expect(limits.swap).toMatchObject({ kind: 'limited', value: 0 });
  });

  it('counts, in version 1, what ancestors set that cannot be seen', () => {
    const limits = v1({
      'memory/pod/own/memory.limit_in_bytes': '9223372036854771712\n',
      'memory/pod/own/memory.stat': `cache 0\nhierarchical_memory_limit ${GIB}\nhierarchical_memsw_limit ${3 * GIB}\n`,
    });
    expect(limits.memory).toMatchObject({ kind: 'limited', value: GIB, path: null, levels: [] });
    expect(limits.swap).toMatchObject({ kind: 'limited', value: 2 * GIB, path: null });
  });

  it('subtracts the memory from the second limit of version 1', () => {
    const memory = { 'memory/pod/own/memory.limit_in_bytes': `${GIB}\n` };
    expect(v1({ ...memory, 'memory/pod/own/memory.memsw.limit_in_bytes': `${GIB}\n` }).swap).toMatchObject({ kind: 'limited', value: 0 });
    expect(v1({ ...memory, 'memory/pod/own/memory.memsw.limit_in_bytes': '9223372036854771712\n' }).swap).toMatchObject({
      kind: 'unlimited',
    });
    const none = { 'memory/pod/own/memory.limit_in_bytes': '-1\n', 'memory/pod/own/memory.memsw.limit_in_bytes': '4096\n' };
    expect(v1(none).swap).toMatchObject({ kind: 'limited', value: 4096 });
  });

  it('does not hold an ancestor of version 1 against us that is not charged for us', () => {
    const contents = { 'memory/pod/own/memory.limit_in_bytes': `${GIB}\n`, 'memory/pod/memory.limit_in_bytes': '4096\n' };
    expect(v1({ ...contents, 'memory/pod/memory.use_hierarchy': '1\n' }).memory).toMatchObject({ value: 4096 });
    expect(v1({ ...contents, 'memory/pod/memory.use_hierarchy': '0\n' }).memory).toMatchObject({ value: GIB });
  });
});

describe('CPU', () => {
  it('takes the smallest of quota, cpuset and what is online', () => {
    const cpuset = { '/pod/own/cpuset.cpus.effective': '\n', '/pod/cpuset.cpus.effective': '0-3,6\n' };
    expect(v2({ ...cpuset, '/pod/cpu.max': '250000 100000\n', '/pod/own/cpu.max': 'max 100000\n' })).toMatchObject({
      cpuQuota: { kind: 'limited', value: 2.5, path: '/sys/fs/cgroup/pod' },
      cpuset: [0, 1, 2, 3, 6],
      effectiveCores: 2.5,
    });
    expect(v2({ ...cpuset, '/pod/cpu.max': 'max 100000\n' }).effectiveCores).toBe(5);
    expect(v2({ '/pod/own/cpu.max': 'max 100000\n' }).effectiveCores).toBe(8);
  });

  it('reads version 1, and says in whose terms a weight is', () => {
    const limits = v1({
      'cpu,cpuacct/pod/own/cpu.cfs_quota_us': '50000\n',
      'cpu,cpuacct/pod/own/cpu.cfs_period_us': '100000\n',
      'cpu,cpuacct/pod/own/cpu.shares': '512\n',
      'cpuset/pod/own/cpuset.effective_cpus': '1-2\n',
      'cpuset/pod/own/cpuset.cpus': '0-7\n',
    });
    expect(limits).toMatchObject({ cpuQuota: { value: 0.5 }, cpuset: [1, 2], weight: { kind: 'shares', value: 512 }, effectiveCores: 0.5 });
    expect(v2({ '/pod/own/cpu.weight': '79\n' }).weight).toEqual({ kind: 'weight', value: 79 });
    // A quota says nothing without its period; no quota needs none.
    expect(v1({ 'cpu,cpuacct/pod/own/cpu.cfs_quota_us': '50000\n' }).cpuQuota).toMatchObject({ kind: 'unknown' });
    expect(v1({ 'cpu,cpuacct/pod/own/cpu.cfs_quota_us': '-1\n' }).cpuQuota).toMatchObject({ kind: 'unlimited' });
  });

  it('falls back on the affinity of the process', () => {
    const tree = { ...v2Tree('/pod/own', {}), '/proc/self/status': 'Name:\tx\nCpus_allowed_list:\t2-3\n' };
    expect(limitsOf(inMemory(tree)).cpuset).toEqual([2, 3]);
    expect(v2({}).cpuset).toMatchObject({ reason: 'not-found' });
    expect(v2({ '/pod/own/cpuset.cpus.effective': 'all\n' }).cpuset).toMatchObject({ reason: 'malformed' });
  });
});

describe('I/O', () => {
  it('has the smallest of each kind per device, with its name', () => {
    const { files } = fixtureRoot({
      ...v2Tree('/pod/own', {
        '/pod/own/io.max':
          '8:0 rbps=2097152 wbps=max riops=max wiops=120\n253:1 rbps=max wbps=max riops=max wiops=max\nnonsense\n8:1 rbps=x\n',
        '/pod/io.max': '8:0 rbps=1048576 wbps=max riops=max wiops=500\n8:16 rbps=max wbps=7 riops=max wiops=max\n',
      }),
      '/sys/dev/block/8:0/uevent': 'MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\n',
    });
    const none = { readBytesPerSec: null, writeBytesPerSec: null, readOpsPerSec: null, writeOpsPerSec: null };
    expect(limitsOf(files).io).toEqual([
      { ...none, device: '8:0', name: 'sda', path: '/sys/fs/cgroup/pod/own', readBytesPerSec: 1_048_576, writeOpsPerSec: 120 },
      { ...none, device: '8:16', name: null, path: '/sys/fs/cgroup/pod', writeBytesPerSec: 7 },
    ]);
  });

  it('reads the four files of version 1', () => {
    const { io } = v1({
      'blkio/pod/own/blkio.throttle.read_bps_device': '7:0\t1000\n',
      'blkio/pod/own/blkio.throttle.write_iops_device': '7:0 20\nx y\n',
      'blkio/pod/blkio.throttle.read_bps_device': '7:0 900\n',
    });
    expect(io).toMatchObject([{ device: '7:0', readBytesPerSec: 900, writeBytesPerSec: null, readOpsPerSec: null, writeOpsPerSec: 20 }]);
    expect(v2({}).io).toMatchObject({ reason: 'not-found' });
    expect(v2({ '/pod/own/io.max': '' }).io).toEqual([]);
  });
});
