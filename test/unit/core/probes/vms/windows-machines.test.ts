import { expect, test } from 'vitest';
import { discover, inShort, row } from './process-rows.ts';

const GUID = '4A8C0D6E-3B1F-4A53-9A0B-1C2D3E4F5A6B';
const worker = (pid: number, fields = {}): ReturnType<typeof row> =>
  row(pid, `"C:\\Windows\\System32\\vmwp.exe" ${GUID}`, { name: 'vmwp.exe', ...fields });
const memory = (pid: number, parentPid: number, name = 'vmmem', fields = {}): ReturnType<typeof row> =>
  row(pid, name, { name, parentPid, ...fields });
const inWindows = (processes: ReturnType<typeof row>[], texts = {}): ReturnType<typeof discover> =>
  discover(processes, { platform: 'win32', home: 'C:\\Users\\ana', texts });

test('WSL 2: its memory, its worker, its services, and .wslconfig', () => {
  const service = row(3, 'wslservice.exe', { name: 'wslservice.exe' });
  const texts = { 'C:\\Users\\ana/.wslconfig': '[wsl2]\nmemory=8GB\nprocessors=4\n' };
  const discovery = inWindows([service, worker(10), memory(11, 10, 'vmmemWSL')], texts);
  expect(inShort(discovery)).toEqual([['wsl', 'wsl2', null, 8192, 4]]);
  expect(discovery.vms[0]?.processes.map(({ pid }) => pid)).toEqual([11, 10]);
  expect(discovery.vms[0]?.helpers.map(({ pid }) => pid)).toEqual([3]);
});

test('WSL 2 before 2022 calls its memory "vmmem"', () => {
  expect(inShort(inWindows([row(3, 'wslhost.exe', { name: 'wslhost.exe' }), memory(11, 10)], {}))).toEqual([
    ['wsl', 'wsl2', null, 'not-found', 'not-found'],
  ]);
});

test('machines of Hyper-V by the number of their worker; by time where parents are not told', () => {
  const paired = inWindows([worker(10), memory(11, 10)]);
  expect(inShort(paired)).toEqual([
    [`hyper-v/${GUID.toLowerCase()}`, 'hyperv', GUID.toLowerCase(), 'permission-denied', 'permission-denied'],
  ]);
  const byTime = inWindows([
    worker(10, { startTime: 50_000 }),
    worker(12, { startTime: 90_000, command: 'vmwp.exe' }),
    memory(11, 0, 'vmmem', { startTime: 51_000 }),
  ]);
  expect(byTime.vms.map(({ id, processes }) => [id, processes.map(({ pid }) => pid)])).toEqual([
    [`hyper-v/${GUID.toLowerCase()}`, [11, 10]],
    ['hyper-v/12-90000', [12]],
  ]);
});

test('a sandbox is one, the template of containers is none', () => {
  expect(inShort(inWindows([memory(11, 0, 'vmmemWindowsSandbox'), memory(13, 0, 'vmmemCmZygote')]))).toEqual([
    ['windows-sandbox', 'hyperv', null, 'permission-denied', 'permission-denied'],
  ]);
});

test('VirtualBox and VMware with paths of Windows', () => {
  const box = row(20, '"C:\\Program Files\\Oracle\\VirtualBox\\VBoxHeadless.exe" --comment web --startvm u-1', {
    name: 'VBoxHeadless.exe',
  });
  const path = 'D:\\My VMs\\web\\web.vmx';
  const vmx = row(21, `"C:\\Program Files (x86)\\VMware\\vmware-vmx.exe" -s vmx.stdio.keep=TRUE "${path}"`, { name: 'vmware-vmx.exe' });
  const texts = {
    'C:\\Users\\ana/.VirtualBox/VirtualBox.xml': '<MachineEntry uuid="{u-1}" src="C:\\Users\\ana\\VirtualBox VMs\\web\\web.vbox"/>',
    'C:\\Users\\ana\\VirtualBox VMs\\web\\web.vbox': '<Hardware><CPU count="2"/><Memory RAMSize="1024"/></Hardware>',
    [path]: 'memsize = "2048"\r\nnumvcpus = "4"\r\n',
  };
  expect(inShort(inWindows([box, vmx], texts))).toEqual([
    ['virtualbox/u-1', 'virtualbox', 'web', 1024, 2],
    [expect.stringMatching(/^vmware\//), 'vmware', 'web', 2048, 4],
  ]);
});
