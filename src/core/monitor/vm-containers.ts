import type { ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import type { Owner, Owners } from '../../shared/model/process.ts';
import type { VmInfo, VmProduct } from '../../shared/model/vm.ts';
import type { ContainersPart } from './derive/containers.ts';

/** What tells that an engine runs in a product's machine: its name, or the folder of its socket. */
const SIGNS: readonly { readonly product: VmProduct; readonly engineName?: string; readonly endpoint?: RegExp }[] = [
  { product: 'docker-desktop', engineName: 'Docker Desktop', endpoint: /\/\.docker\/(?:run|desktop)\/docker\.sock$/ },
  { product: 'orbstack', engineName: 'OrbStack', endpoint: /\/\.orbstack\// },
  { product: 'rancher-desktop', engineName: 'Rancher Desktop', endpoint: /\/\.rd\// },
  { product: 'colima', endpoint: /\/\.colima\/(?:(?<name>[^/]+)\/)?docker\.sock$/ },
  { product: 'lima', endpoint: /\/\.lima\/(?<name>[^/]+)\/sock\// },
  {
    product: 'podman-machine',
    endpoint: /\/podman\/(?:machine\/|podman-machine-(?<name>[^/]+)-api\.sock$)|\/pipe\/podman-machine-(?<pipe>[^/]+)$/,
  },
];

/** The machine that an engine's containers run in; null where it is this machine, or not known which. */
function vmOfEngine({ name, endpoint }: Pick<ContainerEngine, 'name' | 'endpoint'>, vms: readonly VmInfo[]): VmInfo | null {
  for (const sign of SIGNS) {
    const groups = sign.endpoint?.exec(endpoint);
    if (sign.engineName !== name && (groups === null || groups === undefined)) continue;
    const ofProduct = vms.filter(({ product }) => product === sign.product);
    const called = groups?.groups?.['name'] ?? groups?.groups?.['pipe'];
    return ofProduct.find((vm) => vm.name === called) ?? (ofProduct.length === 1 ? (ofProduct[0] ?? null) : null);
  }
  return null;
}

interface Held {
  readonly owners: Owners;
  readonly vms: readonly VmInfo[];
}

/**
 * Puts the containers of an engine in a machine below that machine's owner. They are a part of what it holds, not beside it. The same owners
 * are answered again while neither side was read anew.
 */
export function createNesting(): (held: Held, containers: ContainersPart | null) => Owners {
  let last: { readonly owners: Owners; readonly containers: ContainersPart | null; readonly nested: Owners } | null = null;
  return ({ owners, vms }, containers) => {
    if (last?.owners !== owners || last.containers !== containers) last = { owners, containers, nested: nest(owners, vms, containers) };
    return last.nested;
  };
}

function nest(owners: Owners, vms: readonly VmInfo[], containers: ContainersPart | null): Owners {
  const childrenOf = new Map<string, Owner[]>();
  for (const engine of vms.length === 0 ? [] : (containers?.engines.list ?? [])) {
    const vm = vmOfEngine(engine, vms);
    if (vm === null) continue;
    const running = containers?.list.filter((container) => container.engine === engine.id && container.state === 'running') ?? [];
    childrenOf.set(vm.id, [...(childrenOf.get(vm.id) ?? []), ...running.map(asOwner)]);
  }
  if (childrenOf.size === 0) return owners;
  const list = owners.list.map((owner) => {
    const children = childrenOf.get(owner.id);
    return children === undefined ? owner : { ...owner, children: children.sort((a, b) => b.memoryBytes - a.memoryBytes) };
  });
  return { ...owners, list };
}

function asOwner({ id, name, image, cpu, memory, processes }: ContainerInfo): Owner {
  return {
    id: `container:${id}`,
    kind: 'container',
    name,
    rawName: null,
    detail: image,
    cpuCores: cpu.cores,
    cpuLimitCores: cpu.limit.source === 'container' ? cpu.limit.value : null,
    memoryBytes: memory.usedBytes ?? 0,
    memoryLimitBytes: memory.limit.source === 'container' ? memory.limit.value : null,
    restCpuCores: 0,
    restMemoryBytes: 0,
    processCount: processes.used ?? 0,
    processes: [],
    children: [],
  };
}
