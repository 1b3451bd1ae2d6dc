import type { Owner, OwnerProcess, Owners } from '../../shared/model/process.ts';
import type { ProcessRaw } from '../probes/raw.ts';
import { readableName } from './app-names.ts';
import { type OwnerClaim, SYSTEM_OWNER } from './owner-claim.ts';

/** An owner names so many of its processes by memory, and as many by CPU. */
export const OWNER_PROCESS_COUNT = 8;

/** Between two lists. */
interface Window {
  /** CPU milliseconds of each process that used any, by pid. */
  readonly usedMs: ReadonlyMap<number, number>;
  readonly lengthMs: number;
}

export interface OwnersInput {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly processes: readonly ProcessRaw[];
  /** Whose each process is, by pid. */
  readonly ownerOf: ReadonlyMap<number, OwnerClaim>;
  /** Null for a first list. */
  readonly window: Window | null;
  /** What an owner holds as its cgroup counts it, by the owner's id: more than its processes hold each for itself. */
  readonly heldBytes: ReadonlyMap<string, number>;
  /** What the machine used over the window; null when unknown. */
  readonly machineCores: number | null;
  /** What the machine uses now; null when unknown. */
  readonly machineMemoryBytes: number | null;
}

interface Group {
  readonly claim: OwnerClaim;
  readonly processes: ProcessRaw[];
  cpuCores: number;
  memoryBytes: number;
  /** Of these, what none of its processes accounts for. */
  readonly rest: { cpuCores: number; memoryBytes: number };
}

/** What the processes' own figures are multiplied by, so that they add up to the machine's. */
interface Scale {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/**
 * What a process holds for itself. Where the platform does not say, all that is resident, of which a part may be shared. A machine's guest
 * memory counts as shared where it lies in a memory file, and is nobody else's.
 */
function ownMemoryBytes(process: ProcessRaw, { kind }: OwnerClaim): number {
  return kind === 'vm' ? process.rssBytes : (process.privateBytes ?? process.rssBytes);
}

/**
 * Who uses the machine: processes summed by owner, largest memory first. The owners add up to what the machine uses; what no process
 * accounts for (the kernel, shared memory, interrupts) is the system's `rest…`. Where the processes account for more than the machine uses (shared
 * pages in several of them, clocks that tick apart) all are scaled down, and `approximate` says so of memory.
 */
export function groupOwners(input: OwnersInput): Owners {
  const groups = collect(input);
  holdMore(groups, input);
  const system = groups.get(SYSTEM_OWNER.id);
  const known = input.machineMemoryBytes !== null || (input.window !== null && input.machineCores !== null);
  if (system === undefined && known) groups.set(SYSTEM_OWNER.id, emptyGroup(SYSTEM_OWNER));
  const list = [...groups.values()];
  const scale: Scale = {
    memoryBytes: settle(list, 'memoryBytes', input.machineMemoryBytes),
    cpuCores: settle(list, 'cpuCores', input.window === null ? null : input.machineCores),
  };
  const owners = list.map((group) => toOwner(group, input.window, scale));
  owners.sort((a, b) => b.memoryBytes - a.memoryBytes || (a.id < b.id ? -1 : 1));
  return {
    at: input.at,
    cpuCores: input.window === null ? null : input.machineCores,
    memoryBytes: input.machineMemoryBytes,
    approximate: scale.memoryBytes < 1,
    list: owners,
  };
}

/**
 * Shared memory and file systems of memory are in a container's figure and in no process's: they are its rest. The figure may hold page cache
 * in use, too, which the machine does not count as used: all of these together get no more than what no process accounts for.
 */
function holdMore(groups: ReadonlyMap<string, Group>, { heldBytes, machineMemoryBytes }: OwnersInput): void {
  let ofProcesses = 0;
  let wanted = 0;
  const wants: [Group, number][] = [];
  for (const [id, group] of groups) {
    ofProcesses += group.memoryBytes;
    const more = (heldBytes.get(id) ?? 0) - group.memoryBytes;
    if (more <= 0) continue;
    wanted += more;
    wants.push([group, more]);
  }
  const left = machineMemoryBytes === null ? wanted : Math.max(0, machineMemoryBytes - ofProcesses);
  const share = wanted === 0 ? 0 : Math.min(1, left / wanted);
  for (const [group, more] of wants) {
    const got = Math.floor(more * share);
    group.memoryBytes += got;
    group.rest.memoryBytes = got;
  }
}

function emptyGroup(claim: OwnerClaim): Group {
  return { claim, processes: [], cpuCores: 0, memoryBytes: 0, rest: { cpuCores: 0, memoryBytes: 0 } };
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
    group.memoryBytes += ownMemoryBytes(process, claim);
    group.processes.push(process);
    const usedMs = window?.usedMs.get(process.pid);
    if (window !== null && usedMs !== undefined) group.cpuCores += usedMs / window.lengthMs;
  }
  return groups;
}

/** Makes the groups add up to the machine's total. What they were scaled by: 1, or less where they account for more than that. */
function settle(groups: readonly Group[], field: keyof Scale, total: number | null): number {
  if (total === null) return 1;
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
  if (system !== undefined) {
    const ofProcesses = system[field];
    system[field] = Math.max(0, total - apps);
    if (scale === 1) system.rest[field] = Math.max(0, system[field] - ofProcesses);
  }
  return scale;
}

function toOwner({ claim, processes, cpuCores, memoryBytes, rest }: Group, window: Window | null, scale: Scale): Owner {
  const count = processes.length;
  return {
    id: claim.id,
    kind: claim.kind,
    name: claim.name,
    rawName: claim.rawName ?? null,
    detail: claim.detail === '' ? `${count} ${count === 1 ? 'process' : 'processes'}` : claim.detail,
    cpuCores: window === null ? null : cpuCores,
    cpuLimitCores: claim.cpuLimitCores,
    memoryBytes,
    memoryLimitBytes: claim.memoryLimitBytes,
    restCpuCores: window === null ? null : rest.cpuCores,
    restMemoryBytes: rest.memoryBytes,
    processCount: count,
    processes: largest(processes, claim, window, scale),
    children: [],
  };
}

/** Those that hold most memory and those that use most CPU, largest memory first. */
function largest(processes: readonly ProcessRaw[], claim: OwnerClaim, window: Window | null, scale: Scale): readonly OwnerProcess[] {
  const chosen = new Set(highest(processes, (process) => ownMemoryBytes(process, claim)));
  if (window !== null && processes.length > chosen.size) {
    for (const process of highest(processes, ({ pid }) => window.usedMs.get(pid) ?? 0))
      if (window.usedMs.has(process.pid)) chosen.add(process);
  }
  const list = [...chosen].map((process): OwnerProcess => {
    const { pid, startTime } = process;
    const cpuCores = window === null ? null : (scale.cpuCores * (window.usedMs.get(pid) ?? 0)) / window.lengthMs;
    return {
      pid,
      startTime,
      ...readableName(process),
      cpuCores,
      memoryBytes: Math.floor(scale.memoryBytes * ownMemoryBytes(process, claim)),
    };
  });
  return list.sort((a, b) => b.memoryBytes - a.memoryBytes || a.pid - b.pid);
}

/** The `OWNER_PROCESS_COUNT` with the highest value, the lower pid first among equals. One pass: most of a long list is never moved. */
function highest(processes: readonly ProcessRaw[], valueOf: (process: ProcessRaw) => number): readonly ProcessRaw[] {
  const top: ProcessRaw[] = [];
  const values: number[] = [];
  for (const process of processes) {
    const value = valueOf(process);
    let place = top.length;
    while (place > 0 && isBefore(process, value, top[place - 1], values[place - 1])) place -= 1;
    if (place >= OWNER_PROCESS_COUNT) continue;
    top.splice(place, 0, process);
    values.splice(place, 0, value);
    if (top.length > OWNER_PROCESS_COUNT) {
      top.pop();
      values.pop();
    }
  }
  return top;
}

function isBefore(process: ProcessRaw, value: number, other: ProcessRaw | undefined, otherValue: number | undefined): boolean {
  if (other === undefined || otherValue === undefined) return false;
  return value > otherValue || (value === otherValue && process.pid < other.pid);
}
