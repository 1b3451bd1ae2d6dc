import { isAbsent } from '../absence.ts';
import { type MountinfoEntry, parseMountinfo } from '../linux/cgroup/mountinfo.ts';
import { type CgroupMembership, parseProcCgroup } from '../linux/cgroup/proc-cgroup.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { attempt } from '../linux/sources.ts';
import { parseEnviron, type Variables } from './environ.ts';

/** What Linux shows of a container around a process. Null or empty where it shows nothing. */
export interface ContainerSources {
  readonly memberships: readonly CgroupMembership[];
  /** Null where the mount table cannot be read. */
  readonly mounts: readonly MountinfoEntry[] | null;
  /** Of the process itself, and of the first process. */
  readonly variables: Variables;
  readonly initVariables: Variables;
  /** What a container's manager wrote for the system in it. */
  readonly manager: string | null;
  readonly systemdContainer: string | null;
  readonly dockerMarker: boolean;
  /** The text of `/run/.containerenv`, which may be empty. */
  readonly podmanMarker: string | null;
  readonly openVz: boolean;
  readonly gvisor: boolean;
  readonly kernel: string | null;
  readonly hostname: string | null;
  readonly uidMap: string | null;
  /** Namespaces that are not the machine's first: "pid", "cgroup". */
  readonly foreignNamespaces: readonly string[];
  /** The service account that Kubernetes puts into a pod. */
  readonly serviceAccount: string | null;
  readonly serviceAccountNamespace: string | null;
}

/** What gVisor's kernel always answers. */
const GVISOR = /^Linux version 4\.4\.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\s*$/;
/** Numbers of the first namespaces: include/linux/proc_ns.h. */
const FIRST_NAMESPACES: Readonly<Record<string, string>> = { pid: 'pid:[4026531836]', cgroup: 'cgroup:[4026531835]' };
export const SERVICE_ACCOUNTS: readonly string[] = [
  '/var/run/secrets/kubernetes.io/serviceaccount',
  '/run/secrets/kubernetes.io/serviceaccount',
];

/**
 * Reads all of it. It never throws: what cannot be read is not there.
 *
 * @param own the variables of this process; null to take those of the process whose files are read
 */
export function readContainerSources(files: KernelFiles, own: Variables | null): ContainerSources {
  const text = (path: string): string | null => {
    const content = attempt(path, () => files.readText(path));
    return isAbsent(content) ? null : content;
  };
  const line = (path: string): string | null => text(path)?.trim().slice(0, 256) || null;
  const mountinfo = text('/proc/self/mountinfo');
  const variables = own ?? parseEnviron(text('/proc/self/environ') ?? '');
  const serviceAccount = SERVICE_ACCOUNTS.find((path) => files.exists(path)) ?? null;
  return {
    memberships: parseProcCgroup(text('/proc/self/cgroup') ?? ''),
    mounts: mountinfo === null ? null : parseMountinfo(mountinfo),
    variables,
    initVariables: parseEnviron(text('/proc/1/environ') ?? ''),
    manager: line('/run/host/container-manager'),
    systemdContainer: line('/run/systemd/container'),
    dockerMarker: files.exists('/.dockerenv'),
    podmanMarker: text('/run/.containerenv'),
    openVz: files.exists('/proc/vz') && !files.exists('/proc/bc'),
    gvisor: GVISOR.test(text('/proc/version') ?? ''),
    kernel: line('/proc/sys/kernel/osrelease'),
    // The kernel gives a reader the name of the reader's own container: another root says its own in /etc.
    hostname: line('/etc/hostname') ?? (files.rootDir === '/' ? line('/proc/sys/kernel/hostname') : null),
    uidMap: line('/proc/self/uid_map'),
    foreignNamespaces: Object.entries(FIRST_NAMESPACES).flatMap(([name, first]) => {
      const link = files.linkTarget(`/proc/self/ns/${name}`);
      return link === null || link === first ? [] : [name];
    }),
    serviceAccount,
    serviceAccountNamespace: serviceAccount === null ? null : line(`${serviceAccount}/namespace`),
  };
}
