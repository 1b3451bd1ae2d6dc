import { Absence, ProbeError, type Maybe } from '../../absence.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { hierarchiesOf } from './hierarchies.ts';
import type { CgroupPlaces } from './layout.ts';
import { parseMountinfo, type MountinfoEntry } from './mountinfo.ts';
import type { CgroupPlace } from './place.ts';

/**
 * The places of a cgroup that is known by its folder in one hierarchy ("/sys/fs/cgroup/system.slice/docker-….scope"): it has the same path in
 * the others. Throws ProbeError('not-found') when no cgroup file system is mounted there, the system's error when the mounts cannot be read.
 */
export function placesOfFolder(files: KernelFiles, folder: string): CgroupPlaces {
  const { v1, v2 } = hierarchiesOf(parseMountinfo(files.readText('/proc/self/mountinfo')));
  const mounts = [...v2, ...[...v1.values()].flat()].filter(({ mountPoint }) => isAtOrBelow(mountPoint, folder));
  const mount = mounts.toSorted((a, b) => b.mountPoint.length - a.mountPoint.length)[0];
  if (mount === undefined || folder.split('/').includes('..'))
    throw new ProbeError('not-found', `${folder}: no cgroup file system is mounted there`);
  const path = folder.slice(mount.mountPoint.length);
  const placeIn = (other: MountinfoEntry | undefined): CgroupPlace | null => {
    // Below another root the same path is another cgroup.
    if (other === undefined || other.root !== mount.root) return null;
    const version = other.fsType === 'cgroup2' ? 'v2' : 'v1';
    return {
      version,
      path: `${other.root === '/' ? '' : other.root}${path}` || '/',
      folder: `${other.mountPoint}${path}`,
      top: other.mountPoint,
      hidesAncestors: other.root !== '/',
    };
  };
  const unified = mount.fsType === 'cgroup2' ? placeIn(mount) : existing(files, placeIn(v2[0]));
  const part = (controller: string): Maybe<CgroupPlace> => {
    const own = v1.get(controller);
    const found = own === undefined ? unified : placeIn(own.includes(mount) ? mount : own[0]);
    return found ?? new Absence('not-supported', `${controller}: no hierarchy has it for ${folder}`);
  };
  return {
    memory: part('memory'),
    cpu: part('cpu'),
    cpuacct: part('cpuacct'),
    cpuset: part('cpuset'),
    io: part('blkio'),
    pids: part('pids'),
    unified: unified ?? new Absence('not-supported', `${folder}: not in version 2`),
  };
}

function isAtOrBelow(mountPoint: string, folder: string): boolean {
  return folder === mountPoint || folder.startsWith(`${mountPoint}/`);
}

/** In a hybrid layout a runtime need not make the cgroup in version 2. */
function existing(files: KernelFiles, place: CgroupPlace | null): CgroupPlace | null {
  return place !== null && files.exists(place.folder) ? place : null;
}
