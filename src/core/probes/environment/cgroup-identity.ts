import type { ContainerRuntime, PodQos } from '../../../shared/model/environment.ts';

// What a cgroup path says of the container it belongs to. Runtimes name the cgroups of their containers in a few forms; only these count,
// whole segments of the path, never a word in it: "docker.service" is the daemon, "libpod-conmon-…" watches a container from outside.

export interface CgroupIdentity {
  readonly runtime: ContainerRuntime | null;
  readonly id: string | null;
  readonly name: string | null;
  /** The runtime of the container around it, where the path shows one. */
  readonly outer: ContainerRuntime | null;
}

interface PodIdentity {
  readonly podUid: string | null;
  readonly qos: PodQos | null;
}

/** An id of 64 hexadecimal digits: one more or less is no id. */
export const CONTAINER_ID = /^[0-9a-f]{64}$/;
const ECS_ID = /^[0-9a-f]{32}-\d{1,20}$/;
const GARDEN_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){4}$/;
const NAME = /^[^/\0]{1,128}$/;

const RUNTIME_OF_PREFIX: Readonly<Record<string, ContainerRuntime>> = {
  docker: 'docker',
  libpod: 'podman',
  'libpod-payload': 'podman',
  'cri-containerd': 'containerd',
  nerdctl: 'containerd',
  containerd: 'containerd',
  crio: 'cri-o',
};
/** "docker-<id>.scope", "crio-<id>", "kubepods-….slice:cri-containerd:<id>". */
const PREFIXED = /^(?:([a-z-]+)-|.+:([a-z-]+):)([0-9a-f]{64})(?:\.scope)?$/;
/** Runs outside of the container that it is named for. */
const WATCHER = /^(?:[a-z-]+-conmon-|lxc\.monitor(?:\.|$))/;

/** Units of systemd write a dash in a name as "\x2d". */
function unescapeUnit(name: string): string {
  return name.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

type Found = Omit<CgroupIdentity, 'outer'>;
const found = (runtime: ContainerRuntime | null, id: string | null, name: string | null = null): Found => ({ runtime, id, name });

/** The innermost container of a cgroup path; null when it shows none. */
export function identityOfCgroup(path: string): CgroupIdentity | null {
  const segments = path.split('/').filter((segment) => segment !== '');
  let inner: Found | null = null;
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const answer = identityAt(segments, at);
    // It runs outside of the container that it is named for, which may itself be in another one.
    if (answer === 'outside' || answer === null) continue;
    if (inner !== null) return { ...inner, outer: answer.runtime };
    inner = answer;
  }
  return inner === null ? null : { ...inner, outer: null };
}

function identityAt(segments: readonly string[], at: number): Found | 'outside' | null {
  const segment = segments[at] ?? '';
  const parent = segments[at - 1] ?? '';
  if (WATCHER.test(segment)) return 'outside';
  const [, dashed, coloned, id = ''] = PREFIXED.exec(segment) ?? [];
  if (id !== '') {
    const runtime = RUNTIME_OF_PREFIX[dashed ?? coloned ?? ''] ?? null;
    // Another word before an id ("buildah-…") names no runtime that is known, but a container all the same.
    return found(runtime, id);
  }
  if (CONTAINER_ID.test(segment)) return found(runtimeOfParents(segments, at), segment);
  if (ECS_ID.test(segment) && segments.slice(0, at).includes('ecs')) return found('ecs', segment);
  if (GARDEN_ID.test(segment) && parent === 'garden') return found('garden', segment);
  return nspawnAt(segments, at) ?? lxcAt(segments, at);
}

/** Who made a cgroup that is called as the id alone. */
function runtimeOfParents(segments: readonly string[], at: number): ContainerRuntime | null {
  const parent = segments[at - 1] ?? '';
  if (parent === 'docker' || parent === 'libpod') return RUNTIME_OF_PREFIX[parent] ?? null;
  if (parent === 'ecs' || segments[at - 2] === 'ecs') return 'ecs';
  // The first Dockers ran their containers with LXC, which knows no ids of its own.
  return parent === 'lxc' ? 'docker' : null;
}

function lxcAt(segments: readonly string[], at: number): Found | null {
  const segment = segments[at] ?? '';
  const payload = /^lxc\.payload\.(.+?)(?:\.scope)?$/.exec(segment)?.[1];
  if (payload !== undefined) return found('lxc', null, payload);
  const parent = segments[at - 1];
  return (parent === 'lxc' || parent === 'lxc.payload') && NAME.test(segment) ? found('lxc', null, segment) : null;
}

/** A machine of systemd-nspawn, or one that it did not start but that machined knows. Its virtual machines are processes of a host. */
function nspawnAt(segments: readonly string[], at: number): Found | 'outside' | null {
  const segment = segments[at] ?? '';
  const unit = /^systemd-nspawn@(.+)\.service$/.exec(segment)?.[1];
  const machine = unit ?? /^machine-(.+)\.scope$/.exec(segment)?.[1];
  if (machine === undefined) return null;
  const name = unescapeUnit(machine);
  if (segments[at + 1] === 'supervisor' || (unit === undefined && /^qemu-\d+-/.test(name)) || segments[at + 1] === 'libvirt')
    return 'outside';
  const lxc = unit === undefined ? /^lxc-\d+-(.+)$/.exec(name)?.[1] : undefined;
  return lxc === undefined ? found('systemd-nspawn', null, name) : found('lxc', null, lxc);
}

/** A pod's uid: a UUID (with "_" for "-" in the slices of systemd), or 32 hexadecimal digits of a static pod. */
const POD = /(?:^|[-_])pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?::|$)/;
const KUBEPODS = /^(?:[a-z]+-)?kubepods(?:$|\.slice$|-(?:burstable|besteffort|pod))/;

/** The pod of a cgroup path; null when it lies in none. */
export function podOfCgroup(path: string): PodIdentity | null {
  const segments = path.split('/');
  const first = segments.findIndex((segment) => KUBEPODS.test(segment));
  if (first === -1) return null;
  const below = segments.slice(first);
  const uid = below.map((segment) => POD.exec(segment)?.[1]).find((one) => one !== undefined);
  if (uid === undefined) return { podUid: null, qos: null };
  const words = below.join('/').split(/[/.-]/);
  const qos = (['burstable', 'besteffort'] as const).find((word) => words.includes(word)) ?? 'guaranteed';
  return { podUid: uid.replaceAll('_', '-'), qos };
}

/** The unit of systemd a path belongs to: its last service or scope that is no container's own. */
export function unitOfCgroup(path: string): string | null {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const segment = segments[at] ?? '';
    const isUnit = /^.{1,250}\.(?:service|scope)$/.test(segment);
    const container = identityAt(segments, at);
    if (container === 'outside' ? isUnit : container === null && isUnit) return segment;
    if (container !== null && container !== 'outside') return null;
  }
  return null;
}
