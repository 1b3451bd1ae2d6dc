import { expect, test } from 'vitest';
import { createClaims } from '../../../../src/core/monitor/claims.ts';
import { createProcessDeriver } from '../../../../src/core/monitor/derive-processes.ts';
import type { ProcessesRaw } from '../../../../src/core/probes/raw.ts';
import type { VmRaw } from '../../../../src/core/probes/vms/raw-vms.ts';
import { rawProcess } from './raw-process.ts';

const ID = 'cd'.repeat(32);
const qemu = rawProcess({ pid: 20, name: 'qemu-system-x86_64', rssBytes: 4e9, privateBytes: 1e8 });
const inside = rawProcess({ pid: 21, name: 'sh', cgroup: `/docker/${ID}`, rssBytes: 2e6, privateBytes: 1e6 });
const machine: VmRaw = {
  id: 'qemu/box',
  product: 'qemu',
  type: 'kvm',
  accelerator: 'kvm',
  name: 'box',
  given: { memoryBytes: 8e9, cpuCount: 4 },
  hugePages: false,
  evidence: [],
  processes: [{ pid: qemu.pid, startTime: qemu.startTime }],
  helpers: [],
};

test('a machine’s process is the machine’s with all that is resident, a container’s the container’s', () => {
  const claims = createClaims();
  const derive = createProcessDeriver(() => ({ memoryUsedBytes: 6e9, wholeMachine: true }), {
    platform: 'linux',
    claims: ({ vms = [] }) => claims({ containers: [], ownContainerId: null, vms }),
  });
  const raw: ProcessesRaw = { list: [qemu, inside], machineBusyMs: 0, vms: [machine] };
  const { part, readings } = derive(null, { raw, at: 1, monotonicMs: 0, intervalMs: 2_000 });
  expect(part.owners.list.map(({ id, kind, memoryBytes }) => [id, kind, memoryBytes])).toEqual([
    ['vm:qemu/box', 'vm', 4e9],
    ['system', 'system', 6e9 - 4e9 - 1e6],
    [`container:${ID}`, 'container', 1e6],
  ]);
  expect(part.vms).toMatchObject([{ id: 'vm:qemu/box', given: { memoryBytes: 8e9, cpuCount: 4 }, holds: { rssBytes: 4e9 } }]);
  expect(readings).toMatchObject([{ subject: 'vm:qemu/box', resource: 'memory', used: 4e9, limit: 8e9, limitSource: 'vm' }]);
});

test('the same claims while nothing changed', () => {
  const claims = createClaims();
  const vms = [machine];
  const input = { containers: [], ownContainerId: null, vms };
  expect(claims({ ...input })).toBe(claims(input));
  expect(claims({ ...input, vms: [machine] })).not.toBe(claims(input));
});
