import type { Owner, OwnerProcess, Owners } from '../../shared/model/process.ts';
import type { ProcessRaw } from '../probes/raw.ts';
import { type OwnerClaim, SYSTEM_OWNER } from './owner-claim.ts';

/** An owner names so many of its processes by memory, and as many by CPU. */
export const OWNER_PROCESS_COUNT = 8;

export interface OwnersInput {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly processes: readonly ProcessRaw[];
  /** Whose each process is, by pid. */
  readonly ownerOf: ReadonlyMap<number, OwnerClaim>;
  /** CPU milliseconds of each process within the window, by pid, and its length; null when there is no window. */
  readonly window: { readonly usedMs: ReadonlyMap<number, number>; readonly lengthMs: number } | null;
  /** What the machine used over the window; null when unknown. */
  readonly machineCores: number | null;
  /** What the machine uses now; null when unknown. */
  readonly machineMemoryBytes: number | null;
}

interface Group {
  readonly claim: OwnerClaim;
  readonly processes: OwnerProcess[];
  cpuCores: number;
  memoryBytes: number;
}

/** What a process holds for itself. Where the platform does not say, all that is resident, of which a part may be shared. */
export function ownMemoryBytes(process: ProcessRaw): number {
  return process.privateBytes ?? process.rssBytes;
}

/**
 * Who uses the machine: processes summed by owner, largest memory first. The owners add up to what the machine uses; what no process
 * accounts for (the kernel, shared memory, interrupts) is the system's. Where the processes account for more than the machine uses (shared
 * pages in several of them, clocks that tick apart) all are scaled down, and `approximate` says so of memory.
 */
export function groupOwners(input: OwnersInput): Owners {
  const groups = collect(input);
  const system = groups.get(SYSTEM_OWNER.id);
  const known = input.machineMemoryBytes !== null || (input.window !== null && input.machineCores !== null);
  if (system === undefined && known) groups.set(SYSTEM_OWNER.id, emptyGroup(SYSTEM_OWNER));
  const list = [...groups.values()];
  const approximate = settle(list, 'memoryBytes', input.machineMemoryBytes);
  settle(list, 'cpuCores', input.window === null ? null : input.machineCores);
  const owners = list.map((group) => toOwner(group, input.window !== null));
  owners.sort((a, b) => b.memoryBytes - a.memoryBytes || (a.id < b.id ? -1 : 1));
  return {
    at: input.at,
    cpuCores: input.window === null ? null : input.machineCores,
    memoryBytes: input.machineMemoryBytes,
    approximate,
    list: owners,
  };
}

function emptyGroup(claim: OwnerClaim): Group {
  return { claim, processes: [], cpuCores: 0, memoryBytes: 0 };
}

function collect({ processes, ownerOf, window }: OwnersInput): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const process of processes) {
    const claim = ownerOf.get(process.pid) ?? SYSTEM_OWNER;
    let group = groups.get(claim.id);
    if (group === undefined) {
      group = emptyGroup(claim);
      groups.set(claim.id, group);
    }
    const memoryBytes = ownMemoryBytes(process);
    const cpuCores = window === null ? null : (window.usedMs.get(process.pid) ?? 0) / window.lengthMs;
    group.memoryBytes += memoryBytes;
    group.cpuCores += cpuCores ?? 0;
    group.processes.push({ pid: process.pid, startTime: process.startTime, name: process.name, cpuCores, memoryBytes });
  }
  return groups;
}

/** Makes the groups add up to the machine's total. True when they had to be scaled down. */
function settle(groups: readonly Group[], field: 'cpuCores' | 'memoryBytes', total: number | null): boolean {
  if (total === null) return false;
  let sum = 0;
  for (const group of groups) sum += group[field];
  const scale = sum > total ? total / sum : 1;
  let apps = 0;
  for (const group of groups) {
    if (group.claim.id === SYSTEM_OWNER.id) continue;
    const scaled = group[field] * scale;
    group[field] = field === 'memoryBytes' ? Math.floor(scaled) : scaled;
    apps += group[field];
  }
  const system = groups.find((group) => group.claim.id === SYSTEM_OWNER.id);
  if (system !== undefined) system[field] = Math.max(0, total - apps);
  return scale < 1;
}

function toOwner({ claim, processes, cpuCores, memoryBytes }: Group, hasWindow: boolean): Owner {
  const count = processes.length;
  return {
    id: claim.id,
    kind: claim.kind,
    name: claim.name,
    detail: claim.detail === '' ? `${count} ${count === 1 ? 'process' : 'processes'}` : claim.detail,
    cpuCores: hasWindow ? cpuCores : null,
    cpuLimitCores: claim.cpuLimitCores,
    memoryBytes,
    memoryLimitBytes: claim.memoryLimitBytes,
    processCount: count,
    processes: largest(processes),
    children: [],
  };
}

/** Those that hold most memory and those that use most CPU, largest memory first. */
function largest(processes: readonly OwnerProcess[]): readonly OwnerProcess[] {
  const byMemory = [...processes].sort((a, b) => b.memoryBytes - a.memoryBytes || a.pid - b.pid);
  if (byMemory.length <= OWNER_PROCESS_COUNT) return byMemory;
  const busy = processes.filter((process) => (process.cpuCores ?? 0) > 0);
  busy.sort((a, b) => (b.cpuCores ?? 0) - (a.cpuCores ?? 0) || a.pid - b.pid);
  const chosen = new Set([...byMemory.slice(0, OWNER_PROCESS_COUNT), ...busy.slice(0, OWNER_PROCESS_COUNT)]);
  return byMemory.filter((process) => chosen.has(process));
}
