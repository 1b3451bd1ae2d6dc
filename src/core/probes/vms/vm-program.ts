import type { ProcessRaw } from '../raw.ts';

/** The kinds of programs that are a virtual machine, or say whose one is. */
export type VmProgram =
  | 'qemu'
  | 'apple-vz'
  | 'orbstack'
  | 'docker-vm'
  | 'vfkit'
  | 'krunkit'
  | 'firecracker'
  | 'cloud-hypervisor'
  | 'crosvm'
  | 'kvmtool'
  | 'bhyve'
  | 'virtualbox'
  | 'vmware'
  | 'parallels'
  | 'vmmem'
  | 'vm-worker'
  | 'owner';

const BY_NAME: ReadonlyMap<string, VmProgram> = new Map([
  ['qemu-kvm', 'qemu'],
  ['kvm', 'qemu'],
  ['QEMULauncher', 'qemu'],
  ['com.apple.Virtualization.VirtualMachine', 'apple-vz'],
  ['OrbStack Helper', 'orbstack'],
  ['com.docker.virtualization', 'docker-vm'],
  ['com.docker.krun', 'docker-vm'],
  ['vfkit', 'vfkit'],
  ['krunkit', 'krunkit'],
  ['firecracker', 'firecracker'],
  ['cloud-hypervisor', 'cloud-hypervisor'],
  ['crosvm', 'crosvm'],
  ['lkvm', 'kvmtool'],
  ['kvmtool', 'kvmtool'],
  ['bhyve', 'bhyve'],
  ['hyperkit', 'bhyve'],
  ['com.docker.hyperkit', 'bhyve'],
  ['VBoxHeadless', 'virtualbox'],
  ['VirtualBoxVM', 'virtualbox'],
  ['VBoxHeadless.exe', 'virtualbox'],
  ['VirtualBoxVM.exe', 'virtualbox'],
  ['vmware-vmx', 'vmware'],
  ['vmware-vmx.exe', 'vmware'],
  ['prl_vm_app', 'parallels'],
  ['vmmem', 'vmmem'],
  ['vmmemWSL', 'vmmem'],
  ['vmmemWindowsSandbox', 'vmmem'],
  ['vmwp.exe', 'vm-worker'],
  ['limactl', 'owner'],
  ['tart', 'owner'],
  ['lume', 'owner'],
  ['wslservice.exe', 'owner'],
  ['wslhost.exe', 'owner'],
] satisfies readonly (readonly [string, VmProgram])[]);

const VZ_PATH = /\/Virtualization\.framework\/(?:Versions\/\w+\/)?XPCServices\/com\.apple\.Virtualization\.VirtualMachine\.xpc\//;

/** Signs of a machine in the arguments of a program that is called only "kvm". */
const QEMU_OPTION = / -(?:machine|M|m|smp|cpu|drive|nodefaults|uuid)\b/;

/**
 * Which of the programs a process is; null for nearly all of them. Asked of every process at every reading, so it looks at the name, and at
 * the command line only where QEMU's was changed (`-name …,process=`). Only for what this names is anything more read.
 */
export function vmProgramOf(process: ProcessRaw): VmProgram | null {
  const program = BY_NAME.get(process.name);
  if (program === undefined) return isQemu(process) ? 'qemu' : null;
  if (process.kernelThread || process.state === 'zombie') return null;
  // Another service of the same framework has a name that begins the same, and a name alone can be anybody's.
  if (program === 'apple-vz') return VZ_PATH.test(process.command) ? program : null;
  if (process.name === 'kvm') return QEMU_OPTION.test(process.command) ? program : null;
  return program;
}

const SYSTEM_EMULATOR = 'qemu-system-';

/** `qemu-system-*` by its name, or by its path where the name was changed. Others of QEMU (`qemu-img`, `qemu-ga`, `qemu-x86_64`) are no machines. */
function isQemu({ name, command, kernelThread, state }: ProcessRaw): boolean {
  if (kernelThread || state === 'zombie') return false;
  if (name.startsWith(SYSTEM_EMULATOR)) return true;
  const blank = command.indexOf(' ');
  const start = command.lastIndexOf('/', blank === -1 ? command.length : blank) + 1;
  return command.startsWith(SYSTEM_EMULATOR, start);
}
