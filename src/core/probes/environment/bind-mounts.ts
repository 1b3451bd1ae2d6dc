import type { ContainerRuntime } from '../../../shared/model/environment.ts';
import type { MountinfoEntry } from '../linux/cgroup/mountinfo.ts';
import { isInHome } from './root-mount.ts';

// What runtimes mount into their containers, and where it lies on the host: that says the id where the cgroup namespace hides it. Only
// mounts on a container's own files count. A host sees the mounts of all of its containers, and volumes have names that look like ids.

const OWN_FILES: ReadonlySet<string> = new Set([
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
  '/run/secrets',
  '/run/.containerenv',
  '/dev/termination-log',
]);

interface BindIdentity {
  readonly runtime: ContainerRuntime | null;
  readonly id: string | null;
  readonly sandboxId: string | null;
  readonly podUid: string | null;
  readonly containerName: string | null;
  /** The runtime keeps its files in a home folder: it runs without root. */
  readonly inHome: boolean;
  /** The mount that decided: "/etc/hostname". */
  readonly mountPoint: string;
  /** Where that lies. */
  readonly root: string;
}

type Part = Partial<Pick<BindIdentity, 'runtime' | 'id' | 'sandboxId' | 'podUid' | 'containerName'>>;

const ID = '([0-9a-f]{64})';
const UID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})';

const FORMS: readonly { readonly pattern: RegExp; readonly read: (groups: readonly string[]) => Part }[] = [
  // Docker, wherever its data lie.
  {
    pattern: new RegExp(`(?:^|/)containers/${ID}/(?:hostname|hosts|resolv\\.conf)$`),
    read: ([id = null]) => ({ runtime: 'docker', id }),
  },
  // nerdctl, by namespace.
  {
    pattern: new RegExp(`/nerdctl/[^/]+/(?:containers|etchosts)/[^/]+/${ID}/(?:hostname|hosts|resolv\\.conf)$`),
    read: ([id = null]) => ({ runtime: 'containerd', id }),
  },
  // Of containerd's pods all containers have the files of the pod's own one.
  {
    pattern: new RegExp(`/sandboxes/${ID}/(?:hostname|hosts|resolv\\.conf)$`),
    read: ([sandboxId = null]) => ({ runtime: 'containerd', sandboxId }),
  },
  // Podman's, and in a pod of CRI-O the container's own.
  { pattern: new RegExp(`/overlay-containers/${ID}/userdata/run/secrets$`), read: ([id = null]) => ({ id, runtime: 'podman' }) },
  // Podman's as well; of a pod of CRI-O the sandbox's.
  {
    pattern: new RegExp(`/overlay-containers/${ID}/userdata/(?:hostname|hosts|resolv\\.conf|\\.containerenv)$`),
    read: ([sandboxId = null]) => ({ sandboxId, runtime: 'podman' }),
  },
  { pattern: new RegExp(`/pods/${UID}/etc-hosts$`), read: ([podUid = null]) => ({ podUid }) },
  {
    pattern: new RegExp(`/pods/${UID}/containers/([^/]{1,253})/[^/]+$`),
    read: ([podUid = null, containerName = null]) => ({ podUid, containerName }),
  },
];

/**
 * What the container's own mounts say; null when there are none that a runtime made. It never throws.
 *
 * @param inPod true where something else says so already: Podman and CRI-O use the same folders
 */
export function identityOfMounts(entries: readonly MountinfoEntry[], inPod: boolean): BindIdentity | null {
  const parts: { readonly part: Part; readonly entry: MountinfoEntry }[] = [];
  for (const entry of entries) {
    if (!OWN_FILES.has(entry.mountPoint)) continue;
    for (const { pattern, read } of FORMS) {
      const match = pattern.exec(entry.root);
      if (match === null) continue;
      parts.push({ part: read(match.slice(1)), entry });
      break;
    }
  }
  const [first] = parts;
  if (first === undefined) return null;
  const pick = <K extends keyof Part>(key: K): NonNullable<Part[K]> | null => {
    for (const { part } of parts) if (part[key] !== undefined && part[key] !== null) return part[key];
    return null;
  };
  const podUid = pick('podUid');
  const storage = pick('runtime');
  const shared = pick('sandboxId');
  const isPod = inPod || podUid !== null;
  const isPodman = storage === 'podman' && !isPod;
  // Docker gives the containers of a pod the files of the one whose network they share.
  const isDockerPod = storage === 'docker' && isPod;
  const deciding = parts.find(({ part }) => part.id !== undefined) ?? parts.find(({ part }) => part.sandboxId !== undefined) ?? first;
  return {
    runtime: storage === 'podman' && !isPodman ? 'cri-o' : storage,
    id: isDockerPod ? null : (pick('id') ?? (isPodman ? shared : null)),
    sandboxId: isDockerPod ? pick('id') : isPodman ? null : shared,
    podUid,
    containerName: pick('containerName'),
    inHome: parts.some(({ entry }) => isInHome(entry.root)),
    mountPoint: deciding.entry.mountPoint,
    root: deciding.entry.root,
  };
}
