import type { MountinfoEntry } from './mountinfo.ts';

/** A folder of the cgroup file system, and how far up from there one can see. */
export interface CgroupPlace {
  readonly version: 'v1' | 'v2';
  /** As the kernel names it, from the root of our cgroup namespace. */
  readonly path: string;
  readonly folder: string;
  /** The topmost folder of its hierarchy that is visible. */
  readonly top: string;
  /** True when `top` may have ancestors that cannot be seen from here: their limits hold all the same. */
  readonly hidesAncestors: boolean;
}

/** The folders from the place's own up to `top`, both included. */
export function levelsOf({ folder, top }: CgroupPlace): string[] {
  const levels = [folder];
  for (let level = folder; level !== top && level.startsWith(`${top}/`);) {
    level = level.slice(0, level.lastIndexOf('/'));
    levels.push(level);
  }
  return levels;
}

const leadsOut = (path: string): boolean => path.split('/').includes('..');

/**
 * Where a cgroup path lies below a mount; null when it cannot be named there. What lies outside the cgroup namespace ("/../x") is never made
 * to fit: the folder of that name below the mount is another cgroup.
 */
export function folderBelowMount({ root, mountPoint }: Pick<MountinfoEntry, 'root' | 'mountPoint'>, path: string): string | null {
  if (leadsOut(path) || leadsOut(root)) return null;
  if (path === root) return mountPoint;
  const base = root === '/' ? '' : root;
  return path.startsWith(`${base}/`) ? `${mountPoint === '/' ? '' : mountPoint}${path.slice(base.length)}` : null;
}
