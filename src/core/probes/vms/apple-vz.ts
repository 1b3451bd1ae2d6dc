import { Absence, type Maybe, isAbsent } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { MIB, parseByteSize, parseCpuCount } from './byte-size.ts';
import { Options } from './command-line.ts';
import { parseOrbstackConfig } from './config-text.ts';
import { found, givenOr, notGiven } from './found-vm.ts';
import type { CommandLine, FoundVm, GivenRaw } from './raw-vms.ts';
import { type VzOwner, vzOwnerOf } from './vz-owners.ts';

// macOS. A guest of the Virtualization framework runs in a process of the framework whose parent is launchd and whose command line says
// nothing: whose it is, the files that it has open tell, or a supervisor that was started in the same moment.

/** A process that starts or supervises machines, and may say whose one is and what it was given. */
export interface Supervisor {
  readonly process: ProcessRaw;
  readonly options: Options;
}

/** A supervisor and its machine start within so many milliseconds. */
const SAME_START_MS = 2_500;

const PRODUCT_SAYS = new Map<string, string>([
  ['utm', 'the settings of UTM are not read: macOS would ask the user first'],
  ['multipass', 'only the administrator may read what Multipass gave it'],
]);

/** A machine of the framework. Never null: what nobody claims is still a machine. */
export function findAppleVz(process: ProcessRaw, files: Maybe<readonly string[]>, supervisors: readonly Supervisor[]): FoundVm {
  const byFiles = isAbsent(files) ? null : vzOwnerOf(files);
  const [owner, supervisor] =
    byFiles === null ? byStart(process, supervisors) : [byFiles, supervisors.find((one) => supervises(one, byFiles, files)) ?? null];
  const evidence = [{ source: 'program', found: process.name }];
  if (byFiles !== null) evidence.push({ source: 'open file', found: byFiles.file });
  if (supervisor !== null) evidence.push({ source: byFiles === null ? 'started together' : 'supervisor', found: supervisor.process.name });
  if (isAbsent(files)) evidence.push({ source: 'open files', found: files.detail });
  return found(owner?.product ?? 'apple-vz', process, {
    type: 'apple-vz',
    name: owner?.name ?? null,
    key: owner?.key ?? null,
    given: givenBy(supervisor, owner),
    evidence,
    helperPids: supervisor === null ? [] : [supervisor.process.pid],
    marks: owner?.marks ?? [],
    config: owner?.config ?? null,
    unsettled: owner === null && !isAbsent(files),
  });
}

function supervises({ process, options }: Supervisor, owner: VzOwner, files: Maybe<readonly string[]>): boolean {
  if (process.name.startsWith('com.docker.')) return owner.product === 'docker-desktop';
  if (process.name === 'tart' || process.name === 'lume') {
    return process.name === owner.product && options.leading[0] === 'run' && options.args.some((argument) => named(argument, owner.key));
  }
  if (owner.marks.some((mark) => options.args.some((argument) => argument.includes(mark)))) return true;
  return !isAbsent(files) && files.some((file) => options.args.some((argument) => argument.includes(`=${file}`)));
}

function named(argument: string, name: string): boolean {
  return argument === name || argument.endsWith(` ${name}`);
}

/** The supervisor that started in the same moment, if there is exactly one. */
function byStart(process: ProcessRaw, supervisors: readonly Supervisor[]): readonly [VzOwner | null, Supervisor | null] {
  const close = supervisors.filter((one) => Math.abs(one.process.startTime - process.startTime) <= SAME_START_MS && ownerBy(one) !== null);
  const [only] = close;
  return only === undefined || close.length > 1 ? [null, null] : [ownerBy(only), only];
}

function ownerBy({ process, options }: Supervisor): VzOwner | null {
  if (process.name.startsWith('com.docker.')) {
    return { product: 'docker-desktop', name: null, key: '', file: process.name, marks: [], config: null };
  }
  if (process.name === 'tart' || process.name === 'lume') {
    const name = options.leading[0] === 'run' ? (options.leading.at(1) ?? null) : null;
    return name === null ? null : { product: process.name, name, key: name, file: process.name, marks: [], config: null };
  }
  return vzOwnerOf(options.args);
}

function givenBy(supervisor: Supervisor | null, owner: VzOwner | null): GivenRaw {
  const detail = PRODUCT_SAYS.get(owner?.product ?? '') ?? 'neither a command line nor a configuration file of it is known';
  const said = supervisor === null ? null : sizeOptions(supervisor.options);
  const otherwise = new Absence(PRODUCT_SAYS.has(owner?.product ?? '') ? 'not-supported' : 'not-found', detail);
  return givenOr(said?.memoryBytes ?? null, said?.cpuCount ?? null, otherwise);
}

/** `--memory` (MiB; Docker Desktop's `--memoryMiB`) and `--cpus`, as vfkit, krunkit and Docker Desktop take them. */
function sizeOptions(options: Options): { readonly memoryBytes: number | null; readonly cpuCount: number | null } {
  return {
    memoryBytes: parseByteSize(options.last('memoryMiB', 'memory'), MIB),
    cpuCount: parseCpuCount(options.last('cpus')),
  };
}

/** krunkit, and Docker Desktop's own hypervisor: the guest is in the process itself, and the command line says what it was given. */
export function findInProcess(process: ProcessRaw, line: CommandLine, product: 'krunkit' | 'docker-desktop'): FoundVm | null {
  const options = new Options(line);
  if (!options.has('cpus', 'memory', 'memoryMiB')) return null;
  const owner = product === 'krunkit' ? vzOwnerOf(options.args) : null;
  const { memoryBytes, cpuCount } = sizeOptions(options);
  return found(owner?.product ?? product, process, {
    type: 'vm-other',
    accelerator: 'hvf',
    name: owner?.name ?? null,
    key: owner?.key ?? (product === 'docker-desktop' ? '' : null),
    given: givenOr(memoryBytes, cpuCount, new Absence('malformed', '--memory, --cpus: expected numbers')),
    evidence: [{ source: 'program', found: process.name }, ...(owner === null ? [] : [{ source: 'command line', found: owner.file }])],
    marks: owner?.marks ?? [],
  });
}

/** OrbStack since 1.6: the guest's memory is in "OrbStack Helper vmgr". */
export function findOrbstack(process: ProcessRaw, line: CommandLine, home: string | null): FoundVm | null {
  if (new Options(line).leading[0] !== 'vmgr') return null;
  return found('orbstack', process, {
    type: 'apple-vz',
    key: '',
    given: notGiven(home === null ? 'the home folder of its user is not known' : 'its configuration file says it'),
    evidence: [{ source: 'program', found: 'OrbStack Helper vmgr' }],
    config: home === null ? null : { path: `${home}/.orbstack/vmconfig.json`, seenFrom: 'machine', parse: parseOrbstackConfig },
  });
}
