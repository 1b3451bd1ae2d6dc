import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../../../../src/core/command-error.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import type { ProcessRaw } from '../../../../../src/core/probes/raw.ts';
import { createDarwinVmReader } from '../../../../../src/core/probes/vms/darwin-vms.ts';
import { createLinuxVmReader } from '../../../../../src/core/probes/vms/linux-vms.ts';
import type { VmRaw } from '../../../../../src/core/probes/vms/raw-vms.ts';
import { createWindowsVmReader } from '../../../../../src/core/probes/vms/windows-vm-reader.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { row } from './process-rows.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headroom-vms-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}
const given = (vms: readonly VmRaw[]): unknown[] => vms.map(({ given: { memoryBytes, cpuCount } }) => [memoryBytes, cpuCount]);

describe('Linux', () => {
  const linux = (): ReturnType<typeof createLinuxVmReader> => createLinuxVmReader(createKernelFiles(root), new FakeClock());

  test('without a machine nothing is read; with one its command line, once, all of it', () => {
    const reader = linux();
    const others = [row(1, 'init'), row(2, 'limactl hostagent'), row(3, '/usr/bin/qemu-img convert')];
    expect(reader.read(others)).toEqual([]);
    // The process list cuts command lines: what counts stands at the end of this one.
    const args = [
      '/usr/bin/qemu-system-x86_64',
      '-name',
      'guest=a b',
      ...Array.from({ length: 500 }, (_, i) => `-device x${i}`),
      '-m',
      '2G',
    ];
    write('proc/9/cmdline', `${args.join('\0')}\0`);
    const machine = row(9, '/usr/bin/qemu-system-x86_64 -name guest=a b');
    const vms = reader.read([...others, machine]);
    expect(vms).toMatchObject([{ name: 'a b', given: { memoryBytes: 2 * 1024 ** 3, cpuCount: 1 } }]);
    rmSync(join(root, 'proc'), { recursive: true });
    expect(reader.read([...others, { ...machine, cpuMs: 5, rssBytes: 7 }])).toBe(vms);
    expect(reader.latest).toBe(vms);
    expect(reader.read(others)).toEqual([]);
    // Forgotten with its process: the next one of that pid is another.
    expect(reader.read([{ ...machine, startTime: 1 }])).toEqual([]);
  });

  test('a script that becomes the program is read again', () => {
    const reader = linux();
    write('proc/9/cmdline', '/bin/sh\0/usr/bin/kvm\0-m\x001G\0');
    expect(given(reader.read([row(9, '/bin/sh /usr/bin/kvm -m 1G', { name: 'kvm' })]) as VmRaw[])).toEqual([[1024 ** 3, 1]]);
    write('proc/9/cmdline', 'qemu-system-x86_64\0-enable-kvm\0-m\x002G\0');
    expect(reader.read([row(9, 'qemu-system-x86_64 -enable-kvm -m 2G')])).toMatchObject([
      { accelerator: 'kvm', given: { memoryBytes: 2 * 1024 ** 3 } },
    ]);
  });

  test('files of a jail and of a folder are those that the process sees', async () => {
    write('jail/vm.json', '{"machine-config":{"vcpu_count":2,"mem_size_mib":512}}');
    write('proc/9/cmdline', '/firecracker\0--id\0a\0--config-file\0/vm.json\0');
    write('proc/8/cmdline', '/firecracker\0--id\0b\0--config-file\0vm.json\0');
    mkdirSync(join(root, 'proc/8'), { recursive: true });
    symlinkSync('/jail', join(root, 'proc/9/root'));
    symlinkSync('/jail', join(root, 'proc/8/cwd'));
    const vms = await linux().read([row(9, '/firecracker'), row(8, '/firecracker')]);
    expect(given(vms)).toEqual([
      [512 * 1024 ** 2, 2],
      [512 * 1024 ** 2, 2],
    ]);
  });

  test('a file that is not there, is a pipe’s like, or too long, says why; the rest stands', async () => {
    const files = { 7: 'gone.json', 8: 'folder', 9: 'long.json' };
    for (const [pid, file] of Object.entries(files)) {
      write(`proc/${pid}/cmdline`, `/firecracker\0--id\0vm${pid}\0--config-file\0${file}\0`);
      symlinkSync('/', join(root, `proc/${pid}/cwd`));
    }
    mkdirSync(join(root, 'folder'));
    write('long.json', ' '.repeat(1024 ** 2 + 1));
    const vms = await linux().read([7, 8, 9].map((pid) => row(pid, '/firecracker')));
    expect(vms.map(({ name, given: { memoryBytes } }) => [name, memoryBytes])).toEqual([
      ['vm7', expect.objectContaining({ reason: 'not-found', detail: 'gone.json: ENOENT' })],
      [
        'vm8',
        expect.objectContaining({ reason: 'malformed', detail: 'folder: expected a regular file, got a folder, a pipe or a device' }),
      ],
      ['vm9', expect.objectContaining({ reason: 'malformed', detail: 'long.json: expected at most 1048576 bytes, got 1048577' })],
    ]);
  });

  test('the home of a machine’s user, not of Headroom’s', async () => {
    write('etc/passwd', 'root:x:0:0::/root:/bin/sh\nbroken\nana:x:1000:1000:Ana:/home/ana/:/bin/sh\n');
    write('home/ana/.config/VirtualBox/VirtualBox.xml', '<MachineEntry uuid="{u1}" src="/vms/web.vbox"/>');
    write('vms/web.vbox', '<Machine name="web"><Hardware><Memory RAMSize="256"/></Hardware></Machine>');
    write('proc/9/cmdline', 'VBoxHeadless\0--comment\0web\0--startvm\0u1\0');
    const reader = linux();
    const machine = row(9, 'VBoxHeadless', { userId: 1000 });
    expect(given(await reader.read([machine]))).toEqual([[256 * 1024 ** 2, 1]]);
    // All of it was read once.
    rmSync(root, { recursive: true });
    mkdirSync(root);
    expect(reader.read([machine])).toBe(reader.latest);
  });
});

describe('macOS', () => {
  const VZ =
    '/System/Library/Frameworks/Virtualization.framework/Versions/A/XPCServices/com.apple.Virtualization.VirtualMachine.xpc/Contents/MacOS/com.apple.Virtualization.VirtualMachine';
  const vz = (pid: number, fields: Partial<ProcessRaw> = {}): ProcessRaw =>
    row(pid, VZ, { name: 'com.apple.Virtualization.VirtualMachine', userId: 501, ...fields });

  function mac(
    answer: (pids: string, asked: number) => string,
    userId = 501,
  ): { reader: ReturnType<typeof createDarwinVmReader>; asked: string[] } {
    const asked: string[] = [];
    const commands = {
      async run(file: string, args: readonly string[]) {
        const pids = args.at(-1) ?? '';
        asked.push(`${file} ${args.join(' ')}`);
        return answer(pids, asked.length);
      },
    };
    return { reader: createDarwinVmReader({ commands, clock: new FakeClock() }, { userId, home: root }), asked };
  }

  test('lsof is asked once for all, of own machines only', async () => {
    write('.tart/vms/a/config.json', '{"cpuCount":2,"memorySize":1073741824}');
    const { reader, asked } = mac(() => `p9\nn${root}/.tart/vms/a/disk.img\np8\nn/x/.lima/b/diffdisk\n`);
    const processes = [vz(9), vz(8), vz(7, { userId: 502, user: 'bo' })];
    const vms = await reader.read(processes);
    expect(asked).toEqual(['/usr/sbin/lsof -nPw -Fpn -p 9,8']);
    expect(vms.map(({ id, product }) => [id, product])).toEqual([
      ['tart/a', 'tart'],
      ['lima/b', 'lima'],
      ['apple-vz/7-7000', 'apple-vz'],
    ]);
    expect(given(vms)[0]).toEqual([1024 ** 3, 2]);
    expect(vms[1]?.given.memoryBytes).toMatchObject({ reason: 'not-found', detail: '/x/.lima/b/lima.yaml: ENOENT' });
    expect(vms[2]?.evidence.at(-1)).toEqual({ source: 'open files', found: 'lsof: it runs as bo' });
    expect(reader.read(processes)).toBe(vms);
    expect(asked).toHaveLength(1);
  });

  test('where one of them went, each is asked alone', async () => {
    const { reader, asked } = mac((pids) => {
      if (pids.includes('8'))
        throw new CommandError('failed', 'lsof: ended with exit code 1', { file: 'lsof', exitCode: 1, errorLine: '' });
      return 'p9\nn/x/.tart/vms/a/disk.img\n';
    });
    const vms = await reader.read([vz(9), vz(8)]);
    expect(vms.map(({ product }) => product)).toEqual(['tart', 'apple-vz']);
    expect(vms[1]?.evidence.at(-1)).toEqual({ source: 'open files', found: 'lsof: ended with exit code 1' });
    expect(asked).toHaveLength(3);
  });

  test('a machine without a disk yet is looked at again, and not for ever', async () => {
    const late = mac((_, asked) => (asked === 1 ? 'p9\n' : 'p9\nn/x/.tart/vms/a/disk.img\n'));
    expect(await late.reader.read([vz(9)])).toMatchObject([{ product: 'apple-vz' }]);
    expect(await late.reader.read([vz(9)])).toMatchObject([{ product: 'tart', name: 'a' }]);
    const never = mac(() => 'p9\n');
    for (let time = 0; time < 6; time += 1) await never.reader.read([vz(9)]);
    expect(never.asked).toHaveLength(3);
    const settled = never.reader.latest;
    expect(never.reader.read([vz(9)])).toBe(settled);
  });

  test('a second question while the first is under way is answered by it', async () => {
    const { reader, asked } = mac(() => 'p9\nn/x/.tart/vms/a/disk.img\n');
    const [first, second] = await Promise.all([reader.read([vz(9)]), reader.read([vz(9)])]);
    expect(second).toBe(first);
    expect(asked).toHaveLength(1);
    reader.dispose();
    expect(reader.latest).toEqual([]);
    await reader.read([vz(9)]);
    expect(asked).toHaveLength(2);
  });
});

test('Windows: no .wslconfig is what WSL takes by itself', async () => {
  const memory = row(9, 'vmmemWSL', { name: 'vmmemWSL' });
  const [bare] = await createWindowsVmReader(new FakeClock(), `${root}/`).read([memory]);
  expect(bare?.given.memoryBytes).toMatchObject({ reason: 'not-found', detail: expect.stringContaining('half of the memory') });
  write('.wslconfig', '\uFEFF[wsl2]\r\nmemory=4GB\r\n');
  const [configured] = await createWindowsVmReader(new FakeClock(), root).read([memory]);
  expect(configured?.given).toMatchObject({ memoryBytes: 4 * 1024 ** 3, cpuCount: { reason: 'not-found' } });
});
