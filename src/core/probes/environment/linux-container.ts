import type { CgroupFacts, ContainerFacts, ContainerRuntime } from '../../../shared/model/environment.ts';
import type { CgroupMembership } from '../linux/cgroup/proc-cgroup.ts';
import { identityOfMounts } from './bind-mounts.ts';
import { type CgroupIdentity, identityOfCgroup, unitOfCgroup } from './cgroup-identity.ts';
import { declaredRuntime } from './container-declared.ts';
import { judgeMarkers } from './container-markers.ts';
import type { ContainerSources } from './container-sources.ts';
import type { Notes } from './notes.ts';
import { judgeOrchestration } from './orchestration.ts';
import { parsePodmanMarker, type PodmanMarker } from './podman-marker.ts';
import { identityOfRoot } from './root-mount.ts';

const NO_MARKER: PodmanMarker = { id: null, name: null, image: null, rootless: null };

/**
 * The innermost container around the process. The surest sign decides: its cgroup's path, the mounts of its own files, what its manager
 * declared, the storage its root lies in, and last a marker file, which needs a second sign.
 *
 * @param namespace of the cgroups, as the paths were read
 */
export function judgeContainer(sources: ContainerSources, namespace: CgroupFacts['namespace'], notes: Notes): ContainerFacts {
  const { mounts, hostname } = sources;
  const cgroup = identityOfPaths(sources, notes);
  const podUid = identityOfMounts(mounts ?? [], false)?.podUid ?? null;
  const pod = judgeOrchestration(sources, podUid, notes);
  const inPod = pod.orchestrator === 'kubernetes';
  const binds = identityOfMounts(mounts ?? [], inPod);
  if (binds !== null)
    notes.add('container', '/proc/self/mountinfo', `${binds.mountPoint} is ${binds.root}`, binds.runtime ?? 'a container');
  const declared = declaredRuntime(sources, notes);
  const root = identityOfRoot(mounts ?? []);
  if (root?.runtime) notes.add('container', '/proc/self/mountinfo', `/ is ${root.found}`, `storage of ${root.runtime}`);
  const marker = sources.podmanMarker === null ? NO_MARKER : parsePodmanMarker(sources.podmanMarker);
  const marked = judgeMarkers(sources, { root, namespace, certain: cgroup !== null || binds !== null || inPod || declared.present }, notes);

  const runtime =
    cgroup?.runtime ??
    binds?.runtime ??
    declared.runtime ??
    (inPod ? podRuntime(root?.runtime ?? null) : null) ??
    marked.runtime ??
    root?.runtime ??
    (sources.openVz ? 'openvz' : null) ??
    (sources.gvisor ? 'gvisor' : null);
  const present = runtime !== null || pod.orchestrator !== null || cgroup !== null || binds !== null || declared.present || marked.present;
  const lxcfs =
    mounts === null ? null : mounts.some(({ fsType, mountPoint }) => fsType === 'fuse.lxcfs' && mountPoint.startsWith('/proc/'));
  return {
    ...pod,
    present,
    runtime,
    id: cgroup?.id ?? binds?.id ?? (present ? marker.id : null),
    name: present ? nameOf(cgroup, marker, runtime, root?.name ?? null, hostname) : null,
    image: present ? marker.image : null,
    flavor: present ? flavorOf(sources, runtime) : null,
    containerName: binds?.containerName ?? null,
    sandboxId: binds?.sandboxId ?? null,
    rootless: present ? rootlessOf(sources, marker, binds?.inHome === true || root?.inHome === true) : null,
    lxcfs,
    ownCgroup: present ? ownCgroupOf(sources, namespace) : null,
    nestedIn: present ? (cgroup?.outer ?? (lxcfs === true && runtime !== 'lxc' ? 'lxc' : null)) : null,
    systemdUnit: unitOf(sources),
  };
}

/** By the process's own cgroups, else by those that are mounted. An id says more than a name. */
function identityOfPaths({ memberships, mounts }: ContainerSources, notes: Notes): CgroupIdentity | null {
  const search = (source: string, paths: readonly string[]): CgroupIdentity | null => {
    const known = paths.flatMap((path) => {
      const identity = identityOfCgroup(path);
      return identity === null ? [] : [{ path, identity }];
    });
    const best = known.find(({ identity }) => identity.id !== null) ?? known[0];
    if (best === undefined) return null;
    notes.add('container', source, best.path, best.identity.runtime ?? 'a container of an unknown runtime');
    return best.identity;
  };
  return (
    search(
      '/proc/self/cgroup',
      memberships.map(({ path }) => path),
    ) ??
    search(
      '/proc/self/mountinfo',
      (mounts ?? []).filter(({ fsType }) => fsType === 'cgroup').map(({ root }) => root),
    )
  );
}

/** In a pod, what keeps images as Podman does is CRI-O. */
const podRuntime = (storage: ContainerRuntime | null): ContainerRuntime | null => (storage === 'podman' ? 'cri-o' : storage);

function nameOf(
  cgroup: CgroupIdentity | null,
  marker: PodmanMarker,
  runtime: ContainerRuntime | null,
  folder: string | null,
  hostname: string | null,
): string | null {
  // LXC and systemd-nspawn give a machine its own name for a host name.
  const isMachine = runtime === 'lxc' || runtime === 'systemd-nspawn';
  return cgroup?.name ?? marker.name ?? (isMachine ? (folder ?? hostname) : null);
}

function flavorOf({ kernel, gvisor }: ContainerSources, runtime: ContainerRuntime | null): string | null {
  if (gvisor && runtime !== 'gvisor') return 'gvisor';
  if (/-linuxkit/.test(kernel ?? '')) return runtime === 'docker' ? 'docker-desktop' : null;
  return /-orbstack-/.test(kernel ?? '') ? 'orbstack' : null;
}

/** True when root in the container is an ordinary user outside; null where nothing says so. */
function rootlessOf({ uidMap, memberships }: ContainerSources, marker: PodmanMarker, inHome: boolean): boolean | null {
  if (marker.rootless !== null || inHome) return marker.rootless ?? true;
  if (memberships.some(({ path }) => /\/user@\d+\.service\//.test(path))) return true;
  // Inside, outside, how many.
  const [, outside] = /^0\s+(\d+)\s+\d+/.exec(uidMap ?? '') ?? [];
  return outside === undefined ? null : Number(outside) !== 0;
}

/** By the hierarchies that systemd keeps for itself; without any, by another that has its units. */
function unitOf({ memberships }: ContainerSources): string | null {
  const isOwn = ({ controllers }: CgroupMembership): boolean => controllers.length === 0 || controllers.includes('name=systemd');
  const sorted = [...memberships].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  return sorted.map(({ path }) => unitOfCgroup(path)).find((unit) => unit !== null) ?? null;
}

/** Without a cgroup of its own a container counts together with whatever else is in the one it is in. Null where that cannot be told. */
function ownCgroupOf({ memberships }: ContainerSources, namespace: CgroupFacts['namespace']): boolean | null {
  if (memberships.some(({ path }) => identityOfCgroup(path) !== null)) return true;
  if (namespace === 'private') return true;
  return memberships.some(({ path }) => path !== '/') ? false : null;
}
