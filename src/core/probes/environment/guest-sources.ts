import { isAbsent } from '../absence.ts';
import type { MountinfoEntry } from '../linux/cgroup/mountinfo.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { attempt } from '../linux/sources.ts';
import { type CpuSigns, parseCpuSigns } from './cpu-signs.ts';
import { type Dmi, type DmiField, dmiFields } from './dmi.ts';

/** What Linux shows of a hypervisor below it. Null or empty where it shows nothing. */
export interface GuestSources {
  readonly kernel: string | null;
  readonly cpu: CpuSigns;
  readonly dmi: Dmi;
  readonly xen: XenSources;
  readonly deviceTree: DeviceTree;
  readonly acpiOem: string | null;
  /** The line of `/proc/sysinfo` (s390) that names the control program. */
  readonly controlProgram: string | null;
  /** `/proc/ppc64/lparcfg`: a partition of a POWER machine. */
  readonly partition: boolean;
  /** The current one first, then those it could take. */
  readonly clocks: readonly string[];
  /** "80ee". */
  readonly pciVendors: ReadonlySet<string>;
  readonly vmbus: boolean;
  readonly wslInterop: boolean;
  /** Types of mounted file systems. */
  readonly fileSystems: ReadonlySet<string>;
  /** Users of the module that runs KVM's guests. */
  readonly kvmUsers: number;
}

export interface XenSources {
  /** `/sys/hypervisor/type`. */
  readonly type: string | null;
  /** "PV", "HVM", "PVH". */
  readonly guestType: string | null;
  /** A set of bits, in hexadecimal. */
  readonly features: string | null;
  /** The text of `/proc/xen/capabilities`: empty in a guest; null where there is no such file. */
  readonly capabilities: string | null;
  readonly uuid: string | null;
}

interface DeviceTree {
  readonly model: string | null;
  /** What the node `hypervisor` says it is compatible with. */
  readonly hypervisor: string | null;
  /** The node of QEMU's configuration device: "fw-cfg@9020000". */
  readonly fwCfg: string | null;
  readonly compatible: string | null;
}

const DMI_FOLDER = '/sys/class/dmi/id';
const CLOCK_FOLDER = '/sys/devices/system/clocksource/clocksource0';
const TREE = '/proc/device-tree';
const MAX_PCI_DEVICES = 4096;

/** Reads all of it. It never throws: what cannot be read is not there. */
export function readGuestSources(files: KernelFiles, mounts: readonly MountinfoEntry[]): GuestSources {
  const text = (path: string): string | null => {
    const content = attempt(path, () => files.readText(path));
    return isAbsent(content) ? null : content;
  };
  const line = (path: string): string | null => text(path)?.trim().slice(0, 300) || null;
  const start = (path: string): Buffer => {
    const bytes = attempt(path, () => {
      const { buffer, length } = files.readStart(path);
      return Buffer.from(buffer.subarray(0, length));
    });
    return isAbsent(bytes) ? Buffer.alloc(0) : bytes;
  };
  const names = (path: string): string[] => {
    const listed = attempt(path, () => files.list(path));
    return isAbsent(listed) ? [] : listed;
  };
  /** Strings of a device tree end with NUL; a property may hold several. */
  const property = (path: string): string | null => text(path)?.split('\0').join(' ').trim().slice(0, 300) || null;

  return {
    kernel: line('/proc/sys/kernel/osrelease'),
    cpu: parseCpuSigns(start('/proc/cpuinfo').toString('utf8')),
    dmi: Object.fromEntries(
      dmiFields.flatMap((field): [DmiField, string][] => {
        const value = line(`${DMI_FOLDER}/${field}`);
        return value === null ? [] : [[field, value]];
      }),
    ),
    xen: {
      type: line('/sys/hypervisor/type'),
      guestType: line('/sys/hypervisor/guest_type'),
      features: line('/sys/hypervisor/properties/features'),
      capabilities: text('/proc/xen/capabilities')?.trim() ?? null,
      uuid: line('/sys/hypervisor/uuid'),
    },
    deviceTree: {
      model: property(`${TREE}/model`),
      hypervisor: property(`${TREE}/hypervisor/compatible`),
      fwCfg: names(TREE).find((name) => name.startsWith('fw-cfg')) ?? null,
      compatible: property(`${TREE}/compatible`),
    },
    acpiOem: parseAcpiOem(start('/sys/firmware/acpi/tables/DSDT')),
    controlProgram: /^VM00 Control Program:\s*(\S.*?)\s*$/m.exec(text('/proc/sysinfo') ?? '')?.[1] ?? null,
    partition: /^partition_id=/m.test(text('/proc/ppc64/lparcfg') ?? ''),
    clocks: ['current_clocksource', 'available_clocksource'].flatMap(
      (name) => line(`${CLOCK_FOLDER}/${name}`)?.split(/\s+/).slice(0, 32) ?? [],
    ),
    pciVendors: new Set([
      ...parsePciDevices(text('/proc/bus/pci/devices') ?? ''),
      ...names('/sys/bus/pci/devices')
        .slice(0, MAX_PCI_DEVICES)
        .flatMap((device) => parsePciId(line(`/sys/bus/pci/devices/${device}/vendor`)) ?? []),
    ]),
    vmbus: files.exists('/sys/bus/vmbus'),
    wslInterop: files.exists('/proc/sys/fs/binfmt_misc/WSLInterop'),
    fileSystems: new Set(mounts.map(({ fsType }) => fsType)),
    kvmUsers: Math.max(0, ...['kvm_intel', 'kvm_amd'].map((module) => parseCount(line(`/sys/module/${module}/refcnt`)))),
  };
}

const parseCount = (text: string | null): number => (text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0);
const parsePciId = (text: string | null): string | null => /^0x([0-9a-f]{4})$/i.exec(text ?? '')?.[1]?.toLowerCase() ?? null;

/** Vendors in the text of `/proc/bus/pci/devices`: the second field is vendor and device, four hexadecimal digits each. */
export function parsePciDevices(text: string): string[] {
  return text
    .split('\n', MAX_PCI_DEVICES)
    .flatMap((line) => /^[0-9a-f]{4}\s+([0-9a-f]{4})[0-9a-f]{4}\s/i.exec(line)?.[1]?.toLowerCase() ?? []);
}

/** The maker's name in the head of an ACPI table (bytes 10 to 15); null for what is no table. */
export function parseAcpiOem(table: Buffer): string | null {
  const HEAD_BYTES = 36;
  if (table.length < HEAD_BYTES || !/^[A-Z0-9]{4}$/.test(table.toString('latin1', 0, 4))) return null;
  const oem = table.toString('latin1', 10, 16).replace(/[\0 ]+$/, '');
  return /^[\x20-\x7e]+$/.test(oem) ? oem : null;
}
