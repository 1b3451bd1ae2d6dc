import type { MountinfoEntry } from './mountinfo.ts';

// Which hierarchies are mounted, and which controllers each of them has.

/** The controllers of version 1. Anything else in a mount's options is an option. */
const CONTROLLERS = [
  'cpuset',
  'cpu',
  'cpuacct',
  'blkio',
  'memory',
  'devices',
  'freezer',
  'net_cls',
  'perf_event',
  'net_prio',
  'hugetlb',
  'pids',
  'rdma',
  'misc',
] as const;

/** Those that decide how much may be used. A lone version 1 freezer beside version 2 makes no machine hybrid. */
const RESOURCE_CONTROLLERS: ReadonlySet<string> = new Set(['cpu', 'cpuacct', 'cpuset', 'memory', 'blkio', 'pids']);

export const isController = (name: string): boolean => (CONTROLLERS as readonly string[]).includes(name);
export const isResourceController = (name: string): boolean => RESOURCE_CONTROLLERS.has(name);

export interface Hierarchies {
  /** The mounts of each version 1 controller, the one to prefer first. */
  readonly v1: ReadonlyMap<string, readonly MountinfoEntry[]>;
  /** The mounts of version 2, the one to prefer first. */
  readonly v2: readonly MountinfoEntry[];
}

/**
 * A controller belongs to the mount whose super options name it: folders are called anything. Of mounts on one mount point the last hides
 * the others; of several mounts of one hierarchy the one below /sys/fs/cgroup is the system's.
 */
export function hierarchiesOf(entries: readonly MountinfoEntry[]): Hierarchies {
  const visible = new Map(entries.map((entry) => [entry.mountPoint, entry]));
  const mounts = [...visible.values()].sort((a, b) => Number(isUsualPlace(b)) - Number(isUsualPlace(a)));
  const v1 = new Map<string, MountinfoEntry[]>();
  for (const mount of mounts.filter(({ fsType }) => fsType === 'cgroup')) {
    for (const option of new Set(mount.superOptions.split(','))) {
      if (isController(option)) v1.set(option, [...(v1.get(option) ?? []), mount]);
    }
  }
  return { v1, v2: mounts.filter(({ fsType }) => fsType === 'cgroup2') };
}

function isUsualPlace({ mountPoint }: MountinfoEntry): boolean {
  return mountPoint === '/sys/fs/cgroup' || mountPoint.startsWith('/sys/fs/cgroup/');
}
