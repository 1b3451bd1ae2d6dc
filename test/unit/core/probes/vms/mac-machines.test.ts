import { describe, expect, test } from 'vitest';
import { executableName } from '../../../../../src/core/probes/portable/executable-name.ts';
import type { ProcessRaw } from '../../../../../src/core/probes/raw.ts';
import { parseLsof } from '../../../../../src/core/probes/vms/lsof.ts';
import { discover, inShort, row } from './process-rows.ts';

const VZ =
  '/System/Library/Frameworks/Virtualization.framework/Versions/A/XPCServices/com.apple.Virtualization.VirtualMachine.xpc/Contents/MacOS/com.apple.Virtualization.VirtualMachine';

/** As the macOS process list has it: a name of 16 characters that is completed from the command. */
function mac(pid: number, command: string, shortName: string, fields: Partial<ProcessRaw> = {}): ProcessRaw {
  return row(pid, command, { name: executableName(shortName.slice(0, 16), command), parentPid: 1, userId: 501, ...fields });
}
const vz = (pid: number, startTime = pid * 100_000): ProcessRaw => mac(pid, VZ, 'com.apple.Virtualization.VirtualMachine', { startTime });
const inMac = (processes: readonly ProcessRaw[], world: Parameters<typeof discover>[1] = {}): ReturnType<typeof discover> =>
  discover(processes, { platform: 'darwin', home: '/Users/ana', ...world });

const HOME = '/Users/ana';
const DOCKER_VIRTUALIZATION =
  '/Applications/Docker.app/Contents/MacOS/com.docker.virtualization --kernel /Applications/Docker.app/Contents/Resources/linuxkit/kernel ' +
  '--cmdline init=/init loglevel=1 root=/dev/vdb rootfstype=erofs ro vsyscall=emulate panic=0 eth0.dhcp -- --boot /x/boot.img ' +
  `--disk ${HOME}/Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw --networkType gvisor --cpus 10 --memoryMiB 8092 --watchdog --virtiofs /Users`;
const VFKIT =
  `/opt/podman/bin/vfkit --cpus 6 --memory 2048 --bootloader efi,variable-store=${HOME}/.local/share/containers/podman/machine/applehv/efi-bl-podman-machine-default,create ` +
  `--device virtio-blk,path=${HOME}/.local/share/containers/podman/machine/applehv/podman-machine-default-arm64.raw --device virtio-rng`;

describe('the Virtualization framework', () => {
  test('Docker Desktop: first, whatever else is shared; its supervisor says the size', () => {
    const openFiles = {
      7: [`${HOME}/.lima/default/diffdisk`, `${HOME}/Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw`],
    };
    const supervisor = mac(6, DOCKER_VIRTUALIZATION, 'com.docker.virtualization');
    const backend = mac(5, '/Applications/Docker.app/Contents/MacOS/com.docker.backend run', 'com.docker.backend');
    const discovery = inMac([backend, supervisor, vz(7)], { openFiles });
    expect(inShort(discovery)).toEqual([['docker-desktop', 'apple-vz', null, 8092, 10]]);
    expect(discovery.vms[0]?.helpers.map(({ pid }) => pid)).toEqual([5, 6]);
  });

  test('Docker Desktop with its own hypervisor is the program itself', () => {
    expect(inShort(inMac([mac(6, DOCKER_VIRTUALIZATION, 'com.docker.virtualization')]))).toEqual([
      ['docker-desktop', 'vm-other', null, 8092, 10],
    ]);
  });

  test('a Podman machine: the name from the disk, the size from vfkit', () => {
    const openFiles = {
      9: [
        `${HOME}/.local/share/containers/podman/machine/applehv/efi-bl-podman-machine-default`,
        `${HOME}/.local/share/containers/podman/machine/applehv/podman-machine-default-arm64.raw`,
      ],
    };
    const proxy = mac(
      4,
      '/opt/podman/bin/gvproxy -mtu 1500 -listen-vfkit unixgram:///var/x/T/podman/podman-machine-default-gvproxy.sock',
      'gvproxy',
    );
    const discovery = inMac([mac(8, VFKIT, 'vfkit'), vz(9), proxy], { openFiles });
    expect(inShort(discovery)).toEqual([['podman-machine/podman-machine-default', 'apple-vz', 'podman-machine-default', 2048, 6]]);
    expect(discovery.vms[0]?.helpers.map(({ pid }) => pid)).toEqual([8, 4]);
  });

  test('krunkit holds its guest itself', () => {
    const command = VFKIT.replace('bin/vfkit', 'bin/krunkit')
      .replaceAll('applehv', 'libkrun')
      .replace('podman-machine-default-arm64', 'my-machine3-arm64');
    expect(inShort(inMac([mac(8, command, 'krunkit')]))).toEqual([['podman-machine/my-machine3', 'vm-other', 'my-machine3', 2048, 6]]);
  });

  test.each([
    [
      'tart',
      `${HOME}/.tart/vms/sequoia base`,
      'disk.img',
      'config.json',
      '{"version":1,"cpuCount":4,"memorySize":8589934592}',
      'sequoia base',
      8192,
    ],
    ['lume', `${HOME}/.lume/mac`, 'disk.img', 'config.json', '{"cpuCount":4,"memorySize":4294967296}', 'mac', 4096],
    ['lima', `${HOME}/.lima/k3s`, 'diffdisk', 'lima.yaml', 'vmType: vz\ncpus: 4 # cores\nmemory: "4GiB"\n', 'k3s', 4096],
    ['colima', `${HOME}/.colima/_lima/colima`, 'diffdisk', 'lima.yaml', 'cpus: 4\nmemory: 2147483648\n', 'colima', 2048],
    [
      'rancher-desktop',
      `${HOME}/Library/Application Support/rancher-desktop/lima/0`,
      'diffdisk',
      'lima.yaml',
      "cpus: 4\nmemory: '6GiB'\n",
      null,
      6144,
    ],
    [
      'apple-container',
      `${HOME}/Library/Application Support/com.apple.container/containers/web`,
      'rootfs.ext4',
      'config.json',
      '{"id":"web","resources":{"cpuOverhead":1,"cpus":4,"memoryInBytes":1073741824}}',
      'web',
      1024,
    ],
  ])('%s says its size in a file', (product, folder, disk, config, text, name, memory) => {
    const openFiles = { 9: [`${HOME}/notes.txt`, `${folder}/${disk}`] };
    const unread = inMac([vz(9)], { openFiles });
    expect(unread.wantedFiles.map(({ file }) => file.path)).toEqual([`${folder}/${config}`]);
    const discovery = inMac([vz(9)], { openFiles, texts: { [`${folder}/${config}`]: text } });
    expect(inShort(discovery)).toEqual([[expect.stringMatching(new RegExp(`^${product}/`)), 'apple-vz', name, memory, 4]]);
  });

  test('UTM: the name, and why the size is not read', () => {
    const openFiles = { 9: [`${HOME}/Library/Containers/com.utmapp.UTM/Data/Documents/Debian 12.utm/Data/disk.img`] };
    expect(inShort(inMac([vz(9)], { openFiles }))).toEqual([
      [expect.stringMatching(/^utm\/Debian-12-/), 'apple-vz', 'Debian 12', 'not-supported', 'not-supported'],
    ]);
  });

  test('nobody’s: a machine all the same, and worth a second look', () => {
    const discovery = inMac([vz(9)], { openFiles: { 9: [`${HOME}/VMs/mine/disk.img`] } });
    expect(inShort(discovery)).toEqual([['apple-vz/9-900000', 'apple-vz', null, 'not-found', 'not-found']]);
    expect(discovery.found[0]?.unsettled).toBe(true);
  });

  test('without the open files: the one supervisor of the same moment, never one of two', () => {
    const lima = mac(
      3,
      `/opt/homebrew/bin/limactl hostagent --pidfile ${HOME}/.lima/ci/ha.pid --socket ${HOME}/.lima/ci/ha.sock ci`,
      'limactl',
      {
        startTime: 899_000,
      },
    );
    expect(inShort(inMac([lima, vz(9)]))).toMatchObject([['lima/ci', 'apple-vz', 'ci', 'not-found', 'not-found']]);
    const tart = mac(2, '/opt/homebrew/bin/tart run sonoma', 'tart', { startTime: 900_500 });
    expect(inShort(inMac([tart, vz(9)]))).toMatchObject([['tart/sonoma', 'apple-vz', 'sonoma', 'not-found', 'not-found']]);
    expect(inShort(inMac([tart, lima, vz(9)]))).toMatchObject([['apple-vz/9-900000', 'apple-vz', null, 'not-found', 'not-found']]);
    expect(inShort(inMac([{ ...tart, startTime: 1 }, vz(9)]))).toMatchObject([
      ['apple-vz/9-900000', 'apple-vz', null, 'not-found', 'not-found'],
    ]);
  });
});

describe('others on a Mac', () => {
  test('UTM with QEMU', () => {
    const command =
      '/Applications/UTM.app/Contents/XPCServices/QEMUHelper.xpc/Contents/MacOS/QEMULauncher.app/Contents/MacOS/QEMULauncher ' +
      '/Applications/UTM.app/Contents/Frameworks/qemu-aarch64-softmmu.framework/Versions/A/qemu-aarch64-softmmu -L /Applications/UTM.app/Contents/Resources/qemu -S ' +
      '-cpu host -smp cpus=6,sockets=1,cores=6,threads=1 -machine virt -accel hvf ' +
      `-drive if=pflash,unit=1,file=${HOME}/Library/Containers/com.utmapp.UTM/Data/Documents/My Linux.utm/Data/efi_vars.fd -m 10240 -name My Linux -uuid 8169C503-2646-4317-BE65-7F931B70884F`;
    expect(inShort(inMac([mac(20, command, 'QEMULauncher')]))).toEqual([
      [expect.stringMatching(/^utm\/My-Linux-/), 'qemu', 'My Linux', 10240, 6],
    ]);
  });

  test('Multipass, below a folder with a blank', () => {
    const command =
      '/Library/Application Support/com.canonical.multipass/bin/qemu-system-aarch64 -machine virt,gic-version=3 -accel hvf -cpu host ' +
      '-drive file=/var/root/Library/Application Support/multipassd/qemu/vault/instances/docker1/ubuntu.img,if=none,format=qcow2,id=hda -smp 2 -m 4096M -qmp stdio';
    const discovery = inMac([mac(21, command, 'qemu-system-aarch64')]);
    expect(inShort(discovery)).toEqual([['multipass/docker1', 'qemu', 'docker1', 4096, 2]]);
    expect(discovery.vms[0]?.accelerator).toBe('hvf');
  });

  test('OrbStack’s helper is its machine; its other processes are not', () => {
    const path = '/Applications/OrbStack.app/Contents/Frameworks/OrbStack Helper.app/Contents/MacOS/OrbStack Helper';
    const texts = { [`${HOME}/.orbstack/vmconfig.json`]: '{"cpu": 4, "memory_mib": 6144}' };
    const processes = [mac(22, `${path} vmgr -build-id 1234 -handoff`, 'OrbStack Helper'), mac(23, `${path} ssh-proxy`, 'OrbStack Helper')];
    expect(inShort(inMac(processes, { texts }))).toEqual([['orbstack', 'apple-vz', null, 6144, 4]]);
  });

  test('HyperKit of Docker Desktop', () => {
    const command =
      'com.docker.hyperkit -A -u -F vms/0/hyperkit.pid -c 12 -m 16384M -s 0:0,hostbridge -U 838c36b8-c656-4d11-b047-ed50463f9faa';
    expect(inShort(inMac([mac(24, command, 'com.docker.hyperkit')]))).toEqual([['docker-desktop', 'bhyve', null, 16384, 12]]);
  });

  test('Parallels', () => {
    const command =
      '/Applications/Parallels Desktop.app/Contents/MacOS/Parallels VM.app/Contents/MacOS/prl_vm_app --openvm /Users/ana/Parallels/Windows 11.pvm';
    const [machine] = inMac([mac(25, command, 'prl_vm_app')]).vms;
    expect(machine).toMatchObject({ type: 'parallels', name: 'Windows 11', given: { memoryBytes: { reason: 'not-supported' } } });
  });
});

test('lsof: paths by process; sockets, cut and foreign lines are left out', () => {
  const text = 'n/before any process\np10\nf3\nn/a b\nf4\nn->0x12\nnTCP *:80\npx\nn/still 10\np11\n\0\n';
  expect([...parseLsof(text)]).toEqual([
    [10, ['/a b', '/still 10']],
    [11, []],
  ]);
  expect(parseLsof(`p1\n${'n/x\n'.repeat(5000)}`).get(1)).toHaveLength(2000);
});
