import type { CgroupFacts, ContainerRuntime } from '../../../shared/model/environment.ts';
import type { ContainerSources } from './container-sources.ts';
import type { Notes } from './notes.ts';
import type { RootIdentity } from './root-mount.ts';

interface MarkerContext {
  readonly root: RootIdentity | null;
  readonly namespace: CgroupFacts['namespace'];
  /** Something else says already that this is a container. */
  readonly certain: boolean;
}

/** Files that only a container has of its own: their being mount points is the work of a runtime. */
const RUNTIME_MOUNTS: ReadonlySet<string> = new Set(['/etc/hostname', '/etc/hosts']);

/**
 * What the marker files are worth. An image that became a virtual machine keeps its `/.dockerenv`: without a second sign (namespaces, mounts)
 * a marker is none. Namespaces and such mounts without a marker make a container of an unknown runtime.
 */
export function judgeMarkers(
  sources: ContainerSources,
  context: MarkerContext,
  notes: Notes,
): { readonly runtime: ContainerRuntime | null; readonly present: boolean } {
  const second = secondSign(sources, context);
  const markers: (readonly [path: string, runtime: ContainerRuntime])[] = [];
  if (sources.podmanMarker !== null) markers.push(['/run/.containerenv', 'podman']);
  if (sources.dockerMarker) markers.push(['/.dockerenv', 'docker']);
  for (const [path, runtime] of markers) {
    const says = context.certain ? 'a container' : second === null ? 'no second sign: not a container' : `${runtime}, with ${second}`;
    notes.add('container', path, 'a marker file', says);
  }
  if (second === null) return { runtime: null, present: false };
  const [first] = markers;
  if (first !== undefined) return { runtime: first[1], present: true };
  const isolated = isolation(sources, context);
  if (isolated !== null && !context.certain) notes.add('container', '/proc/self', isolated, 'a container of an unknown runtime');
  return { runtime: null, present: isolated !== null };
}

/** A sign that this is a container although no runtime left its name. */
function isolation({ foreignNamespaces, kernel, mounts }: ContainerSources, { root, namespace }: MarkerContext): string | null {
  // Each distribution of WSL has namespaces of its own.
  if (/microsoft/i.test(kernel ?? '')) return null;
  const runtimeFile = mounts?.find(({ mountPoint }) => RUNTIME_MOUNTS.has(mountPoint));
  const files = runtimeFile === undefined ? null : `a mount on ${runtimeFile.mountPoint}`;
  const isPrivate = namespace === 'private' ? 'a cgroup namespace' : null;
  const pids = foreignNamespaces.includes('pid') ? 'a namespace of processes' : null;
  const layers = root?.kind === 'layers' || root?.kind === 'folder' ? 'a root that is no whole device' : null;
  // Sandboxes of programs have namespaces and roots of their own, too, but neither such mounts nor cgroups; and one sign can be made by hand.
  if (files === null && isPrivate === null) return null;
  const signs = [files, isPrivate, pids, layers].filter((sign) => sign !== null);
  return signs.length >= 2 ? signs.join(', ') : null;
}

/** What stands beside a marker; null where the root is that of a machine and nothing is set apart. */
function secondSign(sources: ContainerSources, context: MarkerContext): string | null {
  const { foreignNamespaces, gvisor, mounts, kernel } = sources;
  if (context.certain) return 'another sign';
  if (gvisor) return 'the kernel of gVisor';
  if (context.root?.kind === 'layers' || context.root?.kind === 'folder') return 'a root that is no whole device';
  if (mounts?.some(({ mountPoint }) => RUNTIME_MOUNTS.has(mountPoint)) === true) return 'mounts of a runtime';
  if (/microsoft/i.test(kernel ?? '')) return null;
  if (context.namespace === 'private') return 'a cgroup namespace';
  return foreignNamespaces.length > 0 ? `a ${foreignNamespaces[0]} namespace` : null;
}
