import type { CgroupMode } from '../../../../shared/model/environment.ts';
import { Absence, isAbsent, type Maybe } from '../../absence.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { hierarchiesOf, isController, isResourceController, type Hierarchies } from './hierarchies.ts';
import { parseMountinfo, type MountinfoEntry } from './mountinfo.ts';
import { namespaceOf, type NamespaceVerdict } from './namespace.ts';
import { folderBelowMount, type CgroupPlace } from './place.ts';
import { parseProcCgroup, type CgroupMembership } from './proc-cgroup.ts';

/** What is read of a cgroup, and where each part of it may lie in a hierarchy of its own. `io` is `blkio` in version 1. */
export const cgroupParts = ['memory', 'cpu', 'cpuacct', 'cpuset', 'io', 'pids', 'unified'] as const;
export type CgroupPart = (typeof cgroupParts)[number];

/**
 * The folder of each part. An absence says why there is none: `not-supported` where no hierarchy has it, `not-found` where the process is
 * in a cgroup that cannot be named from here, so that its limits are unknown.
 */
export type CgroupPlaces = Readonly<Record<CgroupPart, Maybe<CgroupPlace>>>;

export interface CgroupLayout {
  readonly mode: CgroupMode;
  /** Null where nothing says so. */
  readonly namespace: 'host' | 'private' | null;
  readonly controllers: readonly string[];
  readonly places: CgroupPlaces;
  /** Which file or value said what. */
  readonly evidence: readonly string[];
}

/** The cgroups of a process as this process sees them. What cannot be read is an absence in the places; it never throws. */
export function readCgroupLayout(files: KernelFiles, process: number | 'self' = 'self'): CgroupLayout {
  const mountinfo = attempt('/proc/self/mountinfo', () => files.readText('/proc/self/mountinfo'));
  const membershipFile = `/proc/${process}/cgroup`;
  const membership = attempt(membershipFile, () => files.readText(membershipFile));
  const mounts = isAbsent(mountinfo) ? [] : parseMountinfo(mountinfo);
  const hierarchies = hierarchiesOf(mounts);
  const lines = isAbsent(membership) ? [] : parseProcCgroup(membership);
  const mode = modeOf(hierarchies, lines);
  const namespace = namespaceOf(files, hierarchies, lines);
  const source: Source = {
    lines,
    hierarchies,
    hiddenAbove: namespace.value !== 'host',
    where: isAbsent(membership) ? membership.detail : membershipFile,
    // Every process has a mount on its root: a table without any was not read.
    unread: mounts.length > 0 ? null : isAbsent(mountinfo) ? mountinfo.detail : '/proc/self/mountinfo: expected mounts, got none',
    isIn: (folder) => listsProcess(files, folder, process),
  };
  const unified = placeOf(source, null);
  const unifiedControllers = isAbsent(unified) ? [] : controllersIn(files, unified.folder);
  const atTheTop = isAbsent(unified) ? [] : controllersIn(files, unified.top);
  const v1Names = [...new Set([...hierarchies.v1.keys(), ...lines.flatMap(({ controllers }) => controllers)])].filter(isController);
  const part = (name: string): Maybe<CgroupPlace> => {
    if (v1Names.includes(name)) return placeOf(source, name);
    // In version 2 a cgroup without the controller still has its ancestors' limits. In a hybrid layout most controllers are elsewhere.
    if (mode === 'v2' || isAbsent(unified) || atTheTop.includes(unifiedName(name))) return unified;
    return new Absence('not-supported', `${name}: no hierarchy has this controller`);
  };
  return {
    mode,
    namespace: namespace.value,
    controllers: [...new Set([...v1Names, ...unifiedControllers])].sort(),
    places: {
      memory: part('memory'),
      cpu: part('cpu'),
      cpuacct: part('cpuacct'),
      cpuset: part('cpuset'),
      io: part('blkio'),
      pids: part('pids'),
      unified,
    },
    evidence: evidenceOf({ mountinfo, membership, hierarchies, mode, namespace }),
  };
}

interface Source {
  readonly lines: readonly CgroupMembership[];
  readonly hierarchies: Hierarchies;
  readonly hiddenAbove: boolean;
  /** The file of the memberships, or why it is not there. */
  readonly where: string;
  /** Why nobody knows which hierarchies there are; null where the mounts say it. */
  readonly unread: string | null;
  /** True when the folder says that the process is in its cgroup. */
  readonly isIn: (folder: string) => boolean;
}

/** @param controller of version 1; null for the hierarchy of version 2 */
function placeOf({ lines, hierarchies, hiddenAbove, where, unread, isIn }: Source, controller: string | null): Maybe<CgroupPlace> {
  const name = controller ?? 'cgroup2';
  const mounts: readonly MountinfoEntry[] = controller === null ? hierarchies.v2 : (hierarchies.v1.get(controller) ?? []);
  const line = lines.find(({ controllers }) => (controller === null ? controllers.length === 0 : controllers.includes(controller)));
  if (mounts.length === 0 && line === undefined) {
    return unread === null ? new Absence('not-supported', `${name}: no such hierarchy`) : new Absence('not-found', `${name}: ${unread}`);
  }
  if (mounts.length === 0) return new Absence('not-found', `${name}: the hierarchy is not mounted here`);
  if (line === undefined) return new Absence('not-found', `${name}: no line for it (${where})`);
  const version = controller === null ? 'v2' : 'v1';
  const { path } = line;
  for (const mount of mounts) {
    const folder = folderBelowMount(mount, path);
    if (folder !== null) return { version, path, folder, top: mount.mountPoint, hidesAncestors: hiddenAbove || mount.root !== '/' };
  }
  const own = mounts.find(({ mountPoint }) => isIn(mountPoint));
  if (own !== undefined) return { version, path, folder: own.mountPoint, top: own.mountPoint, hidesAncestors: true };
  const [{ root, mountPoint } = { root: '', mountPoint: '' }] = mounts;
  return new Absence('not-found', `${name}: "${path}" cannot be named below ${mountPoint}, which shows "${root}"`);
}

/** A path may not match its mount (a mount made in another namespace) although the mount shows the very cgroup. */
function listsProcess(files: KernelFiles, folder: string, process: number | 'self'): boolean {
  const pid = process === 'self' ? files.linkTarget('/proc/self') : String(process);
  const members = attempt(folder, () => files.readText(`${folder}/cgroup.procs`));
  return pid !== null && !isAbsent(members) && members.split('\n').includes(pid);
}

/**
 * By what is mounted. Where no cgroup file system is to be seen, by the memberships: a line of version 2 stands there on most version 1
 * machines, too.
 */
function modeOf({ v1, v2 }: Hierarchies, lines: readonly CgroupMembership[]): CgroupMode {
  const mounted = [...v1.keys()];
  if (v2.length > 0) return mounted.some(isResourceController) ? 'hybrid' : 'v2';
  if (mounted.length > 0) return 'v1';
  if (lines.some(({ controllers }) => controllers.some(isController))) return 'v1';
  return lines.some(({ controllers }) => controllers.length === 0) ? 'v2' : 'none';
}

function controllersIn(files: KernelFiles, folder: string): string[] {
  const path = `${folder}/cgroup.controllers`;
  const text = attempt(path, () => files.readText(path));
  return isAbsent(text) ? [] : text.split(/\s+/).filter((name) => /^[a-z_]{1,32}$/.test(name));
}

/** Version 2 has the times of `cpuacct` in `cpu`, and calls `blkio` `io`. */
function unifiedName(controller: string): string {
  if (controller === 'blkio') return 'io';
  return controller === 'cpuacct' ? 'cpu' : controller;
}

interface Findings {
  readonly mountinfo: Maybe<string>;
  readonly membership: Maybe<string>;
  readonly hierarchies: Hierarchies;
  readonly mode: CgroupMode;
  readonly namespace: NamespaceVerdict;
}

function evidenceOf({ mountinfo, membership, hierarchies, mode, namespace }: Findings): string[] {
  const mounts = [
    ...new Set([...hierarchies.v2, ...[...hierarchies.v1.values()].flat()].map(({ fsType, mountPoint }) => `${fsType} ${mountPoint}`)),
  ];
  return [
    ...[mountinfo, membership].filter(isAbsent).map(({ detail }) => detail),
    `mode ${mode}: ${mounts.length === 0 ? 'no cgroup file system is mounted here' : mounts.join(', ')}`,
    `namespace ${namespace.value ?? 'unknown'}: ${namespace.reason}`,
  ];
}
