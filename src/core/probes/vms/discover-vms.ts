import { createHash } from 'node:crypto';
import type { ProcessRaw } from '../raw.ts';
import { type Candidate, type Findings, findVms, vmCandidates } from './find-vms.ts';
import { helpersOf } from './helpers.ts';
import type { FoundVm, ProcessKey, VmDetails, VmRaw } from './raw-vms.ts';

/** The machines among the processes of one list, and what the next list needs of it. */
export interface Discovery extends Findings {
  readonly vms: readonly VmRaw[];
  readonly candidates: readonly Candidate[];
  readonly processes: readonly ProcessRaw[];
}

export const NOTHING_FOUND: Discovery = { vms: [], candidates: [], processes: [], found: [], wantedFiles: [], wantedOpenFiles: [] };

/**
 * The virtual machines among the processes of this machine. Pure: what is not in the list comes through `details`, and what of that was not
 * looked up yet stands in the `wanted…`. Without a process that is a machine this costs a look at each name.
 *
 * @param before what the list before gave, with the same details: its `vms` are answered again, the same array, when nothing changed
 */
export function discoverVms(
  processes: readonly ProcessRaw[],
  details: VmDetails,
  platform: string,
  before: Discovery = NOTHING_FOUND,
): Discovery {
  const candidates = vmCandidates(processes);
  if (candidates.length === 0) return NOTHING_FOUND;
  const isSettled = before.wantedFiles.length === 0 && before.wantedOpenFiles.length === 0;
  const isSame = isSettled && areSame(before.candidates, candidates);
  if (isSame && isSameFamily(before.processes, processes)) return before;
  const findings = isSame ? before : findVms(candidates, processes, details, platform);
  const vms = joined(findings.found, processes);
  const { found, wantedFiles, wantedOpenFiles } = findings;
  const unchanged = isSame && vms.every((vm, place) => sameHelpers(vm.helpers, before.vms[place]?.helpers));
  return { vms: unchanged ? before.vms : vms, candidates, processes, found, wantedFiles, wantedOpenFiles };
}

function areSame(before: readonly Candidate[], now: readonly Candidate[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ process, program }, place) => {
      const then = before[place];
      return then !== undefined && then.program === program && then.process.name === process.name && isSameProcess(then.process, process);
    })
  );
}

/** True when nobody came, went or became another: then everybody works for whom they worked for. */
function isSameFamily(before: readonly ProcessRaw[], now: readonly ProcessRaw[]): boolean {
  return (
    before.length === now.length &&
    now.every((process, place) => {
      const then = before[place];
      if (then === process) return true;
      return then !== undefined && isSameProcess(then, process) && then.name === process.name && then.parentPid === process.parentPid;
    })
  );
}

function isSameProcess(a: ProcessKey, b: ProcessKey): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}

function sameHelpers(now: readonly ProcessKey[], before: readonly ProcessKey[] | undefined): boolean {
  if (before?.length !== now.length) return false;
  return now.every((helper, place) => isSameProcess(helper, before[place] ?? helper));
}

/** Names the machines and joins each with its helpers. */
function joined(found: readonly FoundVm[], processes: readonly ProcessRaw[]): readonly VmRaw[] {
  const helpers = helpersOf(found, processes);
  const ids = idsOf(found);
  return found.map((vm, place) => ({
    id: ids[place] ?? '',
    product: vm.product,
    type: vm.type,
    accelerator: vm.accelerator,
    name: vm.name,
    given: vm.given,
    hugePages: vm.hugePages,
    evidence: vm.evidence,
    processes: vm.processes.map(keyOf),
    helpers: (helpers.get(place) ?? []).map(keyOf),
  }));
}

function keyOf({ pid, startTime }: ProcessRaw): ProcessKey {
  return { pid, startTime };
}

/** One id for each, the same for the same machines in whatever order: product and key, and where two have the same, who runs it, or the pid. */
function idsOf(vms: readonly FoundVm[]): readonly string[] {
  const plain = vms.map(plainId);
  const users = vms.map((vm, place) => `${plain[place]}@${safeKey(vm.processes[0]?.user ?? '')}`);
  return vms.map((vm, place) => {
    const id = plain[place] ?? '';
    if (isOnly(plain, id)) return id;
    const user = users[place] ?? '';
    return isOnly(users, user) ? user : `${id}~${processId(vm)}`;
  });
}

function isOnly(ids: readonly string[], id: string): boolean {
  return ids.indexOf(id) === ids.lastIndexOf(id);
}

function plainId(vm: FoundVm): string {
  if (vm.key === '') return vm.product;
  return `${vm.product}/${vm.key === null ? processId(vm) : safeKey(vm.key)}`;
}

function processId({ processes }: FoundVm): string {
  const [main] = processes;
  return main === undefined ? '' : `${main.pid}-${main.startTime}`;
}

const MAX_KEY_LENGTH = 64;

/** A key that can stand in an id: what had to be changed is told apart by a part of its hash. */
function safeKey(key: string): string {
  const safe = key.replace(/[^\w.+-]+/g, '-').slice(0, MAX_KEY_LENGTH);
  return safe === key ? key : `${safe}-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
}
