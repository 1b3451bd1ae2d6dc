import { isAbsent } from '../../absence.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import type { Hierarchies } from './hierarchies.ts';
import type { CgroupMembership } from './proc-cgroup.ts';

export interface NamespaceVerdict {
  readonly value: 'host' | 'private' | null;
  /** Which file or value said so. */
  readonly reason: string;
}

/** The number of the first cgroup namespace: PROC_CGROUP_INIT_INO in include/linux/proc_ns.h. */
const FIRST_NAMESPACE = 'cgroup:[4026531835]';
/** What the root of version 2 does not have: only cgroups below it do. */
const NOT_AT_THE_ROOT = ['cgroup.type', 'cgroup.events', 'memory.max', 'memory.current', 'cpu.max', 'pids.max'] as const;

/** Whether this process sees the hierarchies from their roots. The surest sign first. */
export function namespaceOf(files: KernelFiles, { v1, v2 }: Hierarchies, lines: readonly CgroupMembership[]): NamespaceVerdict {
  const link = files.linkTarget('/proc/self/ns/cgroup');
  if (link !== null) {
    return { value: link === FIRST_NAMESPACE ? 'host' : 'private', reason: `/proc/self/ns/cgroup is ${link}` };
  }
  const mounts = [...v2, ...[...v1.values()].flat()];
  const outside = [...lines.map(({ path }) => path), ...mounts.map(({ root }) => root)].find((path) => path.split('/').includes('..'));
  if (outside !== undefined) return { value: 'private', reason: `"${outside}" lies outside of it` };

  const [unified] = v2;
  if (unified?.root === '/') {
    const sign = NOT_AT_THE_ROOT.find((name) => files.exists(`${unified.mountPoint}/${name}`));
    if (sign !== undefined) return { value: 'private', reason: `${unified.mountPoint}/${sign}, which the root of a machine does not have` };
  }
  for (const [mount] of v1.values()) {
    if (mount?.root !== '/' || !files.exists(`${mount.mountPoint}/cgroup.procs`)) continue;
    const agent = `${mount.mountPoint}/release_agent`;
    if (files.exists(agent)) return { value: 'host', reason: `${agent}, which only the root of a machine has` };
    return { value: 'private', reason: `no ${agent}, which the root of a machine has` };
  }
  if (unified?.root === '/') {
    const path = `${unified.mountPoint}/cgroup.controllers`;
    if (!isAbsent(attempt(path, () => files.readText(path)))) return { value: 'host', reason: `${path} without cgroup.type beside it` };
  }

  const below = lines.find(({ controllers, path }) => path !== '/' && (controllers.length === 0 ? v2.length > 0 : true));
  if (below !== undefined) return { value: 'host', reason: `the path "${below.path}" starts at the root of a machine` };
  // Runtimes mount the hierarchy read-only into the containers that they give a namespace.
  const readOnly = unified?.options.split(',').includes('ro') === true;
  if (readOnly && lines.length > 0) return { value: 'private', reason: `the path "/" below ${unified.mountPoint}, mounted read-only` };
  return { value: null, reason: 'no file says which' };
}
