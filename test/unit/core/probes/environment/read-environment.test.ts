import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEnvironmentReader, readEnvironment } from '../../../../../src/core/probes/environment/read-environment.ts';
import { plainReport, readReport } from '../../../../../src/core/probes/environment/report.ts';
import type { CommandRunner } from '../../../../../src/core/ports.ts';
import { type Environment, environment } from '../../../../../src/shared/model/environment.ts';
import { spoiled } from '../linux/damage.ts';
import { type Content, type FixtureRoot, fixtureRoot } from '../linux/fixture-root.ts';

const ID = 'c0de'.repeat(16);
const GIB = 1024 ** 3;
const SCOPE = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`;
/** A container, seen from its host: 8 GiB and 4 CPUs, of which it may use 2 GiB and 1.5. */
const HOST_VIEW: Readonly<Record<string, Content>> = {
  '/proc/self/cgroup': `0::/system.slice/docker-${ID}.scope\n`,
  '/proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/proc/meminfo': `MemTotal: ${8 * 1024 ** 2} kB\nMemFree: 1000 kB\nMemAvailable: 1000 kB\n`,
  '/sys/devices/system/cpu/online': '0-3\n',
  '/proc/sys/kernel/pid_max': '4194304\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids io\n',
  [`${SCOPE}/cgroup.controllers`]: 'cpu memory pids io\n',
  [`${SCOPE}/memory.max`]: `${2 * GIB}\n`,
  [`${SCOPE}/memory.current`]: `${GIB}\n`,
  [`${SCOPE}/cpu.max`]: '150000 100000\n',
  [`${SCOPE}/pids.max`]: 'max\n',
  [`${SCOPE}/io.max`]: '8:0 rbps=1048576 wbps=max riops=max wiops=120\n',
};

const noCommands: CommandRunner = {
  async run(file) {
    throw new Error(`${file}: must not be run`);
  },
};

async function read(root: FixtureRoot): Promise<Environment> {
  const got = await readEnvironment({ platform: 'linux', rootDir: root.dir, variables: null, commands: null });
  expect(environment.parse(got)).toEqual(got);
  return got;
}
const limitsOf = async (more: Readonly<Record<string, Content>> = {}): Promise<Environment['limits']> =>
  (await read(fixtureRoot({ ...HOST_VIEW, ...more }))).limits;

describe('limits, and who sets them', () => {
  it('a container below its machine', async () => {
    const { memory, cpu, pids, io } = await limitsOf();
    expect(memory).toEqual({ value: 2 * GIB, state: 'limited', limitSource: 'container', path: SCOPE, ofAncestor: false });
    expect(cpu).toEqual({ value: 1.5, state: 'limited', limitSource: 'container', path: SCOPE, ofAncestor: false });
    expect(pids).toEqual({ value: 4_194_304, state: 'unlimited', limitSource: 'system', path: null, ofAncestor: false });
    expect(io).toMatchObject({ state: 'limited', limitSource: 'container', path: SCOPE });
    expect(io.devices).toEqual([
      { device: '8:0', readBytesPerSec: 1_048_576, writeBytesPerSec: null, readOpsPerSec: null, writeOpsPerSec: 120 },
    ]);
  });

  it('an ancestor whose limit is lower', async () => {
    const { memory } = await limitsOf({ '/sys/fs/cgroup/system.slice/memory.max': `${GIB}\n` });
    expect(memory).toMatchObject({ value: GIB, path: '/sys/fs/cgroup/system.slice', ofAncestor: true });
  });

  it('more than the machine has limits nothing', async () => {
    const { memory } = await limitsOf({ [`${SCOPE}/memory.max`]: `${64 * GIB}\n` });
    expect(memory).toMatchObject({ value: 8 * GIB, state: 'not-effective', limitSource: 'system', path: SCOPE });
  });

  it('none, in a guest: what the hypervisor gave it', async () => {
    const { memory } = await limitsOf({
      [`${SCOPE}/memory.max`]: 'max\n',
      '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.\n',
    });
    expect(memory).toMatchObject({ value: 8 * GIB, state: 'unlimited', limitSource: 'vm' });
  });

  it('is not known where no file could be read, which is not the same as none', async () => {
    const nothing = await read(fixtureRoot({ '/proc/': '', '/sys/class/dmi/id/sys_vendor': 'VMware, Inc.\n' }));
    for (const resource of ['memory', 'cpu', 'pids', 'io'] as const) {
      expect(nothing.limits[resource]).toMatchObject({ state: 'unknown', limitSource: 'unknown' });
    }
  });

  it('fewer CPUs than there are', async () => {
    const { cpu } = await limitsOf({ [`${SCOPE}/cpu.max`]: 'max 100000\n', [`${SCOPE}/cpuset.cpus.effective`]: '1\n' });
    expect(cpu).toMatchObject({ value: 1, state: 'limited', limitSource: 'container', path: SCOPE });
  });

  it.each<[string, Readonly<Record<string, Content>>, string]>([
    ['Kubernetes', { '/proc/self/environ': 'KUBERNETES_SERVICE_HOST=10.0.0.1\0' }, 'kubernetes'],
    ['a runtime', {}, 'container'],
  ])('%s', async (_name, more, limitSource) => {
    expect(await limitsOf(more)).toMatchObject({ memory: { limitSource }, cpu: { limitSource } });
  });

  it('a service of systemd is no container', async () => {
    const service = '/sys/fs/cgroup/system.slice/job.service';
    const root = fixtureRoot({
      ...HOST_VIEW,
      '/proc/self/cgroup': '0::/system.slice/job.service\n',
      [`${service}/memory.max`]: `${GIB}\n`,
      [`${service}/cgroup.controllers`]: 'memory\n',
    });
    const { container, limits } = await read(root);
    expect(container).toMatchObject({ present: false, systemdUnit: 'job.service' });
    expect(limits.memory).toMatchObject({ value: GIB, limitSource: 'cgroup', path: service });
  });

  it('a cgroup that cannot be named: not known, and not unlimited', async () => {
    const { memory, cpu } = await limitsOf({ '/proc/self/cgroup': '0::/../elsewhere\n' });
    expect(memory).toMatchObject({ state: 'unknown', limitSource: 'unknown', value: 8 * GIB });
    expect(cpu.state).toBe('unknown');
  });

  it('below lxcfs the size of the machine is the limit of the container', async () => {
    const mounts = `${HOST_VIEW['/proc/self/mountinfo'] as string}3 1 0:7 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n`;
    const { memory } = await limitsOf({
      '/proc/self/mountinfo': mounts,
      '/proc/self/cgroup': '0::/init.scope\n',
      '/run/systemd/container': 'lxc\n',
      '/sys/fs/cgroup/cgroup.type': 'domain\n',
      '/sys/fs/cgroup/init.scope/memory.max': 'max\n',
    });
    expect(memory).toMatchObject({ value: 8 * GIB, state: 'limited', limitSource: 'container', path: null });
  });
});

describe('a reader', () => {
  it('gives the same answer twice, and another after a refresh', async () => {
    const root = fixtureRoot(HOST_VIEW);
    const reader = createEnvironmentReader({
      platform: 'linux',
      rootDir: root.dir,
      environment: { container: 'lxc' },
      commands: noCommands,
    });
    const first = await reader.read();
    expect(first.container.runtime).toBe('docker');
    expect(await reader.isContainerized()).toBe(true);

    root.write('/proc/self/cgroup', '0::/user.slice\n');
    expect(await reader.read()).toBe(first);
    // The word in our own environment is not that of the machine below the root.
    expect((await reader.refresh()).container).toMatchObject({ present: false, runtime: null });
    expect(await reader.isContainerized()).toBe(false);
    expect(await reader.refresh()).toEqual(await reader.read());
  });

  it('of this machine uses its own variables', async () => {
    const { container } = await createEnvironmentReader({
      platform: 'linux',
      rootDir: '/',
      environment: { KUBERNETES_SERVICE_HOST: '10.0.0.1', POD_NAME: 'here' },
      commands: noCommands,
    }).read();
    expect(container).toMatchObject({ present: true, orchestrator: 'kubernetes', podName: 'here' });
  });

  it('never throws, however garbled the files are', async () => {
    const paths = Object.keys(HOST_VIEW);
    await fc.assert(
      fc.asyncProperty(spoiled, async (files) => {
        const contents: Record<string, Content> = { ...HOST_VIEW };
        for (const { file, damages } of files) {
          const path = paths[file % paths.length] as string;
          const bytes = Buffer.from(HOST_VIEW[path] as string);
          if (damages === null) delete contents[path];
          else contents[path] = damages.reduce<Buffer>((content, damage) => damage(content), bytes);
        }
        const { limits, container } = await read(fixtureRoot(contents));
        expect(container.id === null || /^[0-9a-f]{64}$/.test(container.id)).toBe(true);
        for (const { value } of [limits.memory, limits.cpu, limits.pids]) expect(value === null || value >= 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('macOS and Windows', () => {
  const answering =
    (answers: Readonly<Record<string, string>>): CommandRunner['run'] =>
    async (file) => {
      const answer = answers[file];
      if (answer === undefined) throw new Error(`${file}: not there`);
      return answer;
    };
  const readMac = (sysctl: string, more: Readonly<Record<string, string>> = {}): Promise<Environment> =>
    readEnvironment({
      platform: 'darwin',
      rootDir: '/',
      variables: {},
      commands: { run: answering({ '/usr/sbin/sysctl': sysctl, ...more }) },
    });

  it('a guest of Apple, with what it was given', async () => {
    const got = await readMac('hw.model: VirtualMac2,1\nhw.memsize: 7516192768\nhw.ncpu: 3\nkern.hv_vmm_present: 1\n');
    expect(got).toMatchObject({
      cgroup: null,
      container: { present: false },
      virtualization: { type: 'apple-vz', guest: { memoryLimitBytes: 7_516_192_768, cpuCount: 3 } },
      limits: { memory: { value: 7_516_192_768, limitSource: 'vm' }, cpu: { value: 3, limitSource: 'vm' } },
    });
    expect(environment.parse(got)).toEqual(got);
  });

  it('a Mac that could host guests', async () => {
    const got = await readMac('hw.model: Mac14,9\nkern.hv_vmm_present: 0\nmachdep.cpu.features: VMX\n');
    expect(got).toMatchObject({ virtualization: { present: false, guest: null }, limits: { memory: { limitSource: 'system' } } });
  });

  it('an old guest by its processor, of a hypervisor that its firmware names', async () => {
    const features = 'hw.model: MacPro6,1\nmachdep.cpu.features: FPU VMM SSE\n';
    const firmware = { '/usr/sbin/system_profiler': 'Boot ROM Version: VirtualBox\n' };
    expect((await readMac(features, firmware)).virtualization.type).toBe('virtualbox');
    expect((await readMac(features)).virtualization.type).toBe('vm-other');
  });

  it('a Mac that answers nothing is no guest', async () => {
    expect((await readMac('')).virtualization).toMatchObject({ present: false, type: 'none' });
  });

  it('a container of Windows', async () => {
    const got = await readEnvironment({
      platform: 'win32',
      rootDir: '/',
      variables: { CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\C' },
      commands: noCommands,
    });
    expect(got).toMatchObject({ container: { present: true, runtime: null }, virtualization: { present: false } });
  });
});

describe('the report', () => {
  it('has the figures of the own cgroup, the mounts and the evidence', async () => {
    const root = fixtureRoot(HOST_VIEW);
    const report = await readReport({ platform: 'linux', rootDir: root.dir, environment: {}, commands: noCommands });
    const plain = JSON.parse(JSON.stringify(plainReport(report))) as Record<string, unknown>;
    expect(plain).toMatchObject({
      container: { runtime: 'docker', id: ID },
      cgroup: { mode: 'v2', paths: { unified: SCOPE } },
      memory: { limitBytes: 2 * GIB, usageBytes: GIB },
      cpu: { quotaCores: 1.5, effectiveCores: 1.5 },
      mounts: [{ mountPoint: '/', fsType: 'ext4', source: '/dev/sda1' }],
    });
    expect(plain['evidence']).toContainEqual(expect.objectContaining({ about: 'container', source: '/proc/self/cgroup', says: 'docker' }));
    expect(plain).not.toHaveProperty('own');
  });

  it('of an empty root has every key, and nothing in it', async () => {
    const report = await readReport({
      platform: 'linux',
      rootDir: fixtureRoot({ '/proc/': '' }).dir,
      environment: {},
      commands: noCommands,
    });
    expect(plainReport(report)).toMatchObject({
      container: { present: false },
      cgroup: { mode: 'none' },
      memory: { limitBytes: null },
      mounts: [],
    });
  });
});
