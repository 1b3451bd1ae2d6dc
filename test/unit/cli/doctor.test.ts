import { describe, expect, test } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { widthOf } from '../../../src/cli/terminal/text.ts';
import { doctorText } from '../../../src/cli/view/doctor-text.ts';
import { type Report, readReport } from '../../../src/core/probes/environment/report.ts';
import type { ContainerFacts, EffectiveLimit, VirtualizationFacts } from '../../../src/shared/model/environment.ts';
import { type Content, fixtureRoot } from '../core/probes/linux/fixture-root.ts';

const ID = 'c0de'.repeat(16);
const GIB = 1024 ** 3;
const plain = createStyle({ env: {}, isTTY: false });

function report(contents: Readonly<Record<string, Content>> = {}): Promise<Report> {
  const { dir } = fixtureRoot({ '/proc/': '', ...contents });
  const commands = {
    run: async (file: string) => {
      throw new Error(`${file}: must not be run`);
    },
  };
  return readReport({ platform: 'linux', rootDir: dir, environment: {}, commands });
}

const limit = (value: number, more: Partial<EffectiveLimit> = {}): EffectiveLimit => ({
  value,
  state: 'limited',
  limitSource: 'container',
  path: '/sys/fs/cgroup',
  ofAncestor: false,
  ...more,
});

interface Differences {
  readonly container?: Partial<ContainerFacts>;
  readonly virtualization?: Partial<VirtualizationFacts>;
  readonly cpu?: EffectiveLimit;
  readonly memory?: EffectiveLimit;
}
/** A machine of 8 cores and 16 GiB, but for the differences. */
async function machine({ container, virtualization, cpu, memory }: Differences): Promise<Report> {
  const empty = await report();
  const free = { state: 'unlimited', limitSource: 'system', path: null } as const;
  return {
    ...empty,
    coreCount: 8,
    totalMemoryBytes: 16 * GIB,
    cgroup: { mode: 'v2', namespace: null, controllers: [], paths: {} },
    container: { ...empty.container, ...(container && { present: true, ...container }) },
    virtualization: { ...empty.virtualization, ...(virtualization && { present: true, ...virtualization }) },
    limits: { ...empty.limits, cpu: cpu ?? limit(8, free), memory: memory ?? limit(16 * GIB, free) },
  };
}

const sentenceOf = (got: Report): string | undefined => doctorText(got, { style: plain, columns: 200 })[0];

describe('the sentence', () => {
  test.each<[Differences, string]>([
    [{}, 'No container, no sign of a virtual machine, cgroup v2, 8 cores, 16 GB'],
    [
      { container: { runtime: 'docker' }, virtualization: { type: 'kvm' }, cpu: limit(1.5), memory: limit(2 * GIB) },
      'Docker container in a KVM guest, cgroup v2, 1.5 of 8 cores, 2 of 16 GB',
    ],
    [
      { cpu: limit(1), memory: limit(512 * 1024 ** 2) },
      'No container, no sign of a virtual machine, cgroup v2, 1 of 8 cores, 512 MB of 16 GB',
    ],
    [{ container: { runtime: 'podman', nestedIn: 'lxc' } }, 'Podman container inside an LXC container, cgroup v2, 8 cores, 16 GB'],
    [
      { container: { runtime: 'containerd', orchestrator: 'kubernetes', namespace: 'shop', podName: 'web-0' } },
      'Containerd container in the Kubernetes pod shop/web-0, cgroup v2, 8 cores, 16 GB',
    ],
    [{ container: { orchestrator: 'kubernetes' } }, 'Container in a Kubernetes pod, cgroup v2, 8 cores, 16 GB'],
    [{ container: { runtime: 'docker', orchestrator: 'nomad' } }, 'Docker container of Nomad, cgroup v2, 8 cores, 16 GB'],
    [{ container: { runtime: 'ecs', orchestrator: 'ecs' } }, 'ECS container, cgroup v2, 8 cores, 16 GB'],
    // That nothing shows an accelerator is no sign of emulation: on ARM nothing ever does.
    [{ virtualization: { type: 'qemu' } }, 'QEMU guest, cgroup v2, 8 cores, 16 GB'],
    [{ virtualization: { type: 'kvm', product: 'gce', cloud: 'gcp' } }, 'KVM guest (gce), cgroup v2, 8 cores, 16 GB'],
    [{ virtualization: { type: 'apple-vz' } }, 'Apple Virtualization guest, cgroup v2, 8 cores, 16 GB'],
    [
      { container: { runtime: 'lxc' }, virtualization: { type: 'apple-vz' } },
      'LXC container in an Apple Virtualization guest, cgroup v2, 8 cores, 16 GB',
    ],
    [{ virtualization: { type: 'none', present: false, cloud: 'aws' } }, 'Hardware of a cloud (aws), cgroup v2, 8 cores, 16 GB'],
    [{ virtualization: { type: 'none', present: false, hostOf: 'xen' } }, 'Hardware, host of Xen guests, cgroup v2, 8 cores, 16 GB'],
  ])('%j', async (differences, sentence) => {
    expect(sentenceOf(await machine(differences))).toBe(sentence);
  });

  test('leaves out what is not known', async () => {
    expect(sentenceOf(await report())).toBe('No container, no sign of a virtual machine, no cgroups');
  });
});

describe('doctor for a person', () => {
  const lines = (got: Report, columns = 200): string[] => doctorText(got, { style: plain, columns });
  const starting = (all: readonly string[], start: string): string | undefined =>
    all.find((line) => line.startsWith(start))?.replace(/ {2,}/g, '  ');

  test('each limit with who set it and where', async () => {
    const text = lines(
      await machine({
        cpu: limit(1.5, { path: '/sys/fs/cgroup/a', ofAncestor: true }),
        memory: limit(16 * GIB, { state: 'not-effective', limitSource: 'vm', path: '/sys/fs/cgroup/b' }),
      }),
    );
    expect(starting(text, 'CPU')).toBe('CPU  1.5 of 8 cores  the container  /sys/fs/cgroup/a (shared: above the own cgroup)');
    expect(starting(text, 'Memory')).toBe(
      'Memory  16 GB  the virtual machine  the limit in /sys/fs/cgroup/b is above what the machine has',
    );
    expect(starting(text, 'Tasks')).toBe('Tasks  —  not known  no file of the own cgroup says it: there may be a lower one');
  });

  test('a limit that is not known is not called none', async () => {
    const text = lines(await machine({ memory: limit(16 * GIB, { state: 'unknown', limitSource: 'unknown', path: null }) }));
    expect(starting(text, 'Memory')).toBe('Memory  16 GB  not known  no file of the own cgroup says it: there may be a lower one');
  });

  test('what is in use, what it is called, and the evidence', async () => {
    const got = await report({
      '/proc/self/cgroup': `0::/\n`,
      '/proc/self/mountinfo': `1 0 0:9 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n2 1 8:1 /docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/vda rw\n`,
      '/sys/fs/cgroup/cgroup.type': 'domain\n',
      '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids\n',
      '/sys/fs/cgroup/memory.max': `${GIB}\n`,
      '/sys/fs/cgroup/memory.current': `${GIB / 4}\n`,
      '/sys/fs/cgroup/pids.current': '12\n',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 5\nuser_usec 3\nsystem_usec 2\nnr_periods 10\nnr_throttled 4\nthrottled_usec 77\n',
    });
    const text = lines(got);
    expect(text[0]).toBe('Docker container, cgroup v2, 1 GB');
    expect(starting(text, 'Memory      ')).toBe('Memory  256 MB in use, 768 MB left');
    expect(text).toContainEqual(expect.stringMatching(/^CPU +throttled in 4 of 10 periods$/));
    expect(starting(text, 'Id')).toBe(`Id  ${ID}`);
    expect(starting(text, '/proc/self/mountinfo')).toMatch(/^\/proc\/self\/mountinfo {2}docker {2}\/etc\/hostname is /);
  });

  test.each([40, 80, 120])('is cut to %i columns, what was found first', async (columns) => {
    const long = `/${'x'.repeat(300)}`;
    const got = await report({ '/proc/self/cgroup': `0::${long}/docker-${ID}.scope\n` });
    const text = lines(got, columns);
    const evidence = text.slice(text.findIndex((line) => line.startsWith('Evidence')));
    if (columns >= 80) for (const line of evidence) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(evidence.some((line) => /^\/proc\/self\/cgroup +docker +\S+/.test(line))).toBe(true);
  });

  test('a name cannot steer the terminal', async () => {
    const got = await machine({ container: { runtime: 'podman', name: '\u001b[2Jx' } });
    expect(lines(got).join('\n')).toContain(String.raw`\x1b[2Jx`);
    expect(lines(got).join('\n')).not.toContain('\u001b');
  });
});
