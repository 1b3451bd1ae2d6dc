import type { VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { CommandRunner } from '../../ports.ts';
import { runDarwin } from '../portable/darwin-commands.ts';
import { parseSysctl, type SysctlValues } from '../portable/sysctl.ts';
import type { Notes } from './notes.ts';

/** What macOS says of the machine below it. */
interface DarwinSources {
  readonly sysctl: SysctlValues;
  /** Empty where it was not asked for. */
  readonly firmware: string;
  readonly pci: string;
}

const NAMES = [
  'hw.model',
  'hw.memsize',
  'hw.ncpu',
  'kern.maxproc',
  'kern.hv_vmm_present',
  'machdep.cpu.features',
  'machdep.cpu.brand_string',
] as const;

/** Nothing was asked. */
export const NO_SOURCES: DarwinSources = { sysctl: new Map(), firmware: '', pci: '' };

/** Asks `sysctl`; only where that leaves the hypervisor open firmware and PCI devices are asked for, which takes longer. It never throws. */
export async function readDarwinSources(commands: CommandRunner): Promise<DarwinSources> {
  const sysctl = parseSysctl(await textOf(runDarwin(commands, 'sysctl', '-i', ...NAMES)));
  if (isDarwinGuest(sysctl) === false || isVirtualMac(sysctl)) return { sysctl, firmware: '', pci: '' };
  // Not `ioreg -l`: it prints megabytes.
  const pci = await textOf(runDarwin(commands, 'ioreg', '-r', '-c', 'IOPCIDevice', '-d', '1', '-w', '0'));
  const firmware = await textOf(runDarwin(commands, 'systemProfiler', 'SPHardwareDataType'));
  return { sysctl, firmware, pci };
}

async function textOf(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch {
    return '';
  }
}

const isVirtualMac = (sysctl: SysctlValues): boolean => sysctl.get('hw.model')?.startsWith('VirtualMac') === true;

/**
 * What the kernel says; null when it says nothing. Old systems do not know `hv_vmm_present`; there the processor's features tell.
 * `hv_support` says only that guests could run here.
 */
function isDarwinGuest(sysctl: SysctlValues): boolean | null {
  if (isVirtualMac(sysctl)) return true;
  const present = sysctl.get('kern.hv_vmm_present');
  if (present !== undefined) return present === '1';
  return sysctl.get('machdep.cpu.features')?.split(/\s+/).includes('VMM') ?? null;
}

const FIRMWARE: readonly (readonly [pattern: RegExp, type: VirtualizationFacts['type']])[] = [
  [/Boot ROM Version: VMW|VMware/, 'vmware'],
  [/VirtualBox/, 'virtualbox'],
  [/Parallels/, 'parallels'],
  [/QEMU/, 'qemu'],
];
/** Vendors of virtual devices, as IOPCIDevice nodes are named: "pci1ab8,4000". */
const PCI: readonly (readonly [pattern: RegExp, type: VirtualizationFacts['type']])[] = [
  [/\bpci1ab8,/, 'parallels'],
  [/\bpci15ad,/, 'vmware'],
  [/\bpci80ee,/, 'virtualbox'],
  [/\bpci1b36,/, 'qemu'],
];

/**
 * The virtual machine that macOS is the guest of. The model names Apple's own framework surely; those of other hypervisors can be set to
 * any Mac's, so that there the firmware and the devices decide.
 */
export function judgeDarwinGuest({ sysctl, firmware, pci }: DarwinSources, notes: Notes): Omit<VirtualizationFacts, 'guest'> {
  const model = sysctl.get('hw.model') ?? null;
  const brand = sysctl.get('machdep.cpu.brand_string');
  const facts = (type: VirtualizationFacts['type']): Omit<VirtualizationFacts, 'guest'> => ({
    present: type !== 'none',
    type,
    mode: null,
    product: null,
    cloud: null,
    hypervisor: null,
    hostOf: null,
    dom0: null,
    hints: [],
  });
  const present = sysctl.get('kern.hv_vmm_present');
  if (isVirtualMac(sysctl)) notes.add('virtualization', 'sysctl hw.model', `hw.model ${model}`, 'apple-vz');
  if (present !== undefined)
    notes.add('virtualization', 'sysctl kern.hv_vmm_present', `kern.hv_vmm_present=${present}`, present === '1' ? 'a guest' : 'no guest');
  if (brand !== undefined)
    notes.add('virtualization', 'sysctl machdep.cpu.brand_string', `machdep.cpu.brand_string "${brand}"`, 'what the processor is called');
  if (isVirtualMac(sysctl)) return facts('apple-vz');

  const device = PCI.find(([pattern]) => pattern.test(pci));
  const maker = FIRMWARE.find(([pattern]) => pattern.test(firmware));
  if (maker !== undefined) {
    notes.add('virtualization', 'system_profiler SPHardwareDataType', maker[0].exec(firmware)?.[0] ?? '', maker[1]);
    return facts(maker[1]);
  }
  if (device !== undefined) {
    notes.add('virtualization', 'ioreg', device[0].exec(pci)?.[0] ?? '', device[1]);
    return facts(device[1]);
  }
  return facts(isDarwinGuest(sysctl) === true ? 'vm-other' : 'none');
}
