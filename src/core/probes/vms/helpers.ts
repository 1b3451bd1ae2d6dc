import type { VmProduct } from '../../../shared/model/vm.ts';
import type { ProcessRaw } from '../raw.ts';
import type { FoundVm } from './raw-vms.ts';

/** Programs that work for one machine, and name it in their command line. */
const BY_MARK: ReadonlySet<string> = new Set([
  'virtiofsd',
  'swtpm',
  'passt',
  'passt.avx2',
  'slirp4netns',
  'gvproxy',
  'vfkit',
  'limactl',
  'ssh',
  'colima',
  'container-runtime-linux',
  'vhost-user-blk',
  'vhost-user-gpu',
]);

/** Programs of a product that work for its one machine. */
const BY_PRODUCT: ReadonlyMap<string, VmProduct> = new Map<string, VmProduct>([
  ['com.docker.backend', 'docker-desktop'],
  ['com.docker.backend.exe', 'docker-desktop'],
  ['com.docker.virtualization', 'docker-desktop'],
  ['com.docker.build', 'docker-desktop'],
  ['com.docker.dev-envs', 'docker-desktop'],
  ['com.docker.vmnetd', 'docker-desktop'],
  ['com.docker.driver.amd64-linux', 'docker-desktop'],
  ['vpnkit', 'docker-desktop'],
  ['vpnkit-bridge', 'docker-desktop'],
  ['wslservice.exe', 'wsl'],
  ['wslhost.exe', 'wsl'],
  ['wslrelay.exe', 'wsl'],
  ['multipassd', 'multipass'],
]);

/** Threads of the kernel that work for a machine have its pid in their name. */
const KERNEL_THREAD = /^(?:vhost-|kvm-pit\/|kvm-nx-lpage-recovery-)(\d{1,10})$/;

/** The processes that work for each machine, by its place in `vms`: named by the machine, by their own command line, or its children. */
export function helpersOf(vms: readonly FoundVm[], processes: readonly ProcessRaw[]): ReadonlyMap<number, readonly ProcessRaw[]> {
  const placeOf = new Map<number, number>();
  for (const [place, vm] of vms.entries()) for (const { pid } of vm.processes) placeOf.set(pid, place);
  const own = new Set(placeOf.keys());
  for (const [place, vm] of vms.entries()) for (const pid of vm.helperPids) if (!placeOf.has(pid)) placeOf.set(pid, place);
  for (const process of processes) {
    if (placeOf.has(process.pid)) continue;
    const place = named(process, vms, own, placeOf);
    if (place !== null) placeOf.set(process.pid, place);
  }
  inherit(processes, placeOf);

  const helpers = new Map<number, ProcessRaw[]>();
  for (const process of processes) {
    const place = placeOf.get(process.pid);
    if (place === undefined || own.has(process.pid)) continue;
    const list = helpers.get(place);
    if (list === undefined) helpers.set(place, [process]);
    else list.push(process);
  }
  return helpers;
}

function named(
  process: ProcessRaw,
  vms: readonly FoundVm[],
  own: ReadonlySet<number>,
  placeOf: ReadonlyMap<number, number>,
): number | null {
  const { name, command, kernelThread } = process;
  if (kernelThread) {
    const pid = Number(KERNEL_THREAD.exec(name)?.[1] ?? Number.NaN);
    return own.has(pid) ? (placeOf.get(pid) ?? null) : null;
  }
  const product = BY_PRODUCT.get(name);
  if (product !== undefined) {
    const first = vms.findIndex((vm) => vm.product === product);
    // Of several machines of a product, nobody says which one it works for.
    return first !== -1 && first === vms.findLastIndex((vm) => vm.product === product) ? first : null;
  }
  if (!BY_MARK.has(name)) return null;
  // "-web-" stands in what belongs to "my-web-1", too: the longest says most.
  let longest = '';
  let found: number | null = null;
  for (const [place, { marks }] of vms.entries()) {
    for (const mark of marks) {
      if (mark.length <= longest.length || !command.includes(mark)) continue;
      longest = mark;
      found = place;
    }
  }
  return found;
}

/** What a machine's process, or a helper, started belongs to it. */
function inherit(processes: readonly ProcessRaw[], placeOf: Map<number, number>): void {
  const parents = new Map<number, number>();
  for (const { pid, parentPid } of processes) parents.set(pid, parentPid);
  /** Those above whom there is no machine. Whom a climb passed counts as such until it ends, so that a cycle ends it. */
  const nobodys = new Set<number>();
  for (const { pid } of processes) {
    const chain: number[] = [];
    let at: number | undefined = pid;
    while (at !== undefined && !placeOf.has(at) && !nobodys.has(at)) {
      nobodys.add(at);
      chain.push(at);
      at = parents.get(at);
    }
    const place = at === undefined ? undefined : placeOf.get(at);
    if (place !== undefined) for (const below of chain) placeOf.set(below, place);
  }
}
