import { UNKNOWN, coreLimitQuantity, memoryQuantity } from './format.ts';
import { limitWords } from './limit-words.ts';
import type { ContainerFacts, Environment, VirtualizationFacts } from './model/environment.ts';

// Where Headroom runs, in a sentence.

const RUNTIMES: Readonly<Record<NonNullable<ContainerFacts['runtime']>, string>> = {
  docker: 'Docker container',
  podman: 'Podman container',
  containerd: 'containerd container',
  'cri-o': 'CRI-O container',
  'systemd-nspawn': 'systemd-nspawn container',
  lxc: 'LXC container',
  gvisor: 'gVisor sandbox',
  openvz: 'OpenVZ container',
  garden: 'Garden container',
  ecs: 'ECS container',
};
const ORCHESTRATORS: Readonly<Record<NonNullable<ContainerFacts['orchestrator']>, string>> = {
  kubernetes: 'Kubernetes',
  nomad: 'Nomad',
  ecs: 'ECS',
};
const HYPERVISORS: Readonly<Record<VirtualizationFacts['type'], string>> = {
  none: 'hardware',
  'apple-vz': 'Apple Virtualization guest',
  kvm: 'KVM guest',
  qemu: 'QEMU guest',
  vmware: 'VMware guest',
  xen: 'Xen guest',
  hyperv: 'Hyper-V guest',
  virtualbox: 'VirtualBox guest',
  parallels: 'Parallels guest',
  bhyve: 'bhyve guest',
  firecracker: 'Firecracker microVM',
  wsl1: 'WSL 1',
  wsl2: 'WSL 2 machine',
  'vm-other': 'virtual machine of an unknown hypervisor',
};
const MODES: Readonly<Record<NonNullable<Environment['cgroup']>['mode'], string>> = {
  v1: 'cgroup v1',
  v2: 'cgroup v2',
  hybrid: 'cgroup v1 and v2 (hybrid)',
  none: 'no cgroups',
};

const article = (noun: string): string => `${/^(?:[aeio]|LXC|ECS)/i.test(noun) ? 'an' : 'a'} ${noun}`;

function containerWords({ present, runtime, flavor, nestedIn, orchestrator, namespace, podName }: ContainerFacts): string | null {
  if (!present) return null;
  const what = `${runtime === null ? 'container' : RUNTIMES[runtime]}${flavor === null ? '' : ` (${flavor})`}`;
  const inside = nestedIn === null ? '' : ` inside ${article(RUNTIMES[nestedIn])}`;
  if (orchestrator !== 'kubernetes') {
    // "ECS container" says it already.
    return `${what}${inside}${orchestrator === null || orchestrator === runtime ? '' : ` of ${ORCHESTRATORS[orchestrator]}`}`;
  }
  const pod = [namespace, podName].filter((part) => part !== null).join('/');
  return `${what}${inside} in ${pod === '' ? 'a Kubernetes pod' : `the Kubernetes pod ${pod}`}`;
}

/** @param said the product that the sentence names already */
function machineWords({ type, product, cloud, hostOf }: VirtualizationFacts, said: string | null): string | null {
  const more = product === said ? cloud : (product ?? cloud);
  const host = hostOf === null ? '' : `, host of ${HYPERVISORS[hostOf].replace(/ guest.*$/, '')} guests`;
  if (type !== 'none') return `${HYPERVISORS[type]}${more === null ? '' : ` (${more})`}${host}`;
  if (cloud !== null) return `hardware of a cloud (${cloud})${host}`;
  return hostOf === null ? null : `hardware${host}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "Docker container in a KVM guest". */
function placeWords({ container, virtualization }: Environment): string {
  const inner = containerWords(container);
  const outer = machineWords(virtualization, container.flavor);
  if (inner === null) return outer ?? 'no container, no sign of a virtual machine';
  return `${inner}${outer === null ? '' : ` in ${article(outer)}`}`;
}

function sizeWords({ limits, coreCount, totalMemoryBytes }: Environment): string[] {
  return [limitWords(limits.cpu, coreCount, coreLimitQuantity), limitWords(limits.memory, totalMemoryBytes, memoryQuantity)].filter(
    (size) => size !== UNKNOWN,
  );
}

/** "Docker container in a KVM guest, cgroup v2, 1.5 of 8 cores, 2 of 16 GB". */
export function environmentSentence(environment: Environment): string {
  const { cgroup } = environment;
  return capital([placeWords(environment), ...(cgroup === null ? [] : [MODES[cgroup.mode]]), ...sizeWords(environment)].join(', '));
}

/** The same without how the limits are kept: "KVM guest, 8 cores, 16 GB". */
export function environmentInShort(environment: Environment): string {
  return capital([placeWords(environment), ...sizeWords(environment)].join(', '));
}
