import type { VmProduct } from '../../../shared/model/vm.ts';
import { Absence, isAbsent } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { MIB, parseByteSize, parseCpuCount } from './byte-size.ts';
import { Options } from './command-line.ts';
import { parseQemuConfig } from './config-text.ts';
import { defaultToNull, found } from './found-vm.ts';
import { mergedSettings, qemuAccelerator, qemuCpus, qemuMemory, usesHugePages } from './qemu-options.ts';
import { qemuProduct } from './qemu-product.ts';
import type { CommandLine, FoundVm, GivenRaw } from './raw-vms.ts';

/** Reads a `qemu-system-*`. Null for one that runs no guest: `-machine none` (libvirt asking what QEMU can do), `--version`. */
export function findQemu(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  const machine = mergedSettings(options, ['machine', 'M'], 'type').get('type');
  if (machine === 'none' || options.has('version', 'help', 'h', 'dump-vmstate')) return null;
  if (machine === 'help' || options.last('cpu') === 'help') return null;

  const guestName = mergedSettings(options, ['name'], 'guest').get('guest') ?? null;
  const uuid = options.last('uuid') ?? null;
  const whose = qemuProduct(options, guestName);
  const product = whose?.product ?? 'qemu';
  const avd = options.last('avd') ?? options.find(/^@(\S+)$/)?.[1] ?? null;
  const name = (product === 'android-emulator' ? avd : null) ?? (product === 'proxmox' ? guestName : null) ?? whose?.name ?? guestName;
  const accelerator = qemuAccelerator(options, process.name);
  const types = { kvm: 'kvm', xen: 'xen' } as const;
  const { path, given } = product === 'android-emulator' ? androidGiven(options) : qemuGiven(options);
  return found(product, process, {
    type: accelerator === 'kvm' || accelerator === 'xen' ? types[accelerator] : 'qemu',
    accelerator,
    name: defaultToNull(product, name),
    key: keyOf(product, whose?.name ?? null) ?? name ?? uuid,
    given,
    hugePages: usesHugePages(options),
    evidence: [
      { source: 'program', found: `${process.name} (${accelerator})` },
      ...(whose === null ? [] : [{ source: 'command line', found: whose.found }]),
    ],
    marks: [whose?.mark, guestName === null || guestName.length < 3 ? null : `-${guestName}-`].filter((mark) => typeof mark === 'string'),
    config: path === undefined ? null : { path, seenFrom: 'process', parse: parseQemuConfig },
  });
}

function keyOf(product: VmProduct, instance: string | null): string | null {
  if (product === 'docker-desktop') return '';
  // A number that Proxmox gives stays when a machine is renamed.
  return product === 'proxmox' ? instance : null;
}

function qemuGiven(options: Options): { readonly given: GivenRaw; readonly path: string | undefined } {
  const path = options.last('readconfig');
  // A file that holds more of the options may say what the command line does not.
  const inFile = path === undefined ? null : new Absence('not-found', 'not on the command line: -readconfig names a file');
  const memoryBytes = inFile !== null && !options.has('m') ? inFile : qemuMemory(options);
  const cpuCount = inFile !== null && !options.has('smp') ? inFile : qemuCpus(mergedSettings(options, ['smp'], 'cpus'));
  return { given: { memoryBytes, cpuCount }, path };
}

/** The emulator takes its own options, and hands the rest to its QEMU inside. */
function androidGiven(options: Options): { readonly given: GivenRaw; readonly path: undefined } {
  const inAvd = new Absence('not-found', 'not on the command line: the virtual device says it');
  const memoryBytes = options.has('m') ? qemuMemory(options) : parseByteSize(options.last('memory'), MIB);
  const smp = mergedSettings(options, ['smp'], 'cpus');
  const cpuCount = options.has('smp') ? qemuCpus(smp) : parseCpuCount(options.last('cores'));
  return {
    given: { memoryBytes: isAbsent(memoryBytes) ? memoryBytes : (memoryBytes ?? inAvd), cpuCount: cpuCount ?? inAvd },
    path: undefined,
  };
}
