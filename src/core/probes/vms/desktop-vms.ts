import { Absence } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { Options } from './command-line.ts';
import { parseVmx } from './config-text.ts';
import { found, notGiven } from './found-vm.ts';
import type { CommandLine, ConfigFile, FoundVm } from './raw-vms.ts';
import { virtualBoxRegistry } from './virtualbox-xml.ts';

// Hypervisors of the desktop: the command line names the machine, a file of its own says its size.

const IN_CONFIG = 'not on the command line: its configuration file says it';

/** VirtualBox: `VBoxHeadless --comment NAME --startvm UUID`, and the window's `VirtualBoxVM` likewise. Null for the manager's window. */
export function findVirtualBox(process: ProcessRaw, line: CommandLine, home: string | null, platform: string): FoundVm | null {
  const options = new Options(line);
  const uuid = options.last('startvm', 's');
  if (uuid === undefined) return null;
  const comment = options.last('comment');
  return found('virtualbox', process, {
    type: 'virtualbox',
    name: comment ?? uuid,
    key: uuid,
    given: notGiven(home === null ? 'the home folder of its user is not known' : IN_CONFIG),
    evidence: [{ source: 'program', found: process.name }],
    config: home === null ? null : registryOf(home, platform, uuid),
  });
}

function registryOf(home: string, platform: string, uuid: string): ConfigFile {
  const folders: Readonly<Record<string, string>> = { darwin: 'Library/VirtualBox', win32: '.VirtualBox' };
  const folder = `${home}/${folders[platform] ?? '.config/VirtualBox'}`;
  return virtualBoxRegistry(`${folder}/VirtualBox.xml`, folder, uuid);
}

/** VMware: the .vmx is the last argument. */
export function findVmware(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const path = line.args.map(vmxIn).find((one) => one !== null);
  if (path === undefined) return null;
  const file = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return found('vmware', process, {
    type: 'vmware',
    name: file.replace(/\.vmx$/i, ''),
    key: path,
    given: notGiven(IN_CONFIG),
    evidence: [{ source: 'command line', found: path }],
    config: { path, seenFrom: 'machine', parse: parseVmx },
  });
}

/** A path that ends an argument; the rest of the argument, if any, stands before it, and the path may hold blanks. */
function vmxIn(argument: string): string | null {
  if (!/\.vmx$/i.test(argument.slice(-4))) return null;
  const start = argument.search(/(?<!\S)(?:\/|[A-Za-z]:[\\/])/);
  return start === -1 ? null : argument.slice(start);
}

/** Parallels Desktop: a folder `NAME.pvm` in the arguments. Its settings are encrypted for some, and in the user's documents for all. */
export function findParallels(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  const folder = options.find(/\/([^/]+)\.(?:pvm|macvm)(?:\/|$)/);
  const absence = new Absence('not-supported', 'the settings of Parallels Desktop are not read: macOS would ask the user first');
  return found('parallels', process, {
    type: 'parallels',
    name: folder?.[1] ?? null,
    key: folder?.input.slice(folder.input.indexOf('/')) ?? options.last('uuid') ?? null,
    given: { memoryBytes: absence, cpuCount: absence },
    evidence: [{ source: 'program', found: process.name }],
  });
}
