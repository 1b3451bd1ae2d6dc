import { Absence, type Maybe, isAbsent } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { type Supervisor, findAppleVz, findInProcess, findOrbstack } from './apple-vz.ts';
import { Options } from './command-line.ts';
import { findParallels, findVirtualBox, findVmware } from './desktop-vms.ts';
import { findBhyve, findCloudHypervisor, findCrosvm, findFirecracker, findKvmtool } from './micro-vms.ts';
import { findQemu } from './qemu.ts';
import type { CommandLine, ConfigFacts, ConfigFile, FoundVm, GivenRaw, VmDetails } from './raw-vms.ts';
import { type VmProgram, vmProgramOf } from './vm-program.ts';
import { findWindowsVms } from './windows-vms.ts';

/** A process that is, or works for, a machine: nothing beside the process list is read of any other. */
export interface Candidate {
  readonly process: ProcessRaw;
  readonly program: VmProgram;
}

/** Supervisors alone are no reason to look further. */
const NO_MACHINE: ReadonlySet<VmProgram> = new Set(['owner', 'vfkit']);

/** The candidates among the processes; none when none of them is a machine. */
export function vmCandidates(processes: readonly ProcessRaw[]): readonly Candidate[] {
  let candidates: Candidate[] | null = null;
  let isMachine = false;
  for (const process of processes) {
    const program = vmProgramOf(process);
    if (program === null) continue;
    candidates ??= [];
    candidates.push({ process, program });
    isMachine ||= !NO_MACHINE.has(program);
  }
  return candidates !== null && isMachine ? candidates : NONE;
}
const NONE: readonly Candidate[] = [];

/** A file that should be read, for a machine's process. */
export interface WantedFile {
  readonly file: ConfigFile;
  readonly process: ProcessRaw;
}

export interface Findings {
  readonly found: readonly FoundVm[];
  /** Configuration files that were not read yet: with them, the findings say more. */
  readonly wantedFiles: readonly WantedFile[];
  /** Processes whose open files nobody looked at yet. */
  readonly wantedOpenFiles: readonly ProcessRaw[];
}

/** The machines that the candidates are. */
export function findVms(
  candidates: readonly Candidate[],
  processes: readonly ProcessRaw[],
  details: VmDetails,
  platform: string,
): Findings {
  const of = (...programs: readonly VmProgram[]): ProcessRaw[] =>
    candidates.filter(({ program }) => programs.includes(program)).map(({ process }) => process);
  const vms: FoundVm[] = [];
  for (const { process, program } of candidates) {
    const find = BY_COMMAND_LINE[program];
    const line = find === undefined ? null : details.commandLineOf(process);
    const vm = find === undefined || line === null ? null : find(process, line, details.homeOf(process), platform);
    if (vm !== null) vms.push(vm);
  }
  const supervisors = supervisorsOf(of('owner', 'vfkit', 'docker-vm'), details);
  const wantedOpenFiles: ProcessRaw[] = [];
  for (const process of of('apple-vz')) {
    const files = details.openFilesOf(process);
    if (files === undefined) wantedOpenFiles.push(process);
    vms.push(findAppleVz(process, files ?? NOT_LOOKED_AT, supervisors));
  }
  // Docker Desktop's program supervises a machine of the framework, or, with another setting, is the machine.
  if (!vms.some(({ product }) => product === 'docker-desktop')) {
    for (const { process, options } of supervisors) {
      const isDocker = process.name.startsWith('com.docker.');
      const vm = isDocker ? findInProcess(process, { args: options.args, exact: false }, 'docker-desktop') : null;
      if (vm !== null) vms.push(vm);
    }
  }
  vms.push(...findWindowsVms(of('vmmem'), of('vm-worker'), processes, details));
  const wantedFiles: WantedFile[] = [];
  return { found: vms.map((vm) => withConfig(vm, details, wantedFiles)), wantedFiles, wantedOpenFiles };
}

const NOT_LOOKED_AT = new Absence('first-sample', 'its open files were not looked at yet');

type Find = (process: ProcessRaw, line: CommandLine, home: string | null, platform: string) => FoundVm | null;

const BY_COMMAND_LINE: { readonly [P in VmProgram]?: Find } = {
  qemu: findQemu,
  firecracker: findFirecracker,
  'cloud-hypervisor': findCloudHypervisor,
  crosvm: findCrosvm,
  kvmtool: findKvmtool,
  bhyve: findBhyve,
  virtualbox: findVirtualBox,
  vmware: findVmware,
  parallels: findParallels,
  orbstack: findOrbstack,
  krunkit: (process, line) => findInProcess(process, line, 'krunkit'),
};

function supervisorsOf(processes: readonly ProcessRaw[], details: VmDetails): Supervisor[] {
  const supervisors: Supervisor[] = [];
  for (const process of processes) {
    const line = details.commandLineOf(process);
    if (line !== null) supervisors.push({ process, options: new Options(line) });
  }
  return supervisors;
}

/** VirtualBox's registry leads to the machine's file; nothing leads further. */
const MAX_FILES = 2;

/** Fills what the command line left open. What it did say stands. */
function withConfig(vm: FoundVm, details: VmDetails, wanted: WantedFile[]): FoundVm {
  const [process] = vm.processes;
  let { given, name } = vm;
  let file = vm.config;
  for (let read = 0; file !== null && process !== undefined && read < MAX_FILES; read += 1) {
    if (!isAbsent(given.memoryBytes) && !isAbsent(given.cpuCount)) break;
    const facts = details.factsOf(file, process);
    if (facts === undefined) {
      wanted.push({ file, process });
      break;
    }
    if (isAbsent(facts)) {
      given = filled(given, { memoryBytes: facts, cpuCount: facts });
      break;
    }
    given = filled(given, facts);
    name = vm.product === 'vmware' ? (facts.name ?? name) : name;
    file = facts.follow ?? null;
  }
  return given === vm.given && name === vm.name ? vm : { ...vm, given, name };
}

function filled(given: GivenRaw, facts: ConfigFacts): GivenRaw {
  const or = (known: Maybe<number>, said: Maybe<number> | undefined): Maybe<number> =>
    isAbsent(known) && said !== undefined ? said : known;
  return { memoryBytes: or(given.memoryBytes, facts.memoryBytes), cpuCount: or(given.cpuCount, facts.cpuCount) };
}
