import { Absence, type Maybe } from '../absence.ts';
import { type Fields, amountOf, fieldsOf } from '../engines/json-values.ts';
import { excerpt, linesOf } from '../portable/text.ts';
import { MIB, boundedBytes, boundedCpus, parseByteSize, parseCpuCount } from './byte-size.ts';
import { mergedPairs } from './ini.ts';
import { qemuCpus } from './qemu-options.ts';
import type { ConfigFacts } from './raw-vms.ts';

// The configuration files of products that say a machine's size nowhere else. Each is read for its two numbers only.

function bytesOr(bytes: number | null, what: string, got: unknown): Maybe<number> {
  return bytes ?? absent(what, 'a size of memory', got);
}
function cpusOr(count: number | null, what: string, got: unknown): Maybe<number> {
  return count ?? absent(what, 'a number of processors', got);
}
function absent(what: string, expected: string, got: unknown): Absence {
  if (got === undefined || got === null) return new Absence('not-found', `${what}: not set, so it is its product's default`);
  return new Absence('malformed', `${what}: expected ${expected}, got ${excerpt(JSON.stringify(got))}`);
}

/** The object in a text, and below these keys; null when the text is no JSON. */
function jsonFields(text: string, ...path: readonly string[]): Fields | null {
  try {
    let value: unknown = JSON.parse(text);
    for (const key of path) value = fieldsOf(value)[key];
    return fieldsOf(value);
  } catch {
    return null;
  }
}

const NO_JSON = new Absence('malformed', 'expected a JSON object');

interface JsonSize {
  /** Keys to the object that holds both. */
  readonly path?: readonly string[];
  readonly memory: string;
  readonly memoryUnitBytes: number;
  readonly cpus: string;
}

/** A parser of a JSON file that holds both numbers in one object. */
function jsonSize({ path = [], memory, memoryUnitBytes, cpus }: JsonSize): (text: string) => ConfigFacts {
  return (text) => {
    const fields = jsonFields(text, ...path);
    if (fields === null) return { memoryBytes: NO_JSON, cpuCount: NO_JSON };
    const amount = amountOf(fields[memory]);
    return {
      memoryBytes: bytesOr(boundedBytes(amount === null ? null : amount * memoryUnitBytes), memory, fields[memory]),
      cpuCount: cpusOr(boundedCpus(amountOf(fields[cpus])), cpus, fields[cpus]),
    };
  };
}

export const parseFirecrackerConfig = jsonSize({
  path: ['machine-config'],
  memory: 'mem_size_mib',
  memoryUnitBytes: MIB,
  cpus: 'vcpu_count',
});
/** Of Tart and of Lume, which took its form. */
export const parseTartConfig = jsonSize({ memory: 'memorySize', memoryUnitBytes: 1, cpus: 'cpuCount' });
export const parseOrbstackConfig = jsonSize({ memory: 'memory_mib', memoryUnitBytes: MIB, cpus: 'cpu' });
export const parseAppleContainerConfig = jsonSize({ path: ['resources'], memory: 'memoryInBytes', memoryUnitBytes: 1, cpus: 'cpus' });

/** The two lines `cpus: 4` and `memory: "4GiB"` at the top level of a lima.yaml. */
export function parseLimaYaml(text: string): ConfigFacts {
  const top = new Map<string, string>();
  for (const line of linesOf(text)) {
    const match = /^(cpus|memory):\s*(?:"([^"]*)"|'([^']*)'|([^#"']*))/.exec(line);
    const value = (match?.[2] ?? match?.[3] ?? match?.[4])?.trim();
    if (match?.[1] !== undefined && value !== undefined && value !== '' && value !== 'null' && value !== '~') top.set(match[1], value);
  }
  const [memory, cpus] = [top.get('memory'), top.get('cpus')];
  return {
    memoryBytes: bytesOr(parseByteSize(memory, 1), 'memory', memory),
    cpuCount: cpusOr(parseCpuCount(cpus), 'cpus', cpus),
  };
}

/** `.wslconfig`: what is not set there is half of the machine's memory, and all of its processors. */
export function parseWslConfig(text: string): ConfigFacts {
  const settings = mergedPairs(text, 'wsl2');
  const [memory, processors] = [settings.get('memory'), settings.get('processors')];
  return {
    memoryBytes: bytesOr(parseByteSize(memory, 1), 'memory', memory),
    cpuCount: cpusOr(parseCpuCount(processors), 'processors', processors),
  };
}

/** A file for QEMU's `-readconfig`. */
export function parseQemuConfig(text: string): ConfigFacts {
  const size = mergedPairs(text, 'memory').get('size');
  const smp = mergedPairs(text, 'smp-opts');
  return {
    memoryBytes: bytesOr(parseByteSize(size, MIB), '[memory] size', size),
    cpuCount: smp.size === 0 ? cpusOr(null, '[smp-opts] cpus', undefined) : qemuCpus(smp),
  };
}

/** A .vmx of VMware. `memsize` is in MiB; a machine that says no number of processors has one. */
export function parseVmx(text: string): ConfigFacts {
  const settings = mergedPairs(text, '');
  const [memory, cpus] = [settings.get('memsize'), settings.get('numvcpus')];
  return {
    memoryBytes: bytesOr(parseByteSize(memory, MIB), 'memsize', memory),
    cpuCount: cpus === undefined ? 1 : cpusOr(parseCpuCount(cpus), 'numvcpus', cpus),
    name: settings.get('displayname') ?? null,
  };
}
