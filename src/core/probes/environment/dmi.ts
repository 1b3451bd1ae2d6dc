import type { VirtualizationType } from '../../../shared/model/environment.ts';

// What the firmware calls the machine: SMBIOS on Linux, Win32_ComputerSystemProduct on Windows.

export const dmiFields = [
  'product_name',
  'sys_vendor',
  'product_version',
  'board_vendor',
  'bios_vendor',
  'bios_version',
  'chassis_vendor',
  'chassis_asset_tag',
] as const;
export type DmiField = (typeof dmiFields)[number];
export type Dmi = Partial<Readonly<Record<DmiField, string>>>;

interface DmiVerdict {
  readonly type: VirtualizationType;
  readonly product: string | null;
  readonly field: DmiField;
}

interface Rule {
  readonly type: VirtualizationType;
  readonly pattern: RegExp;
  /** Where the pattern may stand, the surest first. */
  readonly fields: readonly DmiField[];
  readonly product?: string;
  /** What else must hold. `hypervisorFlag` is null where processors have no such flag. */
  readonly when?: (dmi: Dmi, hypervisorFlag: boolean | null) => boolean;
}

const NAME: readonly DmiField[] = ['product_name'];
const VENDORS: readonly DmiField[] = ['product_name', 'sys_vendor', 'board_vendor', 'bios_vendor'];

/** Vendors sell hardware under the same names: there the processor must say that it is a guest's. */
const isGuest: Rule['when'] = (_, flag) => flag === true;
const isNotMetal: Rule['when'] = (_, flag) => flag !== false;

// Specific before generic: most clouds and products are a QEMU that says so in another field.
const RULES: readonly Rule[] = [
  { type: 'virtualbox', pattern: /^(?:VirtualBox|innotek GmbH)/, fields: VENDORS },
  // With the host's own names in all other fields; a server of Oracle's has it too.
  { type: 'virtualbox', pattern: /^Oracle Corporation/, fields: ['board_vendor'], when: isGuest },
  { type: 'vmware', pattern: /^(?:VMware|VMW)/, fields: VENDORS },
  { type: 'parallels', pattern: /^Parallels/, fields: VENDORS },
  // "Microsoft Corporation" alone is a Surface.
  {
    type: 'hyperv',
    pattern: /^Microsoft Corporation/,
    fields: ['sys_vendor'],
    when: ({ product_name: name, product_version: version }) => name === 'Virtual Machine' || version?.startsWith('Hyper-V') === true,
  },
  { type: 'xen', pattern: /^(?:Xen$|HVM domU)/, fields: VENDORS },
  { type: 'apple-vz', pattern: /^Apple Virtualization/, fields: NAME },
  // Linux on a Mac has a Mac for its product.
  {
    type: 'apple-vz',
    pattern: /^Apple Inc\./,
    fields: ['sys_vendor'],
    when: ({ product_name: name }, flag) => flag === true || (flag === null && !/mac/i.test(name ?? 'Mac')),
  },
  { type: 'bhyve', pattern: /^BHYVE/, fields: ['product_name', 'sys_vendor', 'bios_vendor'] },
  { type: 'none', pattern: /\.metal(?:-|$)/, fields: NAME, when: ({ sys_vendor: vendor }) => vendor?.startsWith('Amazon EC2') === true },
  { type: 'kvm', pattern: /^Amazon EC2/, fields: ['sys_vendor', 'bios_vendor'], product: 'amazon-nitro' },
  { type: 'kvm', pattern: /^Google Compute Engine/, fields: NAME, product: 'gce', when: isNotMetal },
  { type: 'kvm', pattern: /^AHV/, fields: NAME, product: 'nutanix-ahv' },
  { type: 'kvm', pattern: /^oVirt/, fields: VENDORS, product: 'ovirt' },
  { type: 'kvm', pattern: /^RHEV/, fields: VENDORS, product: 'rhev' },
  { type: 'kvm', pattern: /^KubeVirt/, fields: VENDORS, product: 'kubevirt' },
  { type: 'kvm', pattern: /^OpenStack/, fields: ['product_name', 'sys_vendor'], product: 'openstack' },
  {
    type: 'kvm',
    pattern: /^(?:Alibaba Cloud|Tencent Cloud|DigitalOcean|Hetzner|Linode|Akamai|Vultr|Scaleway|UpCloud|Exoscale)/,
    fields: ['sys_vendor'],
    when: isNotMetal,
  },
  { type: 'kvm', pattern: /^(?:cloud-hypervisor|Cloud Hypervisor)/, fields: VENDORS, product: 'cloud-hypervisor' },
  { type: 'kvm', pattern: /^crosvm/, fields: NAME, product: 'crosvm' },
  { type: 'kvm', pattern: /\bKVM\b/, fields: ['product_name', 'product_version'] },
  { type: 'qemu', pattern: /^(?:QEMU|Bochs|Standard PC)/, fields: [...VENDORS, 'chassis_vendor'] },
  { type: 'qemu', pattern: /^SeaBIOS/, fields: ['bios_vendor'], when: isGuest },
];

/** What the names say: a hypervisor, `none` for a cloud's own hardware, null when they say nothing. */
export function hypervisorOfDmi(dmi: Dmi, hypervisorFlag: boolean | null): DmiVerdict | null {
  for (const { type, pattern, fields, product, when } of RULES) {
    const field = fields.find((name) => pattern.test(dmi[name] ?? ''));
    if (field !== undefined && (when === undefined || when(dmi, hypervisorFlag))) return { type, product: product ?? null, field };
  }
  return null;
}

const CLOUDS: readonly { readonly cloud: string; readonly pattern: RegExp; readonly fields: readonly DmiField[] }[] = [
  { cloud: 'aws', pattern: /^Amazon EC2|\.amazon$/, fields: ['sys_vendor', 'bios_vendor', 'product_version', 'bios_version'] },
  { cloud: 'gcp', pattern: /^Google Compute Engine/, fields: ['product_name'] },
  // The tag that Azure gives to all of its machines.
  { cloud: 'azure', pattern: /^7783-7084-3265-9085-8269-3286-77$/, fields: ['chassis_asset_tag'] },
  { cloud: 'oracle', pattern: /^OracleCloud\.com/, fields: ['chassis_asset_tag'] },
  { cloud: 'openstack', pattern: /^OpenStack/, fields: ['product_name', 'sys_vendor', 'chassis_asset_tag'] },
  { cloud: 'alibaba', pattern: /^Alibaba Cloud/, fields: ['sys_vendor', 'product_name'] },
  { cloud: 'tencent', pattern: /^Tencent Cloud/, fields: ['sys_vendor'] },
  { cloud: 'digitalocean', pattern: /^DigitalOcean/, fields: ['sys_vendor'] },
  { cloud: 'hetzner', pattern: /^Hetzner/, fields: ['sys_vendor'] },
  { cloud: 'linode', pattern: /^(?:Linode|Akamai)/, fields: ['sys_vendor'] },
  { cloud: 'vultr', pattern: /^Vultr/, fields: ['sys_vendor'] },
  { cloud: 'scaleway', pattern: /^Scaleway/, fields: ['sys_vendor'] },
  { cloud: 'upcloud', pattern: /^UpCloud/, fields: ['sys_vendor'] },
  { cloud: 'exoscale', pattern: /^Exoscale/, fields: ['sys_vendor', 'product_name'] },
];

/** The provider whose machine this is, guest or not. */
export function cloudOfDmi(dmi: Dmi): { readonly cloud: string; readonly field: DmiField } | null {
  for (const { cloud, pattern, fields } of CLOUDS) {
    const field = fields.find((name) => pattern.test(dmi[name] ?? ''));
    if (field !== undefined) return { cloud, field };
  }
  return null;
}
