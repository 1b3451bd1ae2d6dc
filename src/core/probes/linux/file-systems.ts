import type { Mount } from './mounts.ts';

// Which mounts are storage, and whose.

/** A mount that is shown. */
export interface Storage {
  readonly mount: Mount;
  /** Two mounts of one storage have the same. */
  readonly storageId: string;
  /** Storage of this machine: counts in the sums. */
  readonly local: boolean;
  /** Another machine answers, or a program: it may never do so. */
  readonly remote: boolean;
}

type Kind = 'device' | 'remote' | 'memory' | 'overlay' | 'other';

const REMOTE_TYPE =
  /^(?:nfs4?|cifs|smb3?|smbfs|ncpfs|9p|ceph|glusterfs|lustre|afs|beegfs|gpfs|orangefs|pvfs2|virtiofs|vboxsf|prl_fs|fuse|fuse\..+|fuseblk\..+)$/;
/** FUSE mounts that hold nothing, and images. */
const EMPTY_FUSE = /^fuse\.(?:lxcfs|portal|gvfsd-fuse|snapfuse|squashfuse|archivemount|xdg-.+|appimage.*|.*\.AppImage)$/i;
const OVERLAY_TYPE = /^(?:overlay|overlayfs|aufs|unionfs|shiftfs|fuse\.fuse-overlayfs)$/;
/** Full by construction: what they say is no news. */
const IMAGE_TYPE = /^(?:squashfs|erofs|cramfs|romfs|iso9660)$/;
/** File systems on a device that has no name in /dev. */
const DEVICE_TYPE = /^(?:zfs|bcachefs|btrfs|ubifs|jffs2|yaffs2)$/;
/** A tmpfs there is the system's own. */
const SYSTEM_FOLDER = /^\/(?:proc|sys|run|dev(?!\/shm$)|var\/run|var\/lock)(?:\/|$)/;
/** Layers of the old devicemapper driver: pieces of storage that is mounted elsewhere. */
const CONTAINER_LAYER = /^\/dev\/mapper\/docker-/;
/** A container runtime mounts these into a container from the storage on which the container's own root lies. */
const RUNTIME_FILES: ReadonlySet<string> = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);

/**
 * What of the mount table is shown, by path. Real file systems; of one that is mounted several times the whole ones, and a bind mount only
 * where the whole is not mounted. Network file systems and tmpfs are shown and not counted. Not shown: what holds no data (proc, cgroup …), images (squashfs, ISO),
 * containers' layers. An overlay counts as `/` only: as the storage it lies on where that can be told, or when nothing else counts.
 */
export function storagesOf(mounts: readonly Mount[]): Storage[] {
  const devices = mounts.filter((mount) => kindOf(mount) === 'device');
  const root = mounts.find(({ mount }) => mount === '/');
  const rootId = root === undefined ? null : rootStorageId(root, devices);
  const shown = wholeOnes(devices, rootId).map((mount): Storage => {
    const local = mount.mount === '/' || !mount.device.startsWith('/dev/loop');
    return { mount, storageId: storageIdOf(mount), local, remote: false };
  });
  for (const mount of mounts) {
    const kind = kindOf(mount);
    const listed = kind === 'remote' || (kind === 'memory' && mount.root === '/' && !mount.readOnly && !SYSTEM_FOLDER.test(mount.mount));
    if (listed && mount !== root) shown.push({ mount, storageId: storageIdOf(mount), local: false, remote: kind === 'remote' });
  }
  if (root !== undefined && rootId !== null && kindOf(root) !== 'device') {
    const onKnownStorage = rootId !== storageIdOf(root);
    const local = onKnownStorage || !shown.some((storage) => storage.local);
    shown.push({ mount: root, storageId: rootId, local, remote: kindOf(root) === 'remote' });
  }
  return shown.sort((a, b) => (a.mount.mount < b.mount.mount ? -1 : 1));
}

function kindOf({ type, device }: Mount): Kind {
  if (IMAGE_TYPE.test(type) || EMPTY_FUSE.test(type) || CONTAINER_LAYER.test(device)) return 'other';
  if (OVERLAY_TYPE.test(type)) return 'overlay';
  if (REMOTE_TYPE.test(type)) return 'remote';
  if (type === 'tmpfs') return 'memory';
  // devtmpfs and the like name themselves as their device.
  return DEVICE_TYPE.test(type) || device.startsWith('/dev/') ? 'device' : 'other';
}

function storageIdOf({ type, device, storage }: Mount): string {
  // The datasets of a pool share its space.
  return type === 'zfs' ? `zfs:${device.split('/')[0]}` : storage;
}

function rootStorageId(root: Mount, devices: readonly Mount[]): string | null {
  if (IMAGE_TYPE.test(root.type)) return null;
  const runtimeFile = kindOf(root) === 'overlay' ? devices.find(({ mount }) => RUNTIME_FILES.has(mount)) : undefined;
  return storageIdOf(runtimeFile ?? root);
}

function wholeOnes(devices: readonly Mount[], rootId: string | null): Mount[] {
  const isWhole = (mount: Mount): boolean => mount.mount === '/' || mount.root === '/' || isSubvolume(mount);
  const whole = devices.filter(isWhole);
  const ids = new Set([...whole.map(storageIdOf), rootId]);
  // Of storage that is mounted in parts only: the part with the shortest path.
  const parts = new Map<string, Mount>();
  for (const mount of devices) {
    const id = storageIdOf(mount);
    const other = parts.get(id);
    if (!ids.has(id) && (other === undefined || mount.mount.length < other.mount.length)) parts.set(id, mount);
  }
  return [...whole, ...parts.values()];
}

/** A btrfs subvolume that is mounted as such, and not a folder in one. */
function isSubvolume({ type, root, options }: Mount): boolean {
  return type === 'btrfs' && options.split(',').includes(`subvol=${root}`);
}
