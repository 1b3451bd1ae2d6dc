import type { VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { CommandRunner } from '../../ports.ts';
import { appleGuestSign } from './cpu-signs.ts';
import { cloudOfDmi } from './dmi.ts';
import { type GuestVerdict, judgeGuest, type NamedHypervisor } from './guest-rules.ts';
import type { GuestSources } from './guest-sources.ts';
import type { Notes } from './notes.ts';

const TOOL_TIMEOUT_MS = 2_000;

/**
 * The virtual machine that Linux is the guest of. Files decide; only where they leave it open a tool is asked that can ask the processor
 * (lscpu, else systemd-detect-virt, both optional).
 *
 * @param commands null where no program may be asked: the files are those of another machine
 */
export async function judgeLinuxGuest(
  sources: GuestSources,
  commands: CommandRunner | null,
  notes: Notes,
): Promise<Omit<VirtualizationFacts, 'guest'>> {
  let verdict = judgeGuest(sources, null);
  if (commands !== null && isOpen(verdict)) {
    const named = await nameHypervisor(commands);
    if (named !== null) verdict = judgeGuest(sources, named);
  }
  const guest = verdict !== null && verdict.type !== 'none';
  if (verdict !== null) notes.add('virtualization', verdict.source, verdict.found, guest ? verdict.type : 'no guest');
  noteSigns(sources, verdict, notes);
  const hostOf = hostOfLinux(sources, verdict, notes);
  const cloud = cloudOf(sources, notes);
  return {
    present: guest,
    type: verdict?.type ?? 'none',
    mode: verdict?.mode ?? null,
    product: verdict?.product ?? null,
    cloud,
    hypervisor: verdict?.hypervisor ?? null,
    hostOf,
    dom0: verdict?.dom0 ?? null,
    hints: hintsOf(sources),
  };
}

/** A QEMU may be KVM, and a guest's hypervisor may be told. */
function isOpen(verdict: GuestVerdict | null): boolean {
  return verdict?.type === 'qemu' || verdict?.type === 'vm-other';
}

async function nameHypervisor(commands: CommandRunner): Promise<NamedHypervisor> {
  const ask = async (file: string, args: readonly string[], pattern: RegExp): Promise<NamedHypervisor> => {
    try {
      const name = pattern.exec(await commands.run(file, args, { timeoutMs: TOOL_TIMEOUT_MS, maxBytes: 64 * 1024 }))?.[1];
      return name === undefined ? null : { name, source: file };
    } catch {
      // Both are optional, and systemd-detect-virt fails where there is no guest.
      return null;
    }
  };
  return (
    (await ask('lscpu', [], /^Hypervisor vendor:\s*(\S.{0,40}?)\s*$/m)) ?? ask('systemd-detect-virt', ['--vm'], /^(?!none)(\w{2,20})\s*$/)
  );
}

const HYPERVISOR_CLOCK = /^(?:kvm-clock|hyperv_clocksource.*|xen)$/;

/** What else was seen: a person can check the verdict by it. */
function noteSigns({ cpu, dmi, clocks, kernel }: GuestSources, verdict: GuestVerdict | null, notes: Notes): void {
  const note = (source: string, found: string, says: string): void => {
    if (verdict?.source !== source) notes.add('virtualization', source, found, says);
  };
  for (const field of ['product_name', 'sys_vendor'] as const) {
    const value = dmi[field];
    if (value !== undefined) note(`/sys/class/dmi/id/${field}`, `DMI ${field} "${value}"`, 'what the machine is called');
  }
  if (cpu.hypervisor === true) note('/proc/cpuinfo', 'flag hypervisor', 'a guest');
  if (cpu.hypervisor === false) note('/proc/cpuinfo', 'no flag hypervisor', 'no sign of a guest');
  const apple = appleGuestSign(cpu);
  if (apple !== null) note('/proc/cpuinfo', apple, 'a guest on Apple silicon');
  const clock = clocks.find((name) => HYPERVISOR_CLOCK.test(name));
  if (clock !== undefined) note('/sys/devices/system/clocksource', `clocksource ${clock}`, 'a clock that a hypervisor gives');
  if (verdict === null && kernel !== null) note('/proc/sys/kernel/osrelease', `kernel release "${kernel}"`, 'no sign of a guest');
}

function hostOfLinux({ kvmUsers }: GuestSources, verdict: GuestVerdict | null, notes: Notes): VirtualizationFacts['hostOf'] {
  if (verdict?.dom0 === true) return 'xen';
  if (kvmUsers === 0) return null;
  notes.add('virtualization', '/sys/module/kvm_*/refcnt', `KVM has ${kvmUsers} users`, 'guests run on this machine');
  return 'kvm';
}

function cloudOf({ dmi, xen }: GuestSources, notes: Notes): string | null {
  const fromDmi = cloudOfDmi(dmi);
  if (fromDmi !== null) {
    notes.add(
      'virtualization',
      `/sys/class/dmi/id/${fromDmi.field}`,
      `DMI ${fromDmi.field} "${dmi[fromDmi.field]}"`,
      `cloud ${fromDmi.cloud}`,
    );
    return fromDmi.cloud;
  }
  // The identifiers of Amazon's Xen guests begin so.
  if (xen.uuid?.startsWith('ec2') !== true) return null;
  notes.add('virtualization', '/sys/hypervisor/uuid', xen.uuid, 'cloud aws');
  return 'aws';
}

function hintsOf({ kernel, fileSystems, wslInterop, kvmUsers }: GuestSources): string[] {
  const hints: readonly (readonly [boolean, string])[] = [
    [/-linuxkit/.test(kernel ?? ''), 'kernel release *-linuxkit'],
    [fileSystems.has('vboxsf'), 'mount source vboxsf => VirtualBox guest additions'],
    [fileSystems.has('virtiofs'), 'mount type virtiofs => folders shared by a hypervisor'],
    [wslInterop, 'WSLInterop => programs of Windows can be started'],
    [kvmUsers > 0, 'users of the KVM module => guests run on this machine'],
  ];
  return hints.filter(([holds]) => holds).map(([, hint]) => hint);
}
