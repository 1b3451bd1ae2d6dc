import type { Clock } from '../../ports.ts';
import { Absence, isAbsent, ProbeError } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { DiskRaw } from '../raw.ts';
import { createSpaceReader, type FileSystemCalls, type Space, type SpaceTarget } from './disk-space.ts';
import { storagesOf, type Storage } from './file-systems.ts';
import type { KernelFiles } from './kernel-files.ts';
import { parseMountTable, type Mount } from './mounts.ts';
import { attempt } from './sources.ts';

/** Unless someone looks at the details, a network file system is asked this seldom: its server may be asleep, or gone. */
const REMOTE_EVERY_MS = 60_000;

/** Mounted file systems and the space in them. `calls` are the system's, for tests to replace. */
export function createDiskProbe(files: KernelFiles, clock: Clock, calls?: FileSystemCalls): Probe<DiskRaw> {
  const reader = createSpaceReader(clock, calls);
  let table: { readonly text: string; readonly storages: readonly Storage[] } | null = null;
  const remoteAnswers = new Map<string, Space>();
  let remoteReadMs = Number.NEGATIVE_INFINITY;

  function readStorages(): readonly Storage[] {
    const text = readTable(files);
    if (table?.text !== text) table = { text, storages: storagesOf(parseMountTable(text)) };
    return table.storages;
  }

  return {
    async read({ detail }) {
      const storages = readStorages();
      const nowMs = clock.monotonicMs();
      const remoteToo = detail || nowMs - remoteReadMs >= REMOTE_EVERY_MS;
      if (remoteToo) {
        remoteReadMs = nowMs;
        remoteAnswers.clear();
      }
      const asked = storages.filter((storage) => !storage.remote || remoteToo);
      const spaces = await reader.read(asked.map((storage) => targetOf(storage, files)));
      const answers = new Map<Storage, Space>();
      asked.forEach((storage, index) => {
        const space = spaces[index] as Space;
        answers.set(storage, space);
        if (storage.remote) remoteAnswers.set(storage.mount.mount, space);
      });
      const notAsked = new Absence('switched-off', 'a network file system is asked once a minute');
      return {
        partitions: storages.map((storage) => {
          const { device, mount, type } = storage.mount;
          const space = answers.get(storage) ?? remoteAnswers.get(mount) ?? notAsked;
          return { device, mount, type, storageId: storage.storageId, local: storage.local, space };
        }),
      };
    },
    dispose() {
      table = null;
      remoteAnswers.clear();
      remoteReadMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Below another root the mounts of its first process: `/proc/self` there is this process, with the mounts of its own container. */
function readTable(files: KernelFiles): string {
  const own = ['/proc/self/mountinfo', '/proc/mounts'];
  const places = files.rootDir === '/' ? own : ['/proc/1/mountinfo', ...own];
  let first: Absence | null = null;
  for (const place of places) {
    const text = attempt(place, () => files.readText(place));
    if (!isAbsent(text)) return text;
    first ??= text;
  }
  throw new ProbeError(first?.reason ?? 'not-found', first?.detail ?? '/proc/mounts');
}

function targetOf({ mount, remote }: Storage, files: KernelFiles): SpaceTarget {
  return {
    // The kernel gives the path with its links followed; following them here would touch the server of each.
    place: files.resolve(mount.mount),
    name: mount.mount,
    deviceNumber: files.rootDir === '/' ? null : deviceNumberOf(mount),
    remote,
  };
}

/**
 * The number that `stat` gives a file there. Below another root it is checked, lest the space of what happens to lie at that path be shown
 * as the mount's. Null where it cannot be told: a btrfs subvolume has a number of its own.
 */
function deviceNumberOf({ type, storage }: Mount): number | null {
  const match = /^(\d+):(\d+)$/.exec(storage);
  if (match === null || type === 'btrfs') return null;
  const major = Number(match[1]);
  const minor = Number(match[2]);
  // As glibc's makedev, which goes beyond 32 bits only with a major number above 4095.
  return (minor % 256) + (major % 4096) * 256 + Math.floor(minor / 256) * 2 ** 20 + Math.floor(major / 4096) * 2 ** 44;
}
