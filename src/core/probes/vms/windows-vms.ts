import { Absence } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { parseWslConfig } from './config-text.ts';
import { found, givenOr } from './found-vm.ts';
import type { FoundVm, VmDetails } from './raw-vms.ts';

// Windows. A machine of Hyper-V has a worker (vmwp.exe <GUID>) and, for its memory, a process without a program (vmmem…), whose parent the
// worker is. WSL 2 and Windows Sandbox are such machines.

const SAME_START_MS = 5_000;
const GUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/i;
/** Their presence tells that a "vmmem" (its name before 2022) is WSL's. */
const WSL_PROGRAMS: ReadonlySet<string> = new Set(['wslservice.exe', 'wslhost.exe']);

type Processes = readonly [ProcessRaw, ...ProcessRaw[]];

const WSL_DEFAULT = 'there is no .wslconfig: WSL takes half of the memory and all processors';
const NOT_TOLD = new Absence('permission-denied', 'Hyper-V tells what it gave to administrators only');

/** Pairs memories with their workers. What is left alone on either side is a machine, too. */
export function findWindowsVms(
  memories: readonly ProcessRaw[],
  workers: readonly ProcessRaw[],
  processes: readonly ProcessRaw[],
  details: VmDetails,
): FoundVm[] {
  const free = new Set(workers);
  const vms: FoundVm[] = [];
  const hasWsl = memories.some(({ name }) => name === 'vmmemWSL');
  const wslRuns = processes.some(({ name }) => WSL_PROGRAMS.has(name));
  for (const memory of memories) {
    const worker = takeWorker(memory, free);
    const both: Processes = worker === null ? [memory] : [memory, worker];
    if (memory.name === 'vmmemWSL' || (memory.name === 'vmmem' && !hasWsl && wslRuns)) vms.push(wsl(both, details));
    else if (memory.name === 'vmmemWindowsSandbox') vms.push(hyperV('windows-sandbox', both, null));
    else vms.push(hyperV('hyper-v', both, worker === null ? null : guidOf(worker)));
  }
  for (const worker of free) vms.push(hyperV('hyper-v', [worker], guidOf(worker)));
  return vms;
}

function takeWorker(memory: ProcessRaw, free: Set<ProcessRaw>): ProcessRaw | null {
  let taken: ProcessRaw | null = null;
  for (const worker of free) {
    if (worker.pid === memory.parentPid) taken = worker;
    const close = memory.startTime > 0 && Math.abs(worker.startTime - memory.startTime) <= SAME_START_MS;
    if (taken === null && close) taken = worker;
  }
  if (taken !== null) free.delete(taken);
  return taken;
}

function guidOf({ command }: ProcessRaw): string | null {
  return GUID.exec(command)?.[0].toLowerCase() ?? null;
}

function hyperV(product: 'hyper-v' | 'windows-sandbox', processes: Processes, guid: string | null): FoundVm {
  const [main] = processes;
  return found(product, main, {
    type: 'hyperv',
    name: guid,
    key: product === 'windows-sandbox' ? '' : guid,
    given: givenOr(null, null, NOT_TOLD),
    evidence: processes.map(({ name }) => ({ source: 'program', found: name })),
    processes,
  });
}

function wsl(processes: Processes, details: VmDetails): FoundVm {
  const [main] = processes;
  const home = details.homeOf(main);
  return found('wsl', main, {
    type: 'wsl2',
    key: '',
    given: givenOr(null, null, new Absence('not-found', 'the home folder of its user is not known')),
    evidence: processes.map(({ name }) => ({ source: 'program', found: name })),
    processes,
    config: home === null ? null : { path: `${home}/.wslconfig`, seenFrom: 'machine', parse: parseWslConfig, missing: WSL_DEFAULT },
  });
}
