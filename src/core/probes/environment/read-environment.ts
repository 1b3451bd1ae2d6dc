import { cpus, totalmem } from 'node:os';
import type { ContainerFacts, Environment, VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { CommandRunner, Ports } from '../../ports.ts';
import { valueOr } from '../absence.ts';
import { createKernelFiles } from '../linux/kernel-files.ts';
import { createOwnCgroupProbe } from '../linux/cgroup/own-cgroup.ts';
import { readSystemNames } from '../linux/system.ts';
import { runDarwin } from '../portable/darwin-commands.ts';
import { osFacts } from '../portable/node-os.ts';
import { parseSwVers } from '../portable/sw-vers.ts';
import { sysctlInteger } from '../portable/sysctl.ts';
import type { CgroupRaw, MachineSize } from '../raw-cgroup.ts';
import { readContainerSources } from './container-sources.ts';
import type { Variables } from './environ.ts';
import { judgeDarwinGuest, NO_SOURCES, readDarwinSources } from './darwin-virtualization.ts';
import { readGuestSources } from './guest-sources.ts';
import { linuxLimits, machineLimits } from './limits.ts';
import { judgeContainer } from './linux-container.ts';
import { judgeLinuxGuest } from './linux-virtualization.ts';
import { noContainer, windowsContainer } from './no-container.ts';
import { Notes } from './notes.ts';
import { judgeWindowsGuest, parseWindowsProduct, readWindowsProduct } from './windows-virtualization.ts';

interface EnvironmentOptions {
  /** `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** The folder read as if it were `/`. */
  readonly rootDir: string;
  /** Variables of the process in question; null to take those of the process whose files lie below the root. */
  readonly variables: Variables | null;
  /** Null where no program may be asked: those of this machine know nothing of another one's files. */
  readonly commands: CommandRunner | null;
}

/** Where a process runs. It never throws: what cannot be read is null, and the evidence says what was found. */
export function readEnvironment(options: EnvironmentOptions): Promise<Environment> {
  if (options.platform === 'linux') return readLinux(options);
  return options.platform === 'darwin' ? readDarwin(options) : readWindows(options);
}

/** A container, or what an orchestrator started. */
const isContainerized = ({ present }: ContainerFacts): boolean => present;

interface EnvironmentReader {
  /** What was found when it was first asked, or refreshed last. */
  read(): Promise<Environment>;
  /** Looks again: a process may have been moved to another cgroup. */
  refresh(): Promise<Environment>;
  isContainerized(): Promise<boolean>;
}

/** Where this process runs. Below another root than `/` neither its variables nor the programs of this machine are used. */
export function createEnvironmentReader(ports: Pick<Ports, 'commands' | 'environment' | 'platform' | 'rootDir'>): EnvironmentReader {
  const { platform, rootDir, environment, commands } = ports;
  const isOwn = rootDir === '/';
  const options = { platform, rootDir, variables: isOwn ? environment : null, commands: isOwn ? askOnce(commands) : null };
  let known: Promise<Environment> | null = null;
  const refresh = (): Promise<Environment> => (known = readEnvironment(options));
  const read = (): Promise<Environment> => known ?? refresh();
  return { read, refresh, isContainerized: async () => isContainerized((await read()).container) };
}

/** What programs say of the machine does not change while it runs: no program is started for a second look. */
function askOnce(commands: CommandRunner): CommandRunner {
  const answers = new Map<string, Promise<string>>();
  return {
    run(file, args, options) {
      const key = JSON.stringify([file, args]);
      const answer = answers.get(key) ?? commands.run(file, args, options);
      answers.set(key, answer);
      return answer;
    },
  };
}

/** A guest has what it was given. */
function withGuest(facts: Omit<VirtualizationFacts, 'guest'>, { totalBytes, onlineCpus }: MachineSize): VirtualizationFacts {
  return { ...facts, guest: facts.present ? { memoryLimitBytes: totalBytes, cpuCount: onlineCpus } : null };
}

async function readLinux({ rootDir, commands, variables }: EnvironmentOptions): Promise<Environment> {
  const files = createKernelFiles(rootDir);
  const notes = new Notes();
  const probe = createOwnCgroupProbe(files);
  const cgroup = probe.read({ detail: false }) as CgroupRaw;
  probe.dispose();
  const { mode, namespace, controllers, paths, machine } = cgroup;

  const sources = readContainerSources(files, variables);
  const container = judgeContainer(sources, namespace, notes);
  const guest = readGuestSources(files, sources.mounts ?? []);
  const virtualization = withGuest(await judgeLinuxGuest(guest, commands, notes), machine);
  for (const sentence of cgroup.evidence) noteCgroup(notes, sentence);
  const virtualizedMeminfo =
    sources.mounts?.some(({ fsType, mountPoint }) => fsType === 'fuse.lxcfs' && mountPoint === '/proc/meminfo') === true;
  return {
    platform: 'linux',
    ...readSystemNames(files),
    cpuModel: guest.cpu.model,
    coreCount: machine.onlineCpus,
    totalMemoryBytes: machine.totalBytes,
    container,
    cgroup: { mode, namespace, controllers, paths },
    virtualization,
    limits: linuxLimits(cgroup, container, virtualization, virtualizedMeminfo),
    evidence: notes.list,
  };
}

/** "memory limited: /sys/fs/cgroup/memory.max: 1073741824". */
function noteCgroup(notes: Notes, sentence: string): void {
  const [, says, found] = /^([^:]{1,60}): (.*)$/s.exec(sentence) ?? [];
  const about = /^(?:mode|namespace) /.test(sentence) ? 'cgroup' : 'limits';
  if (says === undefined || found === undefined) notes.add('cgroup', 'cgroup files', sentence, '');
  else notes.add(about, 'cgroup files', found, says);
}

async function readDarwin({ commands }: EnvironmentOptions): Promise<Environment> {
  const notes = new Notes();
  const sources = commands === null ? NO_SOURCES : await readDarwinSources(commands);
  const facts = osFacts();
  const unknown = { osName: null, osVersion: null };
  const version = commands === null ? unknown : await runDarwin(commands, 'swVers').then(parseSwVers, () => unknown);
  const machine: MachineSize = {
    totalBytes: valueOr(sysctlInteger(sources.sysctl, 'hw.memsize'), totalmem()),
    onlineCpus: valueOr(sysctlInteger(sources.sysctl, 'hw.ncpu'), cpus().length),
    maxPids: valueOr(sysctlInteger(sources.sysctl, 'kern.maxproc'), null),
  };
  const virtualization = withGuest(judgeDarwinGuest(sources, notes), machine);
  return {
    platform: 'darwin',
    arch: facts.arch,
    ...version,
    kernel: facts.kernel,
    hostname: facts.hostname,
    cpuModel: sources.sysctl.get('machdep.cpu.brand_string') ?? null,
    coreCount: machine.onlineCpus,
    totalMemoryBytes: machine.totalBytes,
    container: noContainer(),
    cgroup: null,
    virtualization,
    limits: machineLimits(machine, virtualization),
    evidence: notes.list,
  };
}

async function readWindows({ commands, variables, platform }: EnvironmentOptions): Promise<Environment> {
  const notes = new Notes();
  const facts = osFacts();
  const cores = cpus();
  const machine: MachineSize = { totalBytes: totalmem(), onlineCpus: cores.length, maxPids: null };
  const dmi = commands === null ? {} : parseWindowsProduct(await readWindowsProduct(commands));
  const virtualization = withGuest(judgeWindowsGuest(dmi, notes), machine);
  return {
    platform,
    arch: facts.arch,
    osName: platform === 'win32' ? 'Windows' : null,
    osVersion: facts.version,
    kernel: facts.kernel,
    hostname: facts.hostname,
    cpuModel: cores[0]?.model.trim() ?? null,
    coreCount: machine.onlineCpus,
    totalMemoryBytes: machine.totalBytes,
    container: windowsContainer(variables ?? {}, notes),
    cgroup: null,
    virtualization,
    limits: machineLimits(machine, virtualization),
    evidence: notes.list,
  };
}
