import type { ProcessRaw } from '../../../../../src/core/probes/raw.ts';
import { fromCmdlineFile, fromJoined, fromQuoted } from '../../../../../src/core/probes/vms/command-line.ts';
import { type Discovery, discoverVms } from '../../../../../src/core/probes/vms/discover-vms.ts';
import type { CommandLine, VmDetails } from '../../../../../src/core/probes/vms/raw-vms.ts';
import { rawProcess } from '../../monitor/raw-process.ts';

/** A process with a command line, as the process list has it: its arguments joined, its name that of the program. */
export function row(pid: number, command: string | readonly string[], fields: Partial<ProcessRaw> = {}): ProcessRaw {
  const text = typeof command === 'string' ? command : command.join(' ');
  const program = typeof command === 'string' ? (command.split(' ', 1)[0] ?? '') : (command[0] ?? '');
  const name = fields.name ?? program.slice(program.lastIndexOf('/') + 1);
  return rawProcess({ pid, startTime: pid * 1000, command: text, ...fields, name });
}

export interface World {
  readonly platform?: string;
  /** Exact arguments by pid; else the command is split at its blanks (Linux), or taken as `ps` prints it. */
  readonly args?: Readonly<Record<number, readonly string[]>>;
  readonly openFiles?: Readonly<Record<number, readonly string[]>>;
  readonly texts?: Readonly<Record<string, string>>;
  readonly home?: string | null;
}

function lineOf(process: ProcessRaw, { platform = 'linux', args = {} }: World): CommandLine {
  const exact = args[process.pid];
  if (exact !== undefined) return fromCmdlineFile(`${exact.join('\0')}\0`);
  if (platform === 'darwin') return fromJoined(process.command, process.name);
  return platform === 'win32' ? fromQuoted(process.command) : fromCmdlineFile(process.command.replaceAll(' ', '\0'));
}

/** What can be looked up in a world of texts. */
export function detailsOf(world: World = {}): VmDetails {
  const { openFiles = {}, texts = {}, home = '/home/ana' } = world;
  return {
    commandLineOf: (process) => lineOf(process, world),
    openFilesOf: (process) => openFiles[process.pid] ?? [],
    factsOf: (file) => {
      const text = texts[file.path];
      return text === undefined ? undefined : file.parse(text);
    },
    homeOf: () => home,
  };
}

export function discover(processes: readonly ProcessRaw[], world: World = {}): Discovery {
  return discoverVms(processes, detailsOf(world), world.platform ?? 'linux');
}

/** The machines in few words: id, type, name, memory in MiB, processors. */
export function inShort(discovery: Discovery): unknown[] {
  return discovery.vms.map(({ id, type, name, given }) => [
    id,
    type,
    name,
    typeof given.memoryBytes === 'number' ? given.memoryBytes / 1024 ** 2 : given.memoryBytes.reason,
    typeof given.cpuCount === 'number' ? given.cpuCount : given.cpuCount.reason,
  ]);
}
