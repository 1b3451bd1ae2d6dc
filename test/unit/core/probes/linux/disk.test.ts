import { describe, expect, it } from 'vitest';
import type { FileSystemCalls, FileSystemStats } from '../../../../../src/core/probes/linux/disk-space.ts';
import { createDiskProbe } from '../../../../../src/core/probes/linux/disk.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { briefly, fixtureRoot, inDetail } from './fixture-root.ts';

const STATS: FileSystemStats = { bsize: 65_536, frsize: 4096, blocks: 1000, bfree: 400, bavail: 300, files: 50, ffree: 20 };
const SPACE = {
  totalBytes: 1000 * 4096,
  freeBytes: 400 * 4096,
  availableBytes: 300 * 4096,
  inodesTotal: 50,
  inodesFree: 20,
};

const device = (minor: number, path: string): string => `1 1 8:${minor} / ${path} rw - ext4 /dev/sda${minor} rw\n`;
const nfs = (minor: number, path: string): string => `1 1 0:${minor} / ${path} rw - nfs4 server:${path} rw\n`;

/** A machine whose file systems answer as told; those in `hanging` do not until `release`. */
function machine(table: string, hanging: readonly string[] = []) {
  const { dir, files } = fixtureRoot({ '/proc/self/mountinfo': table });
  const clock = new FakeClock();
  const asked: string[] = [];
  const releases = new Map<string, () => void>();
  const hangs = new Set(hanging);
  const calls: FileSystemCalls = {
    async statfs(place) {
      const path = place.slice(dir.length);
      asked.push(path);
      if (hangs.has(path)) await new Promise<void>((resolve) => releases.set(path, resolve));
      return STATS;
    },
    // Each has the number that its line says.
    async deviceNumber(place) {
      const minor = new RegExp(`(\\d+):(\\d+) / ${place.slice(dir.length)} `).exec(table);
      return Number(minor?.[1]) * 256 + Number(minor?.[2]);
    },
  };
  const probe = createDiskProbe(files, clock, calls);
  const read = async (request: { detail: boolean } = briefly): Promise<Record<string, unknown>> => {
    const answer = Promise.resolve(probe.read(request));
    await clock.advance(0);
    if (clock.pendingTimers > 0) await clock.advance(1_000);
    const { partitions } = await answer;
    return Object.fromEntries(partitions.map(({ mount, space }) => [mount, 'reason' in space ? space.reason : 'space']));
  };
  const release = async (path: string): Promise<void> => {
    hangs.delete(path);
    releases.get(path)?.();
    await clock.advance(0);
  };
  return { probe, clock, read, release, asked };
}

describe('disk', () => {
  it('reads the space of each file system in its own blocks', async () => {
    const { probe } = machine(device(1, '/') + nfs(9, '/mnt/nfs'));
    const { partitions } = await probe.read(briefly);
    expect(partitions).toEqual([
      { device: '/dev/sda1', mount: '/', type: 'ext4', storageId: '8:1', local: true, space: SPACE },
      { device: 'server:/mnt/nfs', mount: '/mnt/nfs', type: 'nfs4', storageId: '0:9', local: false, space: SPACE },
    ]);
  });

  it('is not held up by a file system that hangs, and asks it again only when it has answered', async () => {
    const { read, release, asked } = machine(device(1, '/') + device(2, '/dead') + device(3, '/home'), ['/dead']);
    expect(await read()).toEqual({ '/': 'space', '/dead': 'timed-out', '/home': 'space' });
    expect(await read()).toEqual({ '/': 'space', '/dead': 'timed-out', '/home': 'space' });
    expect(asked.filter((path) => path === '/dead')).toHaveLength(1);
    await release('/dead');
    expect(await read()).toEqual({ '/': 'space', '/dead': 'space', '/home': 'space' });
  });

  it('never has more than two calls under way, and one of them for the network', async () => {
    const table = ['/n1', '/n2', '/n3'].map((path, i) => nfs(i, path)).join('') + device(1, '/') + device(2, '/a') + device(3, '/b');
    const { read, release, asked } = machine(table, ['/n1', '/n2', '/n3', '/a']);
    expect(await read(inDetail)).toMatchObject({ '/': 'space', '/a': 'timed-out', '/n1': 'timed-out', '/n2': 'timed-out' });
    // Two hang: no third is asked, however often it is read.
    const before = asked.length;
    expect(await read(inDetail)).toMatchObject({ '/': 'timed-out', '/b': 'timed-out' });
    expect(asked).toHaveLength(before);
    expect(asked.filter((path) => path.startsWith('/n'))).toEqual(['/n1']);
    await release('/a');
    expect(await read(inDetail)).toMatchObject({ '/': 'space', '/a': 'space', '/b': 'space', '/n1': 'timed-out', '/n2': 'timed-out' });
    expect(asked.filter((path) => path.startsWith('/n'))).toEqual(['/n1']);
  });

  it('asks network file systems once a minute, and each time while someone looks', async () => {
    const { read, asked, clock } = machine(device(1, '/') + nfs(9, '/nfs'));
    const remote = (): number => asked.filter((path) => path === '/nfs').length;
    expect(await read()).toEqual({ '/': 'space', '/nfs': 'space' });
    expect(await read()).toEqual({ '/': 'space', '/nfs': 'space' });
    expect(remote()).toBe(1);
    await read(inDetail);
    expect(remote()).toBe(2);
    await clock.advance(60_000);
    await read();
    expect(remote()).toBe(3);
  });

  it('says why a file system has no space to show', async () => {
    const table = device(1, '/') + device(2, '/gone') + device(3, '/other') + device(4, '/odd') + device(5, '/wild');
    const { files } = fixtureRoot({ '/proc/self/mountinfo': table });
    const calls: FileSystemCalls = {
      async statfs(place) {
        if (place.endsWith('/odd')) return { ...STATS, blocks: 0 };
        return place.endsWith('/wild') ? { ...STATS, bfree: 1001 } : { ...STATS, files: 0, bavail: -5 };
      },
      async deviceNumber(place) {
        if (place.endsWith('/gone')) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
        const minor = { odd: 4, wild: 5, other: 77 }[place.split('/').at(-1) ?? ''] ?? 1;
        return 8 * 256 + minor;
      },
    };
    const { partitions } = await createDiskProbe(files, new FakeClock(), calls).read(briefly);
    expect(Object.fromEntries(partitions.map(({ mount, space }) => [mount, space]))).toMatchObject({
      '/': { totalBytes: 4_096_000, availableBytes: 0, inodesTotal: null, inodesFree: null },
      '/gone': { reason: 'not-found', detail: '/gone: ENOENT' },
      '/odd': { reason: 'not-supported' },
      '/wild': { reason: 'not-supported' },
      '/other': { reason: 'not-found', detail: expect.stringContaining('another file system is mounted at') },
    });
  });

  it('takes the mounts of the first process below another root, and the older table where there is no mountinfo', async () => {
    const none: FileSystemCalls = { statfs: async () => STATS, deviceNumber: async () => 0 };
    const mounts = async (contents: Record<string, string>): Promise<string[]> => {
      const { partitions } = await createDiskProbe(fixtureRoot(contents).files, new FakeClock(), none).read(briefly);
      return partitions.map((one) => one.mount);
    };
    expect(await mounts({ '/proc/self/mountinfo': device(1, '/own'), '/proc/1/mountinfo': device(1, '/theirs') })).toEqual(['/theirs']);
    expect(await mounts({ '/proc/mounts': '/dev/sda1 /old ext4 rw 0 0\n' })).toEqual(['/old']);
    await expect(mounts({})).rejects.toMatchObject({ name: 'ProbeError', reason: 'not-found' });
    await expect(mounts({ '/proc/self/mountinfo': '' })).rejects.toMatchObject({ name: 'ProbeError', reason: 'malformed' });
  });

  it.runIf(process.platform === 'linux')('agrees with statfs on this machine', async () => {
    const { statfsSync } = await import('node:fs');
    const { partitions } = await createDiskProbe(createKernelFiles('/'), new FakeClock()).read(briefly);
    const root = partitions.find(({ mount }) => mount === '/');
    const { blocks, bsize } = statfsSync('/');
    expect(root).toMatchObject({ local: true, space: { totalBytes: blocks * bsize } });
  });
});
