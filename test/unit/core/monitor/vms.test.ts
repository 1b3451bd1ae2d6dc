import { describe, expect, test } from 'vitest';
import { snapshot } from '../../../../src/shared/model/snapshot.ts';
import { vms as vmsSchema } from '../../../../src/shared/model/vm.ts';
import { assignOwners } from '../../../../src/core/monitor/owner-claim.ts';
import { createAppClaim } from '../../../../src/core/monitor/app-claims.ts';
import { deriveVms } from '../../../../src/core/monitor/derive/vms.ts';
import { vmClaims } from '../../../../src/core/monitor/vm-claims.ts';
import { discover, row } from '../probes/vms/process-rows.ts';

const QEMU =
  '/usr/bin/qemu-system-x86_64 -name guest=web-1,debug-threads=on -accel kvm -m 2G -smp 4 ' +
  '-chardev socket,id=c,path=/var/lib/libvirt/qemu/domain-3-web-1/monitor.sock';
const machine = row(10, QEMU, { rssBytes: 1_000_000 });
const helpers = [
  row(11, '/usr/libexec/virtiofsd --fd=31 --log /var/lib/libvirt/qemu/domain-3-web-1/fs0.log', { rssBytes: 300 }),
  row(12, 'swtpm socket --ctrl type=unixio,path=/run/libvirt/qemu/swtpm/3-web-1-swtpm.sock', { rssBytes: 20 }),
  row(13, 'vhost-10', { kernelThread: true, parentPid: 2 }),
  row(14, '/bin/sh /etc/hook', { name: 'sh', parentPid: 10, rssBytes: 1 }),
  row(15, 'sleep 9', { parentPid: 14, rssBytes: 1 }),
];
const others = [
  row(20, '/usr/libexec/virtiofsd --fd=3 --log /var/lib/libvirt/qemu/domain-4-web-11/fs0.log'),
  row(21, 'vhost-77', { kernelThread: true }),
  row(22, 'less /var/lib/libvirt/qemu/domain-3-web-1/monitor.sock'),
  row(23, 'loop', { parentPid: 24 }),
  row(24, 'loop', { parentPid: 23 }),
];
const all = [...others, machine, ...helpers];

describe('helpers', () => {
  test('those that name it, its threads of the kernel, its children and theirs; nobody else', () => {
    const { vms } = discover(all);
    expect(vms.map(({ id, helpers: list }) => [id, list.map(({ pid }) => pid)])).toEqual([['libvirt/web-1', [11, 12, 13, 14, 15]]]);
  });

  test('the longer of two names that are in each other', () => {
    const qemu = (pid: number, name: string): ReturnType<typeof row> => row(pid, `qemu-system-x86_64 -name ${name} -m 1G`);
    const tpm = row(40, 'swtpm socket --ctrl type=unixio,path=/run/libvirt/qemu/swtpm/3-my-web-1-swtpm.sock');
    const { vms } = discover([qemu(38, 'web'), qemu(39, 'my-web-1'), tpm]);
    expect(vms.map(({ name, helpers: list }) => [name, list.length])).toEqual([
      ['web', 0],
      ['my-web-1', 1],
    ]);
  });

  test('a product’s service works for its one machine, and for none of two', () => {
    const instance = (pid: number, name: string): ReturnType<typeof row> =>
      row(pid, `qemu-system-x86_64 -drive file=/var/snap/multipass/common/data/multipassd/vault/instances/${name}/a.img -smp 1 -m 1G`, {
        parentPid: 5,
      });
    const service = row(5, '/snap/multipass/1/bin/multipassd --verbosity debug');
    const helperPids = (...list: ReturnType<typeof row>[]): number[][] => discover(list).vms.map((vm) => vm.helpers.map(({ pid }) => pid));
    expect(helperPids(service, instance(6, 'a'))).toEqual([[5]]);
    expect(helperPids(service, instance(6, 'a'), instance(7, 'b'))).toEqual([[], []]);
  });
});

test('two machines of one name have two ids: by who runs them, else by their process', () => {
  const ids = (...users: string[]): string[] =>
    discover(users.map((user, place) => row(30 + place, 'qemu-system-x86_64 -name web', { user }))).vms.map(({ id }) => id);
  expect(ids('ana')).toEqual(['qemu/web']);
  expect(ids('ana', 'bo')).toEqual(['qemu/web@ana', 'qemu/web@bo']);
  expect(ids('ana', 'ana')).toEqual(['qemu/web~30-30000', 'qemu/web~31-31000']);
});

describe('claims', () => {
  const { vms } = discover(all);

  test('a machine owns its processes and its helpers, and has its limits', () => {
    const owners = assignOwners(all, [vmClaims(vms), createAppClaim('linux', all)]);
    const claimed = [...owners].filter(([, { kind }]) => kind === 'vm').map(([pid]) => pid);
    expect(claimed).toEqual([10, 11, 12, 13, 14, 15]);
    expect(owners.get(12)).toEqual({
      id: 'vm:libvirt/web-1',
      kind: 'vm',
      name: 'web-1',
      detail: 'libvirt',
      cpuLimitCores: 4,
      memoryLimitBytes: 2 * 1024 ** 3,
    });
    expect(owners.get(10)).toBe(owners.get(12));
  });

  test('another process of that pid is not claimed', () => {
    expect(vmClaims(vms)({ ...machine, startTime: 1 })).toBeNull();
    expect(vmClaims([])(machine)).toBeNull();
  });

  test('a machine without a name is called as its product; a name that says no more has no detail', () => {
    const [unnamed] = discover([row(9, 'qemu-system-x86_64')]).vms;
    const [colima] = discover([row(9, 'qemu-system-x86_64 -name lima-colima')]).vms;
    const claims = [unnamed, colima].map((vm) => vmClaims(vm === undefined ? [] : [vm])(row(9, 'x')));
    expect(claims.map((claim) => [claim?.name, claim?.detail])).toEqual([
      ['QEMU', ''],
      ['colima', ''],
    ]);
  });
});

describe('what is shown', () => {
  const rows = all.map((raw) => ({ ...raw, cpuCores: raw.pid === 10 ? 1.5 : raw.kernelThread ? 0.25 : null }));

  test('what it holds, apart from its helpers; readings against what it was given', () => {
    const { part, readings } = deriveVms(discover(all).vms, rows, 1_700_000_000_000);
    expect(vmsSchema.parse(part)).toEqual(part);
    expect(part.list).toMatchObject([
      {
        id: 'vm:libvirt/web-1',
        productName: 'libvirt',
        given: { memoryBytes: 2 * 1024 ** 3, cpuCount: 4 },
        holds: { rssBytes: 1_000_000, cpuCores: 1.5, hugePages: false },
        helpers: { rssBytes: 322, cpuCores: 0.25 },
        guest: { memoryUsedBytes: null, cpuCores: null },
        absent: [{ part: 'guest.memoryUsedBytes' }, { part: 'guest.cpuCores' }],
      },
    ]);
    expect(readings.map(({ resource, used, limit, limitSource }) => [resource, used, limit, limitSource])).toEqual([
      ['memory', 1_000_000, 2 * 1024 ** 3, 'vm'],
      ['cpu', 1.5, 4, 'vm'],
    ]);
    expect(snapshot.unwrap().shape.readings.parse(readings)).toEqual(readings);
  });

  test('what is not known is absent: never 0, and no limit made up', () => {
    const vms = discover([row(9, 'firecracker --api-sock /a')]).vms;
    const { part, readings } = deriveVms(vms, [{ pid: 9, startTime: 9000, rssBytes: 5, cpuCores: null }], 1);
    expect(part.list[0]).toMatchObject({ given: { memoryBytes: null, cpuCount: null }, holds: { rssBytes: 5, cpuCores: null } });
    expect(part.list[0]?.absent.map(({ part: path }) => path)).toEqual([
      'given.memoryBytes',
      'given.cpuCount',
      'guest.memoryUsedBytes',
      'guest.cpuCores',
    ]);
    expect(readings).toEqual([expect.objectContaining({ resource: 'memory', used: 5, limit: null, limitSource: 'unknown' })]);
  });

  test('resident memory says nothing of a machine in huge pages', () => {
    const vms = discover([row(9, 'qemu-system-x86_64 -m 1G -mem-path /dev/hugepages')]).vms;
    const { readings } = deriveVms(vms, [{ pid: 9, startTime: 9000, rssBytes: 5, cpuCores: 0.5 }], 1);
    expect(readings.map(({ resource }) => resource)).toEqual(['cpu']);
  });
});
