import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { createMemoryProbe } from '../../../../../src/core/probes/linux/memory.ts';
import { parsePressure } from '../../../../../src/core/probes/linux/pressure.ts';
import { Scanner } from '../../../../../src/core/probes/linux/scan.ts';
import type { ProbeSet, ProbedGroup } from '../../../../../src/core/probes/probe.ts';
import type { PartitionRaw } from '../../../../../src/core/probes/raw.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { linuxProbeSet } from '../../../../support/this-machine.ts';
import { briefly, inDetail, now } from './fixture-root.ts';
import { expectSoundRead } from './raw-invariants.ts';

// Files captured from many machines, kept outside of this repository.
const CAPTURES = process.env['HEADROOM_FIXTURES'] ?? join(import.meta.dirname, '../../../../../../shared/fixtures');
const present = existsSync(CAPTURES);
if (!present) console.log(`skipped: no captured machines at ${CAPTURES} (set HEADROOM_FIXTURES)`);
const roots = present ? readdirSync(CAPTURES).filter((name) => existsSync(join(CAPTURES, name, 'root'))) : [];

const probesOf = (name: string): ProbeSet => linuxProbeSet(new FakeClock(), new MemoryLogger(), join(CAPTURES, name, 'root'));
const groupsOf = (probes: ProbeSet): ProbedGroup[] => Object.keys(probes).filter((key) => key !== 'startTimeOf') as ProbedGroup[];
const expectedOf = (name: string): { expect: Record<string, never> } =>
  JSON.parse(readFileSync(join(CAPTURES, name, 'expected.json'), 'utf8')) as { expect: Record<string, never> };

describe.runIf(present)('captured machines', () => {
  it('are read without anything but a ProbeError, and give only sound numbers', async () => {
    expect(roots.length).toBeGreaterThan(50);
    let answers = 0;
    for (const name of roots) {
      const probes = probesOf(name);
      for (const group of groupsOf(probes)) {
        for (const request of [briefly, inDetail]) {
          const outcome = await expectSoundRead(() => probes[group].read(request)).catch((thrown: unknown) => {
            throw new Error(`${name}, ${group}`, { cause: thrown });
          });
          if (outcome === 'answer') answers += 1;
        }
        probes[group].dispose();
      }
    }
    expect(answers).toBeGreaterThan(roots.length);
  });

  const HOST = 'baremetal-procfs-host';
  it.runIf(roots.includes(HOST))('one with all of its counters gives them', async () => {
    const probes = probesOf(HOST);
    const { memory, cpu, psi } = expectedOf(HOST).expect as unknown as {
      memory: { hostTotalBytes: number };
      cpu: { onlineCpus: number; statUser: number };
      psi: Record<'cpu' | 'memory', Record<'some' | 'full', { totalUsec: number; avg10: number; avg60: number; avg300: number } | null>>;
    };
    const times = now(probes.cpu.read(briefly));
    expect(times.total.user).toBe(cpu.statUser);
    expect(times.cores.map((core) => core.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(times.availableCores).toBe(cpu.onlineCpus);
    expect(times.model).toBe('Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz');

    const raw = now(createMemoryProbe(createKernelFiles(join(CAPTURES, HOST, 'root'))).read(briefly));
    expect(raw.totalBytes).toBe(memory.hostTotalBytes);
    expect(raw.availableBytes).toBe(raw.freeBytes + Number(raw.buffersBytes) + Number(raw.cachedBytes));

    const pressure = now(probes.pressure.read(briefly));
    for (const resource of ['cpu', 'memory'] as const) {
      for (const side of ['some', 'full'] as const) {
        const wanted = psi[resource][side];
        const line =
          wanted === null ? null : { avg10: wanted.avg10, avg60: wanted.avg60, avg300: wanted.avg300, totalUs: wanted.totalUsec };
        expect(pressure[resource]).toHaveProperty(side, line);
      }
    }

    const { devices } = now(probes.diskIo.read(briefly));
    expect(devices.map((one) => one.device)).toEqual(expect.arrayContaining(['sda', 'mmcblk0', 'vda']));
    expect(devices.filter((one) => /^(?:sda\d|dm-|loop|ram|fd)/.test(one.device))).toEqual([]);
    expect(devices.find((one) => one.device === 'sda')).toMatchObject({ readOps: 25_354_637, readBytes: 1_003_346_126 * 512 });

    const { interfaces } = now(probes.network.read(briefly));
    expect(interfaces.find((one) => one.name === 'eth0')).toMatchObject({ bytesReceived: 874_354_587, bytesSent: 563_352_563 });
    for (const group of groupsOf(probes)) probes[group].dispose();
  });

  const PRESSURE = 'psi-corpus';
  it.runIf(present && existsSync(join(CAPTURES, PRESSURE)))('pressure files are read as they say', () => {
    interface Line {
      readonly avg10: number | null;
      readonly avg60: number | null;
      readonly avg300: number | null;
      readonly totalUsec: number | null;
    }
    const { files } = expectedOf(PRESSURE).expect as unknown as {
      files: readonly { raw?: string; error?: boolean; some?: Line | null; full?: Line | null }[];
    };
    const line = (wanted: Line | null | undefined): unknown =>
      wanted ? { avg10: wanted.avg10, avg60: wanted.avg60, avg300: wanted.avg300, totalUs: wanted.totalUsec } : null;
    const readable = files.filter((file) => file.raw !== undefined && file.error !== true);
    expect(readable.length).toBeGreaterThan(3);
    for (const { raw, some, full } of readable) {
      expect(parsePressure(new Scanner(Buffer.from(raw as string)))).toEqual({ some: line(some), full: line(full) });
    }
  });

  /** What is mounted, and of it what counts; the space is that of this machine and says nothing. */
  async function partitionsOf(name: string): Promise<{ mounts: string[]; counted: string[] }> {
    const { partitions } = await probesOf(name).disk.read(briefly);
    const path = (one: PartitionRaw): string => one.mount;
    return { mounts: partitions.map(path), counted: partitions.filter((one) => one.local).map(path) };
  }
  it.runIf(roots.includes('ubuntu-desktop-host-usb-nfs'))('a desktop with a USB stick, NFS and Docker', async () => {
    expect(await partitionsOf('ubuntu-desktop-host-usb-nfs')).toEqual({
      mounts: ['/', '/media/operator/MY BACKUP', '/mnt/bundles', '/srv/incoming'],
      counted: ['/', '/media/operator/MY BACKUP'],
    });
  });
  it.runIf(roots.includes('docker-desktop-v2-private-ns'))('a container counts its root once', async () => {
    const { partitions } = await probesOf('docker-desktop-v2-private-ns').disk.read(briefly);
    expect(partitions.filter((one) => one.local)).toMatchObject([{ mount: '/', type: 'overlay', storageId: '254:1' }]);
  });
  it.runIf(roots.includes('docker-host-fedora-v1'))("a host does not count its containers' layers", async () => {
    const { counted } = await partitionsOf('docker-host-fedora-v1');
    expect(counted).toContain('/');
    expect(counted.filter((mount) => mount.includes('devicemapper/mnt'))).toEqual([]);
  });
});
