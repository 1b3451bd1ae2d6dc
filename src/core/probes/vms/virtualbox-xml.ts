import { Absence } from '../absence.ts';
import { MIB, parseByteSize, parseCpuCount } from './byte-size.ts';
import type { ConfigFacts, ConfigFile } from './raw-vms.ts';

const MAX_TAG_LENGTH = 8192;

/** `VirtualBox.xml`: where each registered machine has its own file. @param folder the one it lies in */
export function virtualBoxRegistry(path: string, folder: string, uuidOrName: string): ConfigFile {
  return { path, seenFrom: 'machine', parse: (text) => registered(text, folder, uuidOrName) };
}

function registered(text: string, folder: string, uuidOrName: string): ConfigFacts {
  for (const entry of tags(text, 'MachineEntry')) {
    const { uuid = '', src = '' } = entry;
    const isIt = uuid.replace(/[{}]/g, '').toLowerCase() === uuidOrName.toLowerCase() || fileName(src) === uuidOrName;
    if (!isIt || src === '') continue;
    const absolute = /^(?:[A-Za-z]:)?[\\/]/.test(src);
    return { follow: { path: absolute ? src : `${folder}/${src}`, seenFrom: 'machine', parse: parseVbox } };
  }
  const absence = new Absence('not-found', `no machine ${JSON.stringify(uuidOrName.slice(0, 80))} is registered`);
  return { memoryBytes: absence, cpuCount: absence };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.vbox$/, '');
}

/** A .vbox: RAMSize is in MiB; a machine that says no number of processors has one. What snapshots hold is as they were, not as it is. */
export function parseVbox(text: string): ConfigFacts {
  const first = text.search(/<Snapshot\s/);
  const last = text.lastIndexOf('</Snapshot>');
  const now = first !== -1 && last > first ? text.slice(0, first) + text.slice(last) : text;
  const memory = tags(now, 'Memory')[0]?.['RAMSize'];
  const cpus = tags(now, 'CPU')[0]?.['count'];
  return {
    memoryBytes:
      parseByteSize(memory, MIB) ?? new Absence(memory === undefined ? 'not-found' : 'malformed', 'expected <Memory RAMSize="…"/>'),
    cpuCount: cpus === undefined ? 1 : (parseCpuCount(cpus) ?? new Absence('malformed', 'expected <CPU count="…">')),
    name: tags(now, 'Machine')[0]?.['name'] ?? null,
  };
}

/** The attributes of all elements of one name. VirtualBox writes them in double quotes. */
function tags(text: string, name: string): Record<string, string | undefined>[] {
  const found: Record<string, string | undefined>[] = [];
  const open = `<${name}`;
  for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, at + 1)) {
    const tag = text.slice(at + open.length, at + MAX_TAG_LENGTH);
    const end = tag.indexOf('>');
    if (end === -1 || !/[\s/>]/.test(tag.charAt(0))) continue;
    const attributes: Record<string, string | undefined> = Object.create(null) as Record<string, string | undefined>;
    for (const [, key = '', value = ''] of tag.slice(0, end).matchAll(/([\w:-]+)="([^"]*)"/g)) attributes[key] = unescape(value);
    found.push(attributes);
  }
  return found;
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
