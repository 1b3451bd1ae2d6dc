import type { VmAccelerator } from '../../../shared/model/vm.ts';
import { Absence, type Maybe } from '../absence.ts';
import { MIB, boundedCpus, parseByteSize, parseCpuCount } from './byte-size.ts';
import type { Options } from './command-line.ts';
import { parseKeyValues } from './key-values.ts';

// QEMU's options, as its manual ("System Emulation", Standard options) defines them.

type Settings = ReadonlyMap<string, string>;

/** What QEMU gives a guest for which nothing is said. */
const DEFAULT_BYTES = 128 * MIB;
const TOPOLOGY = ['drawers', 'books', 'sockets', 'dies', 'clusters', 'modules', 'cores', 'threads'];

/** All settings of an option that may be given several times: the later win. */
export function mergedSettings(options: Options, names: readonly string[], impliedKey: string): Settings {
  const merged = new Map<string, string>();
  for (const name of names) {
    for (const text of options.all(name)) for (const [key, value] of parseKeyValues(text, impliedKey)) merged.set(key, value);
  }
  return merged;
}

/**
 * Memory the guest starts with: `-m` (in MiB where it has no unit), else the machine's memory backend, else QEMU's default; and what is
 * plugged in beside it (`-device pc-dimm`).
 */
export function qemuMemory(options: Options): Maybe<number> {
  const backends = backendSizes(options);
  const size = mergedSettings(options, ['m'], 'size').get('size');
  const backend = mergedSettings(options, ['machine', 'M'], 'type').get('memory-backend');
  let base: number | null = DEFAULT_BYTES;
  if (size !== undefined) base = parseByteSize(size, MIB);
  else if (backend !== undefined) base = backends.get(backend) ?? null;
  if (base === null)
    return new Absence('malformed', `-m: expected a size such as "4G", got ${JSON.stringify((size ?? backend)?.slice(0, 60))}`);
  let pluggedBytes = 0;
  for (const text of options.all('device')) {
    const device = parseKeyValues(text, 'driver');
    if (device.get('driver') === 'pc-dimm') pluggedBytes += backends.get(device.get('memdev') ?? '') ?? 0;
  }
  return base + pluggedBytes;
}

function backendSizes(options: Options): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const object of memoryBackends(options)) {
    const bytes = parseByteSize(object.get('size'), 1);
    const id = object.get('id');
    if (bytes !== null && id !== undefined) sizes.set(id, bytes);
  }
  return sizes;
}

function memoryBackends(options: Options): Settings[] {
  return options
    .all('object')
    .map((text) => parseKeyValues(text, 'qom-type'))
    .filter((object) => object.get('qom-type')?.startsWith('memory-backend-') === true);
}

/** True where the guest's memory is taken from huge pages. */
export function usesHugePages(options: Options): boolean {
  if (isHugePath(options.last('mem-path'))) return true;
  return memoryBackends(options).some((object) => isOn(object.get('hugetlb')) || isHugePath(object.get('mem-path')));
}

function isHugePath(path: string | undefined): boolean {
  return path !== undefined && /huge(?:pages|tlbfs)/i.test(path);
}
function isOn(value: string | undefined): boolean {
  return value === 'on' || value === 'true' || value === 'yes';
}

/** Processors the guest starts with, from `-smp`: `cpus`, else `maxcpus`, else the product of the topology; 1 where nothing is said. */
export function qemuCpus(settings: Settings): Maybe<number> {
  const said = settings.get('cpus') ?? settings.get('maxcpus');
  let count: number | null = 1;
  if (said !== undefined) count = parseCpuCount(said);
  else {
    for (const level of TOPOLOGY) {
      const part: number | null = settings.has(level) ? parseCpuCount(settings.get(level)) : 1;
      count = count === null || part === null ? null : count * part;
    }
  }
  count = boundedCpus(count);
  return (
    count ?? new Absence('malformed', `-smp: expected a number of processors, got ${JSON.stringify([...settings].join(' ').slice(0, 60))}`)
  );
}

const ACCELERATORS: Readonly<Record<string, VmAccelerator>> = {
  kvm: 'kvm',
  hvf: 'hvf',
  xen: 'xen',
  whpx: 'whpx',
  nvmm: 'nvmm',
  tcg: 'tcg',
};

/** What runs the guest's processors. Of a list ("kvm:tcg") the first is what is wanted and, on a machine that has it, used. */
export function qemuAccelerator(options: Options, program: string): VmAccelerator {
  const machine = mergedSettings(options, ['machine', 'M'], 'type');
  const named = parseKeyValues(options.all('accel').find((one) => one !== '') ?? '', 'accel').get('accel') ?? machine.get('accel');
  const first = named?.split(':', 1)[0] ?? '';
  const known = Object.hasOwn(ACCELERATORS, first) ? ACCELERATORS[first] : undefined;
  if (known !== undefined) return known;
  if (options.has('enable-kvm') || program === 'kvm' || program === 'qemu-kvm') return 'kvm';
  if (options.has('enable-hvf')) return 'hvf';
  if (options.has('xen-domid') || /^xen(?:fv|pv)/.test(machine.get('type') ?? '')) return 'xen';
  return 'tcg';
}
