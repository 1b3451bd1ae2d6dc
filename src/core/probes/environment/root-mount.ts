import type { ContainerRuntime } from '../../../shared/model/environment.ts';
import type { MountinfoEntry } from '../linux/cgroup/mountinfo.ts';
import { CONTAINER_ID } from './cgroup-identity.ts';

/** What the file system on `/` says. */
export interface RootIdentity {
  /** Whose storage it lies in. */
  readonly runtime: ContainerRuntime | null;
  /** The name of a container or machine whose folder it is. */
  readonly name: string | null;
  readonly inHome: boolean;
  /** `layers`: of an image. `folder`: a part of a file system. `machine`: a whole device. */
  readonly kind: 'layers' | 'folder' | 'machine' | 'unknown';
  /** For the evidence. */
  readonly found: string;
}

const LAYERS: readonly (readonly [pattern: RegExp, runtime: ContainerRuntime])[] = [
  [/\/docker\/(?:overlay2?|aufs|vfs|btrfs|zfs|fuse-overlayfs|rootfs)\//, 'docker'],
  [/\/containers\/storage\//, 'podman'],
  [/\/io\.containerd\.|\/containerd\//, 'containerd'],
];
const LAYERED_TYPE = /^(?:overlay|overlayfs|aufs|fuse\.fuse-overlayfs)$/;
/** Machines whose own root is layered: image-based systems, live systems, routers. */
const LAYERED_MACHINE = /^(?:composefs|overlayroot|\/cow|cow|LiveOS_rootfs|overlayfs:\/overlay)$/;
/** A folder that is a machine's root: a deployment of OSTree. */
const MACHINE_FOLDER = /^\/ostree\/deploy\//;
/** Folders in which LXC, Incus and systemd-nspawn keep their machines by name. */
const NAMED_FOLDER = /\/machines\/([^/]+)$|\/lxc\/([^/]+)\/rootfs$|\/containers\/([^/]+)\/rootfs$/;

/** Storage of a user's own, whose runtime has no root. */
export const isInHome = (path: string): boolean => path.includes('/.local/share/');

/** Judges the mount on `/`; null when the table has none. Of several the last hides the others. It never throws. */
export function identityOfRoot(entries: readonly MountinfoEntry[]): RootIdentity | null {
  const entry = entries.findLast(({ mountPoint }) => mountPoint === '/');
  if (entry === undefined) return null;
  const { root, fsType, source, superOptions } = entry;
  const layered = LAYERED_TYPE.test(fsType);
  const where = layered ? superOptions : root;
  const devicemapper = source.startsWith('/dev/mapper/docker-');
  // A data set of ZFS is mounted whole: there its own name has the folders.
  const name = NAMED_FOLDER.exec(fsType === 'zfs' && root === '/' ? `/${source}/rootfs` : root)
    ?.slice(1)
    .find((one) => one !== undefined && !CONTAINER_ID.test(one));
  return {
    runtime: devicemapper ? 'docker' : (LAYERS.find(([pattern]) => pattern.test(where))?.[1] ?? null),
    name: name ?? null,
    inHome: isInHome(where),
    kind: devicemapper ? 'layers' : kindOf(entry, layered),
    found: `${fsType} ${source} ${layered ? (/(?:upperdir|lowerdir)=[^,:]*/.exec(superOptions)?.[0] ?? '') : root}`,
  };
}

function kindOf({ root, fsType, source, superOptions }: MountinfoEntry, layered: boolean): RootIdentity['kind'] {
  if (layered) return LAYERED_MACHINE.test(source) ? 'machine' : 'layers';
  if (MACHINE_FOLDER.test(root) || (fsType === 'btrfs' && superOptions.split(',').includes(`subvol=${root}`))) return 'machine';
  if (root !== '/') return 'folder';
  return source.startsWith('/dev/') ? 'machine' : 'unknown';
}
