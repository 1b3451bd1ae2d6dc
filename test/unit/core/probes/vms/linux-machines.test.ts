import { describe, expect, test } from 'vitest';
import { vmProgramOf } from '../../../../../src/core/probes/vms/vm-program.ts';
import { discover, inShort, row } from './process-rows.ts';

// Command lines in the forms that the tools really use, with names and numbers of our own.

const LIBVIRT = [
  '/usr/bin/qemu-system-x86_64',
  '-name',
  'guest=web-1,debug-threads=on',
  '-S',
  '-object',
  '{"qom-type":"secret","id":"masterKey0","format":"raw","file":"/var/lib/libvirt/qemu/domain-3-web-1/master-key.aes"}',
  '-machine',
  'pc-q35-9.0,usb=off,smm=on,dump-guest-core=off,memory-backend=pc.ram,hpet=off,acpi=on',
  '-accel',
  'kvm',
  '-cpu',
  'host,migratable=on',
  '-m',
  'size=4194304k,slots=16,maxmem=16777216k',
  '-object',
  '{"qom-type":"memory-backend-memfd","id":"pc.ram","share":true,"x-use-canonical-path-for-ramblock-id":false,"size":4294967296}',
  '-overcommit',
  'mem-lock=off',
  '-smp',
  '4,sockets=1,dies=1,cores=2,threads=2',
  '-uuid',
  '6f1c2e2e-6d0a-4b8e-9d57-0c7e1a2b3c4d',
  '-blockdev',
  '{"driver":"file","filename":"/var/lib/libvirt/images/web-1.qcow2","node-name":"libvirt-1-storage"}',
];

describe('QEMU below its products', () => {
  test('libvirt: name, size in KiB, processors, KVM', () => {
    const discovery = discover([row(30, LIBVIRT)], { args: { 30: LIBVIRT } });
    expect(inShort(discovery)).toEqual([['libvirt/web-1', 'kvm', 'web-1', 4096, 4]]);
    expect(discovery.wantedFiles).toEqual([]);
  });

  test('a name changed by `process=` does not hide it', () => {
    const command = '/usr/bin/qemu-system-x86_64 -name fedora,process=fedora -m 8G -smp cores=4,threads=1,sockets=1 -enable-kvm';
    expect(inShort(discover([row(31, command, { name: 'fedora' })]))).toEqual([['qemu/fedora', 'kvm', 'fedora', 8192, 4]]);
  });

  test.each([
    [
      'multipass',
      '/snap/multipass/3387/usr/bin/qemu-system-x86_64 --enable-kvm -device virtio-scsi-pci,id=scsi0 -drive ' +
        'file=/var/snap/multipass/common/data/multipassd/vault/instances/relay/ubuntu-18.04.img,if=none,format=qcow2,id=hda -smp 2 -m 4096M -qmp stdio',
      ['multipass/relay', 'kvm', 'relay', 4096, 2],
    ],
    [
      'podman machine',
      '/usr/bin/qemu-system-x86_64 -accel kvm -cpu host -M memory-backend=mem -m 2048 -smp 4 -fw_cfg name=opt/com.coreos/config,file=/home/ana/x.ign ' +
        '-qmp unix:/run/user/1000/podman/qmp_podman-machine-default.sock,server=on,wait=off -object memory-backend-memfd,id=mem,size=2048M,share=on',
      ['podman-machine/podman-machine-default', 'kvm', 'podman-machine-default', 2048, 4],
    ],
    [
      'Lima, its default',
      'qemu-system-x86_64 -m 4096 -cpu host -machine q35,accel=kvm -smp 4,sockets=1,cores=4,threads=1 ' +
        '-drive file=/home/ana/.lima/default/diffdisk,if=virtio -name lima-default',
      ['lima/default', 'kvm', null, 4096, 4],
    ],
    [
      'Colima',
      'qemu-system-aarch64 -m 2048 -machine virt,accel=tcg -smp 2 -drive file=/home/ana/.colima/_lima/colima-ci/diffdisk -name lima-colima-ci',
      ['colima/colima-ci', 'qemu', 'colima-ci', 2048, 2],
    ],
    [
      'Proxmox',
      '/usr/bin/kvm -id 100 -name mail,debug-threads=on -no-shutdown -chardev socket,id=qmp,path=/var/run/qemu-server/100.qmp,server=on ' +
        '-smbios type=1,uuid=1 -smp 2,sockets=1,cores=2,maxcpus=2 -m 1536 -machine type=pc',
      ['proxmox/100', 'kvm', 'mail', 1536, 2],
    ],
    [
      'KubeVirt',
      '/usr/libexec/qemu-kvm -name guest=prod_web,debug-threads=on -S -object {"qom-type":"secret","file":"/var/run/kubevirt-private/libvirt/qemu/lib/domain-1-prod_web/k.aes"} ' +
        '-machine pc-q35-rhel9.2.0,usb=off,memory-backend=pc.ram -accel kvm -m 11445 -smp 8,sockets=1,dies=1,cores=8,threads=1',
      ['kubevirt/prod_web', 'kvm', 'prod_web', 11445, 8],
    ],
    [
      'Kata',
      '/opt/kata/bin/qemu-system-x86_64 -name sandbox-4771496ec1508dd345556a2bd4765de6 -uuid a -machine q35,accel=kvm ' +
        '-qmp unix:/run/vc/vm/4771496ec1/qmp.sock -m 2048M,slots=10,maxmem=64G -smp 1,cores=1,threads=1,sockets=4,maxcpus=4',
      ['kata/sandbox-4771496ec1508dd345556a2bd4765de6', 'kvm', 'sandbox-4771496ec1508dd345556a2bd4765de6', 2048, 1],
    ],
    [
      'Docker Desktop',
      '/usr/bin/qemu-system-x86_64 -accel kvm -cpu host -machine q35 -m 3956 -smp 8 -kernel /opt/docker-desktop/linuxkit/kernel',
      ['docker-desktop', 'kvm', null, 3956, 8],
    ],
    [
      'Xen device model',
      '/usr/lib/xen/bin/qemu-system-i386 -xen-domid 7 -no-shutdown -name win10 -machine xenfv,max-ram-below-4g=1 -m 4088 -smp 2,maxcpus=2',
      ['qemu/win10', 'xen', 'win10', 4088, 2],
    ],
    [
      'Android',
      '/home/ana/Android/Sdk/emulator/qemu/linux-x86_64/qemu-system-x86_64-headless -avd Pixel_5 -memory 2048 -cores 4',
      ['android-emulator/Pixel_5', 'qemu', 'Pixel_5', 2048, 4],
    ],
    ['nothing said', 'qemu-system-riscv64 disk.img', ['qemu/36-36000', 'qemu', null, 128, 1]],
  ])('%s', (_, command, expected) => {
    expect(inShort(discover([row(36, command)]))).toEqual([expected]);
  });

  test('Incus keeps the sizes in a file', () => {
    const command =
      '/opt/incus/bin/qemu-system-x86_64 -S -name c1 -uuid 1-2 -daemonize -cpu host -nographic -readconfig /run/incus/c1/qemu.conf -pidfile /run/incus/c1/qemu.pid';
    const before = discover([row(37, command)]);
    expect(inShort(before)).toEqual([['incus/c1', 'qemu', 'c1', 'not-found', 'not-found']]);
    expect(before.wantedFiles.map(({ file }) => [file.path, file.seenFrom])).toEqual([['/run/incus/c1/qemu.conf', 'process']]);
    const texts = {
      '/run/incus/c1/qemu.conf': '[machine]\ntype = "q35"\naccel = "kvm"\n[memory]\nsize = "1024M"\n[smp-opts]\ncpus = "3"\n',
    };
    expect(inShort(discover([row(37, command)], { texts }))).toEqual([['incus/c1', 'qemu', 'c1', 1024, 3]]);
  });

  test('huge pages are said, because resident memory does not count them', () => {
    const huge = 'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/hugepages,share=on';
    expect(discover([row(38, huge), row(39, 'qemu-system-x86_64 -m 1G')]).vms.map(({ hugePages }) => hugePages)).toEqual([true, false]);
  });
});

describe('small hypervisors', () => {
  test('Firecracker from its jailer: the id, and the sizes of its file', () => {
    const command = '/firecracker --id=vm-0017aa --start-time-us=1 --start-time-cpu-us=2 --config-file=vm.json';
    const texts = { 'vm.json': '{"machine-config":{"vcpu_count":2,"mem_size_mib":1024,"smt":false}}' };
    expect(inShort(discover([row(40, command)], { texts }))).toEqual([['firecracker/vm-0017aa', 'firecracker', 'vm-0017aa', 1024, 2]]);
    expect(inShort(discover([row(41, 'firecracker --api-sock /tmp/a.socket --id anonymous-instance')]))).toEqual([
      ['firecracker/41-41000', 'firecracker', null, 'not-found', 'not-found'],
    ]);
  });

  test.each([
    [
      'cloud-hypervisor --kernel vmlinux --cpus boot=4,max=8 --memory size=1024M,hugepages=on --api-socket /run/ch/a.sock',
      ['kvm', 1024, 4],
    ],
    [
      'cloud-hypervisor --kernel vmlinux --memory size=0 --memory-zone id=a,size=1G --memory-zone id=b,size=512M --cpus 2',
      ['kvm', 1536, 2],
    ],
    ['cloud-hypervisor --api-socket path=/run/ch.sock', ['kvm', 'not-found', 'not-found']],
    ['/usr/bin/crosvm run --cpus num-cores=4 --mem size=2048 --socket /run/crosvm.sock', ['kvm', 2048, 4]],
    ['crosvm run -c 2 -m 512 vmlinux', ['kvm', 512, 2]],
    ['lkvm run -m 320 -c 3 --name web -k bzImage', ['kvm', 320, 3]],
    ['bhyve -c cpus=2,sockets=1 -m 4G -s 0,hostbridge web', ['bhyve', 4096, 2]],
  ])('%s', (command, expected) => {
    const [[, type, , memory, cpus] = []] = inShort(discover([row(42, command)])) as unknown[][];
    expect([type, memory, cpus]).toEqual(expected);
  });
});

describe('of the desktop', () => {
  const uuid = 'cb568998-d8b4-40d4-a6e7-c92aea5aee3d';
  const folder = '/home/ana/.config/VirtualBox';
  const registry = `<VirtualBox><Global><MachineRegistry><MachineEntry uuid="{00000000-0000-0000-0000-000000000000}" src="/x/other.vbox"/>
    <MachineEntry uuid="{${uuid}}" src="/home/ana/VirtualBox VMs/R&amp;D/R&amp;D.vbox"/></MachineRegistry></Global></VirtualBox>`;
  const vbox = `<VirtualBox><Machine uuid="{${uuid}}" name="R&amp;D">
    <Snapshot uuid="{1}" name="old"><Hardware><CPU count="8"><PAE enabled="true"/></CPU><Memory RAMSize="9999"/></Hardware><Snapshots><Snapshot name="b"></Snapshot></Snapshots></Snapshot>
    <Hardware><CPU count="2"><PAE enabled="true"/></CPU><Memory RAMSize="3072"/></Hardware></Machine></VirtualBox>`;

  test('VirtualBox: the registry leads to the file; snapshots are not what it is now', () => {
    const process = row(50, `/usr/lib/virtualbox/VBoxHeadless --comment R&D --startvm ${uuid} --vrde config`);
    const texts = { [`${folder}/VirtualBox.xml`]: registry, '/home/ana/VirtualBox VMs/R&D/R&D.vbox': vbox };
    expect(inShort(discover([process], { texts }))).toEqual([[`virtualbox/${uuid}`, 'virtualbox', 'R&D', 3072, 2]]);
    expect(inShort(discover([process], { texts: { [`${folder}/VirtualBox.xml`]: '<VirtualBox/>' } }))).toEqual([
      [`virtualbox/${uuid}`, 'virtualbox', 'R&D', 'not-found', 'not-found'],
    ]);
    expect(discover([process], { home: null }).vms[0]?.given.memoryBytes).toMatchObject({
      detail: 'the home folder of its user is not known',
    });
    expect(discover([row(51, '/usr/lib/virtualbox/VirtualBoxVM')]).vms).toEqual([]);
  });

  test('VMware: the .vmx is the last argument, whatever its path', () => {
    const path = '/vms/Windows 10/Windows 10.vmx';
    const args = [
      '/usr/lib/vmware/bin/vmware-vmx',
      '-s',
      'vmx.stdio.keep=TRUE',
      '-#',
      'product=1;name=VMware Workstation;version=16',
      '-@',
      'duplex=3;msgs=ui',
      path,
    ];
    const texts = { [path]: '.encoding = "UTF-8"\ndisplayName = "Windows"\nmemsize = "4096"\nnumvcpus = "2"\n' };
    const exact = discover([row(52, args)], { args: { 52: args }, texts });
    expect(inShort(exact)).toEqual([
      [expect.stringMatching(/^vmware\/-vms-Windows-10-Windows-10\.vmx-[0-9a-f]{8}$/), 'vmware', 'Windows', 4096, 2],
    ]);
    // As `ps` of macOS joins it.
    expect(inShort(discover([row(52, args)], { platform: 'darwin', texts }))).toEqual(inShort(exact));
  });
});

test('what is no machine', () => {
  const others = [
    'qemu-x86_64 /bin/true',
    '/usr/bin/qemu-img convert a b',
    'qemu-nbd -c /dev/nbd0 disk',
    '/usr/bin/qemu-ga --method=virtio-serial',
    'qemu-storage-daemon --blockdev x',
    'qemu-bridge-helper --br=br0',
    'grep qemu-system-x86_64',
    'vim /src/qemu-system-x86_64.c',
    'kvm --help',
    'jailer --id a --exec-file /usr/bin/firecracker',
    'virtlogd',
    'limactl list',
    '/usr/bin/VBoxSVC --auto-shutdown',
    'tart list',
  ].map((command, place) => row(60 + place, command));
  expect(others.map(vmProgramOf).map((program) => program === 'owner' || program === null)).not.toContain(false);
  const idle = row(90, 'qemu-system-x86_64 -S -no-user-config -nodefaults -nographic -machine none,accel=kvm:tcg -qmp unix:/x -daemonize');
  const asked = row(91, 'qemu-system-x86_64 --version');
  const dead = row(92, 'qemu-system-x86_64 -m 1G', { state: 'zombie' });
  const thread = row(93, 'kvm', { kernelThread: true });
  expect(discover([...others, idle, asked, dead, thread]).vms).toEqual([]);
});
