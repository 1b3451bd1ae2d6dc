import type { VirtualizationFacts, VirtualizationType } from '../../../shared/model/environment.ts';
import { accelerationSign, appleGuestSign, isQemuModel } from './cpu-signs.ts';
import { hypervisorOfDmi } from './dmi.ts';
import type { GuestSources, XenSources } from './guest-sources.ts';

/** What a sign says the machine is, and the sign. */
export interface GuestVerdict {
  readonly type: VirtualizationType;
  readonly product?: string;
  readonly mode?: VirtualizationFacts['mode'];
  readonly hypervisor?: VirtualizationType;
  readonly dom0?: boolean;
  readonly source: string;
  readonly found: string;
}

/** The hypervisor that a tool named ("KVM", "Microsoft"): it asked the processor, which files cannot. Null where none did. */
export type NamedHypervisor = { readonly name: string; readonly source: string } | null;

interface Question extends GuestSources {
  readonly named: NamedHypervisor;
}
type Rule = (sources: Question) => GuestVerdict | null;

const KERNEL = '/proc/sys/kernel/osrelease';
const DMI = '/sys/class/dmi/id';
const TREE = '/proc/device-tree';
const CPUINFO = '/proc/cpuinfo';

const wsl: Rule = ({ kernel, wslInterop, cpu }) => {
  const found = `kernel release "${kernel}"`;
  if (/WSL2|microsoft-standard/i.test(kernel ?? '')) return { type: 'wsl2', hypervisor: 'hyperv', source: KERNEL, found };
  if (/microsoft/i.test(kernel ?? '')) return { type: 'wsl1', source: KERNEL, found };
  // WSL 2 runs kernels of the user's own, too.
  if (!wslInterop || cpu.hypervisor === false) return null;
  const source = '/proc/sys/fs/binfmt_misc/WSLInterop';
  return { type: 'wsl2', hypervisor: 'hyperv', source, found: 'programs of Windows can be started' };
};

const orbstack: Rule = ({ kernel, deviceTree }) => {
  if (/-orbstack-/.test(kernel ?? '')) {
    return { type: 'apple-vz', product: 'orbstack', source: KERNEL, found: 'kernel release contains -orbstack-' };
  }
  if (deviceTree.model?.startsWith('orbstack,') !== true) return null;
  return { type: 'apple-vz', product: 'orbstack', source: `${TREE}/model`, found: `device-tree model ${deviceTree.model}` };
};

/** XENFEAT_dom0 is bit 11: include/xen/interface/features.h. */
const XENFEAT_DOM0 = 11n;

function controlsXen({ features, capabilities }: XenSources): string | null {
  if (capabilities?.includes('control_d') === true) return '/proc/xen/capabilities';
  const isHex = features !== null && /^[0-9a-f]{1,32}$/i.test(features);
  return isHex && ((BigInt(`0x${features}`) >> XENFEAT_DOM0) & 1n) === 1n ? '/sys/hypervisor/properties/features' : null;
}

const xenControl: Rule = ({ xen }) => {
  const source = controlsXen(xen);
  return source === null ? null : { type: 'none', dom0: true, source, found: 'the domain that controls Xen' };
};

const XEN_MODES: Readonly<Record<string, 'pv' | 'hvm' | 'pvh'>> = { PV: 'pv', HVM: 'hvm', PVH: 'pvh' };
const isXen = ({ type, capabilities }: XenSources): boolean => type === 'xen' || capabilities !== null;

/** Where the kernel does not say it: a paravirtual guest has no firmware that could give it a name. ARM knows no such modes. */
function xenMode({ xen, dmi, cpu }: GuestSources): VirtualizationFacts['mode'] {
  const said = XEN_MODES[xen.guestType ?? ''];
  if (said !== undefined || cpu.implementer !== null) return said ?? null;
  return Object.keys(dmi).length > 0 ? 'hvm' : 'pv';
}

const dmi: Rule = (sources) => {
  const verdict = hypervisorOfDmi(sources.dmi, sources.cpu.hypervisor);
  if (verdict === null) return null;
  const { type, product, field } = verdict;
  const source = `${DMI}/${field}`;
  const found = `DMI ${field} "${sources.dmi[field]}"`;
  if (type === 'xen') return { type, mode: xenMode(sources), dom0: false, source, found };
  if (type === 'qemu') return accelerated(sources, { type, source, found });
  return { type, source, found, ...(product === null ? {} : { product }) };
};

/** QEMU with a sign of KVM is KVM; what is emulated shows none. */
function accelerated({ named, clocks, cpu }: Question, qemu: GuestVerdict): GuestVerdict {
  const kvm = (source: string, found: string): GuestVerdict => ({ type: 'kvm', source, found: `${qemu.found}, ${found}` });
  // KVM calls itself "Microsoft" where it offers Windows what Hyper-V would.
  if (named !== null && /^(?:kvm|microsoft)$/i.test(named.name)) return kvm(named.source, `hypervisor vendor ${named.name}`);
  if (clocks.includes('kvm-clock')) return kvm('/sys/devices/system/clocksource', 'clocksource kvm-clock');
  const sign = accelerationSign(cpu);
  return sign === null ? qemu : kvm(CPUINFO, sign);
}

const xenFiles: Rule = (sources) => {
  if (!isXen(sources.xen)) return null;
  const source = sources.xen.type === 'xen' ? '/sys/hypervisor/type' : '/proc/xen/capabilities';
  return { type: 'xen', mode: xenMode(sources), dom0: false, source, found: 'xen' };
};

const firecracker: Rule = ({ acpiOem, kernel, cpu }) => {
  if (acpiOem === 'FIRECK') return { type: 'firecracker', source: '/sys/firmware/acpi/tables/DSDT', found: 'ACPI maker FIRECK' };
  if (cpu.hypervisor === false || !/-fc-/.test(kernel ?? '')) return null;
  return { type: 'firecracker', source: KERNEL, found: 'kernel release contains -fc-' };
};

/** Names as lscpu and systemd-detect-virt print them, in small letters. */
const NAMED: Readonly<Record<string, VirtualizationType>> = {
  kvm: 'kvm',
  amazon: 'kvm',
  google: 'kvm',
  qemu: 'qemu',
  xen: 'xen',
  vmware: 'vmware',
  microsoft: 'hyperv',
  oracle: 'virtualbox',
  parallels: 'parallels',
  bhyve: 'bhyve',
  apple: 'apple-vz',
};

const named: Rule = ({ named }) =>
  named === null
    ? null
    : { type: NAMED[named.name.toLowerCase()] ?? 'vm-other', source: named.source, found: `hypervisor vendor ${named.name}` };

const deviceTree: Rule = (sources) => {
  const { model, hypervisor, fwCfg, compatible } = sources.deviceTree;
  const source = `${TREE}/hypervisor/compatible`;
  if (hypervisor !== null) {
    const found = `device-tree hypervisor ${hypervisor}`;
    if (/linux,kvm/.test(hypervisor)) return { type: 'kvm', source, found };
    if (/xen/.test(hypervisor)) return { type: 'xen', dom0: false, source, found };
    return { type: /vmware/.test(hypervisor) ? 'vmware' : 'vm-other', source, found };
  }
  if (fwCfg !== null) return accelerated(sources, { type: 'qemu', source: `${TREE}/${fwCfg}`, found: `${TREE}/${fwCfg}` });
  if (/qemu/.test(`${model} ${compatible}`)) {
    return accelerated(sources, { type: 'qemu', source: `${TREE}/model`, found: `device-tree model ${model ?? compatible}` });
  }
  return null;
};

/** What has no name of its own below macOS builds on Apple's framework. */
const appleSilicon: Rule = ({ cpu }) => {
  const found = appleGuestSign(cpu);
  return found === null ? null : { type: 'apple-vz', source: CPUINFO, found };
};

/** QEMU would show its fw-cfg: what else calls itself so (crosvm, Firecracker, kvmtool) runs on KVM. */
const dummyVirt: Rule = ({ deviceTree: { model, compatible } }) =>
  /linux,dummy-virt/.test(`${model} ${compatible}`) ? { type: 'kvm', source: `${TREE}/compatible`, found: 'model linux,dummy-virt' } : null;

const mainframe: Rule = ({ controlProgram }) => {
  if (controlProgram === null) return null;
  const found = `control program ${controlProgram}`;
  const source = '/proc/sysinfo';
  if (controlProgram.startsWith('KVM')) return { type: 'kvm', source, found };
  return { type: 'vm-other', source, found, ...(controlProgram.startsWith('z/VM') ? { product: 'z-vm' } : {}) };
};

/** POWER: QEMU says so in the name of the machine; else a partition is a guest of the firmware's own hypervisor. */
const power: Rule = ({ cpu, partition }) => {
  if (/emulated by qemu/.test(cpu.machine ?? '')) return { type: 'kvm', source: CPUINFO, found: `model ${cpu.machine}` };
  const source = '/proc/ppc64/lparcfg';
  return partition ? { type: 'vm-other', product: 'powervm', source, found: 'a logical partition' } : null;
};

const CLOCKS: readonly (readonly [pattern: RegExp, type: VirtualizationType])[] = [
  [/^kvm-clock$/, 'kvm'],
  [/^hyperv_clocksource/, 'hyperv'],
  [/^xen$/, 'xen'],
];
const clock: Rule = ({ clocks }) => {
  for (const [pattern, type] of CLOCKS) {
    const name = clocks.find((one) => pattern.test(one));
    if (name !== undefined) return { type, source: '/sys/devices/system/clocksource', found: `clocksource ${name}` };
  }
  return null;
};

const vmbus: Rule = ({ vmbus }) => (vmbus ? { type: 'hyperv', source: '/sys/bus/vmbus', found: 'the bus of Hyper-V' } : null);

/** Vendors of virtual devices only. Those of virtio and of Amazon are in real machines, too. */
const PCI: Readonly<Record<string, VirtualizationType>> = {
  '80ee': 'virtualbox',
  '15ad': 'vmware',
  '1ab8': 'parallels',
  '1414': 'hyperv',
  '5853': 'xen',
};
const pci: Rule = ({ pciVendors }) => {
  const vendor = Object.keys(PCI).find((id) => pciVendors.has(id));
  const type = vendor === undefined ? undefined : PCI[vendor];
  return type === undefined ? null : { type, source: 'PCI devices', found: `PCI vendor 0x${vendor}` };
};

const cpuModel: Rule = (sources) =>
  isQemuModel(sources.cpu) && sources.cpu.hypervisor !== false
    ? accelerated(sources, { type: 'qemu', source: CPUINFO, found: `cpuinfo model name "${sources.cpu.model}"` })
    : null;

/** Folders that a hypervisor shares with its guest: nothing else can mount them. */
const SHARED_FOLDERS: Readonly<Record<string, VirtualizationType>> = {
  vboxsf: 'virtualbox',
  prl_fs: 'parallels',
  vmhgfs: 'vmware',
  'fuse.vmhgfs-fuse': 'vmware',
};
const sharedFolder: Rule = ({ fileSystems }) => {
  const name = Object.keys(SHARED_FOLDERS).find((type) => fileSystems.has(type));
  const type = name === undefined ? undefined : SHARED_FOLDERS[name];
  return type === undefined ? null : { type, source: '/proc/self/mountinfo', found: `a mount of type ${name}` };
};

const linuxkit: Rule = ({ kernel }) =>
  /-linuxkit/.test(kernel ?? '')
    ? { type: 'vm-other', product: 'docker-desktop', source: KERNEL, found: 'kernel release *-linuxkit' }
    : null;

const userMode: Rule = ({ cpu }) =>
  cpu.vendor === 'User Mode Linux' ? { type: 'vm-other', product: 'user-mode-linux', source: CPUINFO, found: cpu.vendor } : null;

const flag: Rule = ({ cpu }) => (cpu.hypervisor === true ? { type: 'vm-other', source: CPUINFO, found: 'flag hypervisor' } : null);

/** The first that has an answer gives it. */
const RULES: readonly Rule[] = [
  wsl,
  orbstack,
  xenControl,
  dmi,
  xenFiles,
  firecracker,
  named,
  deviceTree,
  appleSilicon,
  dummyVirt,
  mainframe,
  power,
  clock,
  vmbus,
  pci,
  cpuModel,
  sharedFolder,
  userMode,
  linuxkit,
  flag,
];

/** What the machine is; null when nothing says that it is a guest. A sign of what is inside the guest (a container) is none. */
export function judgeGuest(sources: GuestSources, named: NamedHypervisor): GuestVerdict | null {
  const question = { ...sources, named };
  for (const rule of RULES) {
    const verdict = rule(question);
    if (verdict !== null) return verdict;
  }
  return null;
}
