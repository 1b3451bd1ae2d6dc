import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ContainerIdentity } from '../../../../../src/shared/model/container.ts';
import { type CgroupSamples, createCgroupSamples } from '../../../../../src/core/probes/engines/cgroup-samples.ts';
import { inspectedOf } from '../../../../../src/core/probes/engines/container-facts.ts';
import { containerInfoOf } from '../../../../../src/core/probes/engines/figures.ts';
import { createMachineTime } from '../../../../../src/core/probes/engines/machine-time.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import type { ContainerSamplesRaw } from '../../../../../src/core/probes/raw-containers.ts';
import { FakeClock } from '../../../../fakes/clock.ts';

const ID = 'ab'.repeat(32);
const PID = 4242;
const FOLDER = `/system.slice/docker-${ID}.scope`;
const CGROUP = `/sys/fs/cgroup${FOLDER}`;

let root: string;
let clock: FakeClock;
let samples: CgroupSamples;

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
const netDev = (received: number, sent: number): string =>
  `Inter-|   Receive\n face |bytes\n    lo: 9 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0\n  eth0: ${received} 0 0 0 0 0 0 0 ${sent} 0 0 0 0 0 0 0\n veth12: 7 0 0 0 0 0 0 0 7 0 0 0 0 0 0 0\n`;
const stat = (ticks: number): string => `cpu ${ticks} 0 0 ${ticks} 0 0 0 999999 0 0\ncpu0 1 0 0 0 0 0 0 0 0 0\ncpu1 1 0 0 0 0 0 0 0 0 0\n`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hr-cg-'));
  clock = new FakeClock();
  write({
    '/proc/self/mountinfo': '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    '/proc/self/cgroup': '0::/user.slice\n',
    '/proc/stat': stat(1000),
    [`/proc/${PID}/cgroup`]: `0::${FOLDER}\n`,
    [`/proc/${PID}/net/dev`]: netDev(1000, 500),
    '/sys/fs/cgroup/cgroup.controllers': 'cpu memory io pids\n',
    '/sys/fs/cgroup/system.slice/cgroup.controllers': 'cpu memory io pids\n',
    '/sys/fs/cgroup/system.slice/memory.max': '50000000\n',
    '/sys/fs/cgroup/system.slice/pids.max': 'max\n',
    [`${CGROUP}/cgroup.controllers`]: 'cpu memory io pids\n',
    [`${CGROUP}/cpu.stat`]: 'usage_usec 1000000\nuser_usec 1\nsystem_usec 1\nnr_periods 10\nnr_throttled 0\nthrottled_usec 0\n',
    [`${CGROUP}/cpu.max`]: '50000 100000\n',
    [`${CGROUP}/memory.current`]: '30000000\n',
    [`${CGROUP}/memory.max`]: '100000000\n',
    [`${CGROUP}/memory.stat`]: 'anon 1\nfile 2\ninactive_file 10000000\n',
    [`${CGROUP}/memory.events`]: 'low 0\nhigh 0\nmax 4\noom 2\noom_kill 2\n',
    [`${CGROUP}/io.stat`]: '8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n',
    [`${CGROUP}/pids.current`]: '3\n',
    [`${CGROUP}/pids.max`]: '20\n',
  });
  const files = createKernelFiles(root);
  samples = createCgroupSamples(files, createMachineTime(files, 100), clock);
});
afterEach(() => {
  samples.dispose();
  rmSync(root, { recursive: true, force: true });
});

const HOST = { Memory: 100_000_000, NanoCpus: 5e8, PidsLimit: 20 };
const container = (more: object = {}, pid = PID): ReturnType<typeof inspectedOf> =>
  inspectedOf({ Id: ID, State: { Status: 'running', Pid: pid }, HostConfig: { ...HOST, ...more } }, 'e');

function read(identity: ContainerIdentity = container().identity): ReturnType<CgroupSamples['of']> {
  samples.begin();
  return samples.of(identity);
}
const MACHINE = { cpuCount: 2, memoryBytes: 8e9, source: 'system' } as const;

describe('a container read from its cgroup', () => {
  test('its figures, its rates over two reads, and the machine’s time without the stolen', async () => {
    const first = read() as ContainerSamplesRaw;
    expect(first.before).toBeNull();
    expect(first.now).toMatchObject({ source: 'cgroup', memory: { usedBytes: 20_000_000, includesCache: false }, oomKills: 2, pids: 3 });
    await clock.advance(2000);
    write({
      '/proc/stat': stat(1200),
      [`/proc/${PID}/net/dev`]: netDev(3000, 1500),
      [`${CGROUP}/cpu.stat`]: 'usage_usec 1800000\nuser_usec 1\nsystem_usec 1\nnr_periods 30\nnr_throttled 5\nthrottled_usec 9\n',
      [`${CGROUP}/io.stat`]: '8:0 rbytes=8192 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n',
    });
    const info = containerInfoOf({ ...container(), samples: read() as ContainerSamplesRaw }, MACHINE);
    // 0.8 s in 2 s; of 2 × 200 ticks of two processors.
    expect(info.cpu.cores).toBeCloseTo(0.4, 9);
    expect(info.cpu.dockerPercent).toBeCloseTo(40, 9);
    expect(info.cpu).toMatchObject({
      throttledPercent: 25,
      usageOf: 'limit',
      limit: { value: 0.5, source: 'container' },
    });
    expect(info.cpu.usagePercent).toBeCloseTo(80, 9);
    expect(info.network).toEqual({ receivedBytes: 3000, sentBytes: 1500, receivedBytesPerSec: 1000, sentBytesPerSec: 500 });
    expect(info.blockIo).toEqual({ readBytes: 8192, writtenBytes: 8192, readBytesPerSec: 2048, writtenBytesPerSec: 0 });
    expect(info.processes).toEqual({ used: 3, limit: { value: 20, source: 'container' } });
    expect(info.absent).toEqual([]);
  });

  test('reads close to each other, as events make them, do not make noise of a rate', async () => {
    const used = (usec: number): void =>
      write({
        [`${CGROUP}/cpu.stat`]: `usage_usec ${usec}\nuser_usec 1\nsystem_usec 1\nnr_periods 10\nnr_throttled 0\nthrottled_usec 0\n`,
      });
    const cores = (): number | null => containerInfoOf({ ...container(), samples: read() as ContainerSamplesRaw }, MACHINE).cpu.cores;
    expect(cores()).toBeNull();
    await clock.advance(1000);
    used(1_500_000);
    expect(cores()).toBeCloseTo(0.5, 9);
    await clock.advance(5);
    used(1_505_000);
    // 0.505 s in 1005 ms, and not 5 ms in 5 ms.
    expect(cores()).toBeCloseTo(0.505 / 1.005, 9);
    await clock.advance(995);
    used(2_000_000);
    expect(cores()).toBeCloseTo(0.5, 9);
  });

  test('a smaller limit above it is the one that holds', () => {
    const { memory } = containerInfoOf({ ...container(), samples: read() as ContainerSamplesRaw }, MACHINE);
    expect(memory).toMatchObject({ limit: { value: 50_000_000, source: 'cgroup' }, usagePercent: 40, usageOf: 'limit' });
  });

  test('a limit that is changed is seen with the engine’s word of it, and at the latest half a minute later', async () => {
    const { identity } = container();
    const memoryLimit = (): number | null => (read(identity) as ContainerSamplesRaw).now.bound!.memoryBytes;
    expect(memoryLimit()).toBe(50_000_000);
    write({ [`${CGROUP}/memory.max`]: '40000000\n' });
    expect(memoryLimit()).toBe(50_000_000);
    expect((read({ ...identity }) as ContainerSamplesRaw).now.bound!.memoryBytes).toBe(40_000_000);
    write({ [`${CGROUP}/memory.max`]: '30000000\n' });
    expect((await clock.advance(30_000), memoryLimit())).toBe(30_000_000);
  });

  test('of two samples far apart no rate is made', async () => {
    read();
    await clock.advance(10 * 60_000);
    expect((read() as ContainerSamplesRaw).before).toBeNull();
  });

  test('the traffic of a shared network is not its own', () => {
    for (const NetworkMode of ['host', 'container:cd']) {
      const info = containerInfoOf({ ...container(), samples: read(container({ NetworkMode }).identity) as ContainerSamplesRaw }, MACHINE);
      expect(info.network.receivedBytes).toBeNull();
      expect(info.absent.map(({ part }) => part)).toContain('network');
    }
  });
});

describe('never somebody else’s figures', () => {
  test('a process number of another machine is left to the engine', () => {
    write({ [`/proc/${PID}/cgroup`]: '0::/system.slice/ssh.service\n' });
    expect(read()).toBeNull();
    expect(read(container({}, 999_999).identity)).toBeNull();
    expect(read({ ...container().identity, pid: null })).toBeNull();
  });

  test('a process that took the number has its traffic for itself', () => {
    read();
    write({ [`/proc/${PID}/cgroup`]: '0::/system.slice/ssh.service\n' });
    expect((read() as ContainerSamplesRaw).now.network).toMatchObject({ reason: 'not-found', detail: 'its first process ended' });
  });

  test('a controller in which the container has no cgroup of its own is absent', () => {
    write({
      '/proc/self/mountinfo':
        '31 23 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n32 23 0:29 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n',
      [`/proc/${PID}/cgroup`]: `4:memory:/docker\n3:pids:/docker/${ID}\n`,
      '/sys/fs/cgroup/memory/docker/memory.usage_in_bytes': '7\n',
      [`/sys/fs/cgroup/pids/docker/${ID}/pids.current`]: '2\n',
    });
    expect((read() as ContainerSamplesRaw).now).toMatchObject({ pids: 2, memory: { reason: 'not-supported' } });
  });

  test('a cgroup that is gone gives no figure, and the one of a new start is found', () => {
    read();
    // A kernel's file that is open says when its cgroup went; one of a plain folder does not.
    samples.keepOnly(new Set());
    rmSync(join(root, CGROUP), { recursive: true });
    expect(read()).toMatchObject({ reason: 'not-found' });
    const again = `/system.slice/again-${ID}.scope`;
    write({
      '/proc/77/cgroup': `0::${again}\n`,
      [`/sys/fs/cgroup${again}/cgroup.controllers`]: 'pids\n',
      [`/sys/fs/cgroup${again}/pids.current`]: '1\n',
    });
    expect((read(container({}, 77).identity) as ContainerSamplesRaw).now.pids).toBe(1);
  });
});

test('files of containers that are gone are closed', () => {
  const files = createKernelFiles(root);
  const own = createCgroupSamples(files, createMachineTime(files, 100), clock);
  own.begin();
  own.of(container().identity);
  const open = files.openCount;
  own.keepOnly(new Set());
  expect(files.openCount).toBeLessThan(open);
  own.dispose();
  expect(files.openCount).toBe(0);
});
