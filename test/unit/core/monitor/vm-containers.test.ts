import { expect, test } from 'vitest';
import type { ContainersPart } from '../../../../src/core/monitor/derive/containers.ts';
import { createNesting } from '../../../../src/core/monitor/vm-containers.ts';
import type { ContainerEngine, ContainerInfo } from '../../../../src/shared/model/container.ts';
import type { Owner, Owners } from '../../../../src/shared/model/process.ts';
import type { VmInfo } from '../../../../src/shared/model/vm.ts';

const vm = (product: VmInfo['product'], name: string | null = null): VmInfo =>
  ({ id: `vm:${product}${name === null ? '' : `/${name}`}`, product, name }) as VmInfo;
const engine = (id: string, name: string, endpoint: string): ContainerEngine => ({ id, name, endpoint }) as ContainerEngine;
const container = (id: string, of: string, usedBytes: number, state: ContainerInfo['state'] = 'running'): ContainerInfo =>
  ({
    id,
    engine: of,
    name: `name-${id}`,
    image: 'busybox',
    state,
    cpu: { cores: 0.5, limit: { value: 2, source: 'vm' } },
    memory: { usedBytes, limit: { value: 1e9, source: 'container' } },
    processes: { used: 3 },
  }) as ContainerInfo;
const ownersOf = (...ids: string[]): Owners =>
  ({ at: 1, list: ids.map((id) => ({ id, name: id, memoryBytes: 8e9, children: [] }) as unknown as Owner) }) as unknown as Owners;
const part = (engines: ContainerEngine[], list: ContainerInfo[]): ContainersPart =>
  ({ engines: { list: engines }, list }) as unknown as ContainersPart;

test('containers stand below the machine they run in, the largest first, and only those that run', () => {
  const desktop = engine('e1', 'Docker Desktop', 'unix:///Users/a/.docker/run/docker.sock');
  const here = engine('e2', 'Docker', 'unix:///var/run/docker.sock');
  const list = [container('a', 'e1', 1e8), container('b', 'e1', 3e8), container('c', 'e1', 9e8, 'exited'), container('d', 'e2', 5e8)];
  const owners = createNesting()(
    { owners: ownersOf('vm:docker-desktop', 'app:x'), vms: [vm('docker-desktop')] },
    part([desktop, here], list),
  );
  expect(owners.list[0]?.children.map(({ id, memoryBytes }) => [id, memoryBytes])).toEqual([
    ['container:b', 3e8],
    ['container:a', 1e8],
  ]);
  expect(owners.list[0]?.children[0]).toMatchObject({ kind: 'container', cpuLimitCores: null, memoryLimitBytes: 1e9, processCount: 3 });
  expect(owners.list[1]?.children).toEqual([]);
  // They are a part of what the machine holds.
  expect(owners.list[0]?.memoryBytes).toBe(8e9);
});

test.each([
  ['unix:///Users/a/.colima/work/docker.sock', 'vm:colima/work'],
  ['unix:///Users/a/.lima/dev/sock/docker.sock', 'vm:lima/dev'],
  ['unix:///Users/a/.orbstack/run/docker.sock', 'vm:orbstack'],
  ['unix:///home/a/.local/share/containers/podman/machine/podman.sock', 'vm:podman-machine'],
  ['unix:///var/run/docker.sock', null],
])('%s leads to %s', (endpoint, id) => {
  const vms = [vm('colima', 'work'), vm('colima'), vm('lima', 'dev'), vm('orbstack'), vm('podman-machine')];
  const owners = createNesting()(
    { owners: ownersOf(...vms.map((one) => one.id)), vms },
    part([engine('e', 'Docker', endpoint)], [container('a', 'e', 1)]),
  );
  expect(owners.list.filter(({ children }) => children.length > 0).map((owner) => owner.id)).toEqual(id === null ? [] : [id]);
});

test('the same owners while neither side was read anew', () => {
  const nest = createNesting();
  const held = { owners: ownersOf('vm:orbstack'), vms: [vm('orbstack')] };
  const containers = part([engine('e', 'OrbStack', '')], [container('a', 'e', 1)]);
  const first = nest(held, containers);
  expect(nest({ ...held }, containers)).toBe(first);
  expect(nest(held, { ...containers })).not.toBe(first);
});
