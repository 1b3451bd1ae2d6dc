import type { ContainerRuntime } from '../../../shared/model/environment.ts';
import type { ContainerSources } from './container-sources.ts';
import type { Notes } from './notes.ts';

// The interface between a container's manager and what runs in it: https://systemd.io/CONTAINER_INTERFACE

const RUNTIMES: Readonly<Record<string, ContainerRuntime>> = {
  docker: 'docker',
  podman: 'podman',
  lxc: 'lxc',
  'lxc-libvirt': 'lxc',
  'systemd-nspawn': 'systemd-nspawn',
  containerd: 'containerd',
  'cri-o': 'cri-o',
  crio: 'cri-o',
  gvisor: 'gvisor',
  openvz: 'openvz',
};
/** Sandboxes of single programs, and WSL, which is a virtual machine. */
const NO_CONTAINERS: ReadonlySet<string> = new Set(['wsl', 'flatpak', 'snap', 'none']);

interface Declaration {
  readonly runtime: ContainerRuntime | null;
  /** A container, also of a manager that is not known here ("oci", "rkt"). */
  readonly present: boolean;
}

/** What the manager wrote into the container; the first that says something counts. */
export function declaredRuntime(sources: ContainerSources, notes: Notes): Declaration {
  const said: readonly (readonly [source: string, word: string | null | undefined])[] = [
    ['/run/host/container-manager', sources.manager],
    ['/run/systemd/container', sources.systemdContainer],
    ['variable container of process 1', sources.initVariables['container']],
    ['variable container', sources.variables['container']],
  ];
  let present = false;
  for (const [source, word] of said) {
    const name = word?.trim().toLowerCase() ?? '';
    if (name === '' || NO_CONTAINERS.has(name)) continue;
    const runtime = RUNTIMES[name] ?? null;
    notes.add('container', source, name, runtime ?? 'a container of an unknown runtime');
    if (runtime !== null) return { runtime, present: true };
    present = true;
  }
  return { runtime: null, present };
}
