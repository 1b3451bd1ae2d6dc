import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCpuSigns } from '../../../../../src/core/probes/environment/cpu-signs.ts';
import { cloudOfDmi, type Dmi, hypervisorOfDmi } from '../../../../../src/core/probes/environment/dmi.ts';
import { parseAcpiOem, parsePciDevices, readGuestSources } from '../../../../../src/core/probes/environment/guest-sources.ts';
import { judgeLinuxGuest } from '../../../../../src/core/probes/environment/linux-virtualization.ts';
import { Notes } from '../../../../../src/core/probes/environment/notes.ts';
import { judgeWindowsGuest, parseWindowsProduct } from '../../../../../src/core/probes/environment/windows-virtualization.ts';
import { parseMountinfo } from '../../../../../src/core/probes/linux/cgroup/mountinfo.ts';
import type { CommandRunner } from '../../../../../src/core/ports.ts';
import type { VirtualizationFacts } from '../../../../../src/shared/model/environment.ts';
import { type Content, fixtureRoot } from '../linux/fixture-root.ts';

const x86 = (flags: string, model = 'Intel(R) Xeon(R) Processor', vendor = 'GenuineIntel'): string =>
  `processor\t: 0\nvendor_id\t: ${vendor}\nmodel name\t: ${model}\nflags\t\t: fpu tsc ${flags}\n\n`;
const arm = (implementer: string, part = '0x000'): string => `processor\t: 0\nCPU implementer\t: ${implementer}\nCPU part\t: ${part}\n`;
const dmi = (fields: Dmi): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [`/sys/class/dmi/id/${field}`, `${value}\n`]));
const QEMU = dmi({ sys_vendor: 'QEMU', product_name: 'Standard PC (Q35 + ICH9, 2009)' });

type Facts = Omit<VirtualizationFacts, 'guest'>;

async function judge(contents: Readonly<Record<string, Content>>, commands: CommandRunner | null = null, mountinfo = ''): Promise<Facts> {
  const { files } = fixtureRoot({ '/proc/': '', ...contents });
  const notes = new Notes();
  const facts = await judgeLinuxGuest(readGuestSources(files, parseMountinfo(mountinfo)), commands, notes);
  if (facts.present) expect(notes.list.map(({ says }) => says)).toContain(facts.type);
  return facts;
}

describe('the hypervisor below Linux', () => {
  it.each<[string, Readonly<Record<string, Content>>, Partial<Facts>]>([
    ['nothing at all', {}, { present: false, type: 'none' }],
    ['a machine that could host guests', { '/proc/cpuinfo': x86('vmx'), '/dev/kvm': '' }, { present: false }],
    ['a flag alone', { '/proc/cpuinfo': x86('hypervisor') }, { present: true, type: 'vm-other' }],
    ['emulation', { '/proc/cpuinfo': x86('hypervisor svm', 'QEMU Virtual CPU', 'AuthenticAMD'), ...QEMU }, { type: 'qemu' }],
    ['QEMU with what it cannot emulate', { '/proc/cpuinfo': x86('vme hypervisor'), ...QEMU }, { type: 'kvm' }],
    [
      'QEMU with the clock of KVM',
      { '/sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc kvm-clock\n', ...QEMU },
      { type: 'kvm' },
    ],
    [
      'no firmware but the clock of KVM',
      { '/proc/cpuinfo': x86('hypervisor'), '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'kvm-clock\n' },
      { type: 'kvm' },
    ],
    ['a processor of QEMU only', { '/proc/cpuinfo': x86('hypervisor vmx', 'Intel Core Processor (Broadwell)') }, { type: 'kvm' }],
    [
      'Firecracker by its ACPI tables',
      {
        '/proc/cpuinfo': x86('hypervisor'),
        '/sys/firmware/acpi/tables/DSDT': Buffer.from(`DSDT\u0010\0\0\0\u0002wFIRECKFCVMDSDT${'\0'.repeat(12)}`),
      },
      { type: 'firecracker' },
    ],
    ['WSL 2', { '/proc/sys/kernel/osrelease': '5.15.1-microsoft-standard-WSL2\n' }, { type: 'wsl2', hypervisor: 'hyperv' }],
    [
      'WSL 2 with a kernel of its own',
      { '/proc/sys/kernel/osrelease': '6.1.0-mine\n', '/proc/sys/fs/binfmt_misc/WSLInterop': 'enabled' },
      { type: 'wsl2' },
    ],
    ['WSL 1', { '/proc/sys/kernel/osrelease': '4.4.0-19041-Microsoft\n' }, { type: 'wsl1' }],
    [
      'Xen with its mode',
      { '/sys/hypervisor/type': 'xen\n', '/sys/hypervisor/guest_type': 'PVH\n' },
      { type: 'xen', mode: 'pvh', dom0: false },
    ],
    [
      'a Xen that is controlled from here',
      { '/sys/hypervisor/type': 'xen\n', '/sys/hypervisor/properties/features': '00000800\n' },
      { present: false, type: 'none', hostOf: 'xen', dom0: true },
    ],
    ['a set of features that is none', { '/sys/hypervisor/properties/features': 'xyz\n' }, { present: false, hostOf: null }],
    ['Amazon by the number of a Xen guest', { '/sys/hypervisor/type': 'xen', '/sys/hypervisor/uuid': 'ec2f\n' }, { cloud: 'aws' }],
    ['the bus of Hyper-V', { '/sys/bus/vmbus/devices/': '' }, { type: 'hyperv' }],
    ['a device tree', { '/proc/device-tree/hypervisor/compatible': 'linux,kvm\0' }, { type: 'kvm' }],
    [
      'QEMU in a device tree',
      { '/proc/device-tree/fw-cfg@9020000/compatible': 'qemu,fw-cfg-mmio\0', '/proc/device-tree/compatible': 'linux,dummy-virt\0' },
      { type: 'qemu' },
    ],
    ['a masked processor on Apple silicon', { '/proc/cpuinfo': arm('0x61') }, { present: true, type: 'apple-vz' }],
    ['the same before the M3', { '/proc/cpuinfo': arm('0x00') }, { type: 'apple-vz' }],
    [
      'one with a device tree that others have on KVM',
      { '/proc/cpuinfo': arm('0x61'), '/proc/device-tree/compatible': 'linux,dummy-virt\0' },
      { type: 'apple-vz' },
    ],
    ['KVM with that device tree', { '/proc/device-tree/compatible': 'linux,dummy-virt\0' }, { type: 'kvm' }],
    ['QEMU on a Mac', { '/proc/cpuinfo': arm('0x61'), ...QEMU }, { type: 'qemu' }],
    ['Linux on the Mac itself', { '/proc/cpuinfo': arm('0x61', '0x022') }, { present: false }],
    ['z/VM', { '/proc/sysinfo': 'Manufacturer: IBM\nVM00 Control Program: z/VM    6.4.0\n' }, { type: 'vm-other', product: 'z-vm' }],
    ['KVM on a mainframe', { '/proc/sysinfo': 'VM00 Control Program: KVM/Linux\n' }, { type: 'kvm' }],
    ['a partition of POWER', { '/proc/ppc64/lparcfg': 'lparcfg 1.9\npartition_id=3\n' }, { type: 'vm-other', product: 'powervm' }],
    ['a PCI device', { '/sys/bus/pci/devices/0000:00:02.0/vendor': '0x80ee\n' }, { type: 'virtualbox' }],
    ['virtio alone, which real machines have', { '/sys/bus/pci/devices/0000:00:02.0/vendor': '0x1af4\n' }, { present: false }],
    ['guests that run here', { '/sys/module/kvm_intel/refcnt': '12\n' }, { present: false, hostOf: 'kvm' }],
    ['a KVM without guests', { '/sys/module/kvm_intel/refcnt': '0\n' }, { hostOf: null }],
  ])('%s', async (_name, contents, expected) => {
    expect(await judge(contents)).toMatchObject(expected);
  });

  it('a folder that a hypervisor shares', async () => {
    const facts = await judge({}, null, '1 0 0:44 / /vagrant rw - vboxsf vagrant rw');
    expect(facts).toMatchObject({ type: 'virtualbox', hints: ['mount source vboxsf => VirtualBox guest additions'] });
  });

  describe('a tool that asks the processor', () => {
    const answering = (answers: Readonly<Record<string, string>>): CommandRunner & { readonly asked: string[] } => {
      const asked: string[] = [];
      return {
        asked,
        async run(file) {
          asked.push(file);
          const answer = answers[file];
          if (answer === undefined) throw new Error(`${file}: not there`);
          return answer;
        },
      };
    };

    it('is asked where files leave it open', async () => {
      const lscpu = answering({ lscpu: 'Architecture: x86_64\nHypervisor vendor:   Microsoft\nVirtualization type: full\n' });
      expect(await judge({ '/proc/cpuinfo': x86('hypervisor') }, lscpu)).toMatchObject({ type: 'hyperv' });
      // QEMU calls itself Microsoft where it offers Windows what Hyper-V would.
      expect(await judge({ '/proc/cpuinfo': x86('hypervisor'), ...QEMU }, lscpu)).toMatchObject({ type: 'kvm' });
    });

    it('or another one where it does not know', async () => {
      const both = answering({ lscpu: 'Architecture: x86_64\n', 'systemd-detect-virt': 'apple\n' });
      expect(await judge({ '/proc/cpuinfo': x86('hypervisor') }, both)).toMatchObject({ type: 'apple-vz' });
      const none = answering({ 'systemd-detect-virt': 'none\n' });
      expect(await judge({ '/proc/cpuinfo': x86('hypervisor') }, none)).toMatchObject({ type: 'vm-other' });
    });

    it('is not asked where files decide, or there is no guest', async () => {
      const tool = answering({ lscpu: 'Hypervisor vendor: KVM\n' });
      await judge({ '/proc/cpuinfo': x86('') }, tool);
      await judge({ '/proc/cpuinfo': x86('hypervisor'), ...dmi({ sys_vendor: 'VMware, Inc.' }) }, tool);
      expect(tool.asked).toEqual([]);
    });
  });

  it('garbled files give some answer', async () => {
    const path = fc.constantFrom(
      '/proc/cpuinfo',
      '/proc/sysinfo',
      '/proc/bus/pci/devices',
      '/sys/hypervisor/properties/features',
      '/sys/class/dmi/id/product_name',
      '/proc/device-tree/model',
      '/sys/firmware/acpi/tables/DSDT',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(path, fc.uint8Array({ maxLength: 200 })), async (contents) => {
        const { files } = fixtureRoot(Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, Buffer.from(bytes)])));
        const { type, present } = await judgeLinuxGuest(readGuestSources(files, []), null, new Notes());
        expect(present).toBe(type !== 'none');
        expect(files.openCount).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the names of a machine', () => {
  it.each<[Dmi, boolean | null, string | null]>([
    [{ sys_vendor: 'Microsoft Corporation', product_name: 'Surface Pro 9' }, false, null],
    [{ sys_vendor: 'Microsoft Corporation', product_name: 'Virtual Machine' }, null, 'hyperv'],
    [{ sys_vendor: 'Oracle Corporation', board_vendor: 'Oracle Corporation', product_name: 'SUN SERVER X4-2' }, false, null],
    [{ sys_vendor: 'LENOVO', board_vendor: 'Oracle Corporation' }, true, 'virtualbox'],
    [{ sys_vendor: 'Apple Inc.', product_name: 'MacBookPro16,1' }, false, null],
    [{ sys_vendor: 'Apple Inc.', product_name: 'Apple Virtualization Generic Platform' }, null, 'apple-vz'],
    [{ sys_vendor: 'Amazon EC2', product_name: 'm7i.metal-24xl' }, false, 'none'],
    [{ sys_vendor: 'Amazon EC2', product_name: 'm7i.large' }, true, 'kvm'],
    [{ sys_vendor: 'Google', product_name: 'Google Compute Engine' }, false, null],
    [{ sys_vendor: 'Google', product_name: 'Chromebook' }, false, null],
    [{ sys_vendor: 'Hetzner', product_name: 'vServer' }, null, 'kvm'],
    [{ sys_vendor: 'Alibaba Cloud', product_name: 'Alibaba Cloud ECS' }, false, null],
    [{ sys_vendor: 'QEMU', product_name: 'KVM Virtual Machine' }, null, 'kvm'],
    [{ sys_vendor: 'Dell Inc.', product_name: 'PowerEdge' }, false, null],
    [{}, true, null],
  ])('%j with the flag %s: %s', (fields, flag, type) => {
    expect(hypervisorOfDmi(fields, flag)?.type ?? null).toBe(type);
  });

  it('clouds, with and without a hypervisor', () => {
    expect(cloudOfDmi({ chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77' })?.cloud).toBe('azure');
    expect(cloudOfDmi({ sys_vendor: 'Amazon EC2', product_name: 'i3.metal' })?.cloud).toBe('aws');
    expect(cloudOfDmi({ chassis_asset_tag: 'OracleCloud.com', sys_vendor: 'QEMU' })?.cloud).toBe('oracle');
    expect(cloudOfDmi({ sys_vendor: 'Dell Inc.' })).toBe(null);
  });

  it('Windows, by the same names', () => {
    const product = (json: string): string => judgeWindowsGuest(parseWindowsProduct(json), new Notes()).type;
    expect(product('{"Name":"VMware7,1","Vendor":"VMware, Inc.","Version":"None"}')).toBe('vmware');
    expect(product('{"Name":"20XW","Vendor":"LENOVO","Version":"ThinkPad"}')).toBe('none');
    for (const bad of ['', 'null', '[]', '{"Name":7}', 'PowerShell is not there']) expect(product(bad)).toBe('none');
  });
});

describe('parsers', () => {
  it('PCI devices by their vendors', () => {
    expect(parsePciDevices('0000\t80861237\t0\n0008\t80EECAFE\t12\nnonsense\n00\t1\n')).toEqual(['8086', '80ee']);
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => parsePciDevices(text).every((vendor) => /^[0-9a-f]{4}$/.test(vendor))));
  });

  it('the maker of an ACPI table', () => {
    expect(parseAcpiOem(Buffer.from('DSDT'))).toBe(null);
    expect(parseAcpiOem(Buffer.from(`DSDT......BOCHS ${'.'.repeat(40)}`))).toBe('BOCHS');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => /^[\x20-\x7e]*$/.test(parseAcpiOem(Buffer.from(bytes)) ?? '')));
  });

  it('a processor, the first of them', () => {
    const signs = parseCpuSigns(`${x86('vmx', 'A')}${x86('hypervisor', 'B')}`);
    expect(signs).toMatchObject({ model: 'A', hypervisor: false });
    // A feature of which the word is a part.
    expect(parseCpuSigns('flags : nohypervisor hypervisor_x\n').hypervisor).toBe(false);
    expect(parseCpuSigns('Features : fp\nCPU implementer : 0x61\nCPU part : 0x000\n')).toMatchObject({
      hypervisor: null,
      implementer: '0x61',
    });
    expect(parseCpuSigns('').hypervisor).toBe(null);
  });
});
