import { expect, test } from 'vitest';
import { createContainerClaims } from '../../../../src/core/monitor/container-claims.ts';
import type { ClaimOwner } from '../../../../src/core/monitor/owner-claim.ts';
import { rawProcess } from './raw-process.ts';

const ID = 'ab'.repeat(32);
const none = { value: null, source: 'none' } as const;
type Containers = Parameters<ReturnType<typeof createContainerClaims>>[0];

function container(more: Partial<Containers[number]> = {}): Containers[number] {
  const use = { limit: { value: 5e8, source: 'container' }, usagePercent: null, usageOf: 'limit' } as const;
  return {
    id: ID,
    name: 'web',
    image: 'nginx:1',
    cpu: { cores: 1, dockerPercent: null, throttledPercent: null, ...use, limit: { value: 8, source: 'system' } },
    memory: { usedBytes: 1, includesCache: false, oomKills: null, swapLimit: none, ...use },
    ...more,
  };
}
const ask = ([claim]: readonly ClaimOwner[], cgroup: string | null) => claim?.(rawProcess({ pid: 9, name: 'a', cgroup })) ?? null;

test('a process in a container’s cgroup is the container’s, with the limit that is its own', () => {
  const claims = createContainerClaims()([container()], null);
  expect(ask(claims, `/system.slice/docker-${ID}.scope`)).toEqual({
    id: `container:${ID}`,
    kind: 'container',
    name: 'web',
    detail: 'nginx:1',
    cpuLimitCores: null,
    memoryLimitBytes: 5e8,
  });
  expect(ask(claims, `/docker/${ID}/nested`)?.name).toBe('web');
  expect(ask(claims, '/system.slice/docker.service')).toBeNull();
  expect(ask(claims, null)).toBeNull();
});

test('without an engine it is called by its id, or by the name in its cgroup', () => {
  const claims = createContainerClaims()([], null);
  expect(ask(claims, `/kubepods/burstable/pod1234/${ID}`)).toMatchObject({ kind: 'container', name: ID.slice(0, 12) });
  expect(ask(claims, '/lxc.payload.build')).toMatchObject({ id: 'container:lxc/build', name: 'build', detail: 'lxc' });
});

test('containers in a container are its own, unless an engine tells of them', () => {
  const inner = 'cd'.repeat(32);
  const claims = createContainerClaims();
  const node = `/docker/${ID}/kubelet.slice/kubelet-kubepods.slice/cri-containerd-${inner}.scope`;
  expect(ask(claims([container()], null), node)).toMatchObject({ id: `container:${ID}`, name: 'web' });
  expect(ask(claims([container()], null), `/docker/${ID}/libpod_parent/libpod-conmon-${inner}`)).toMatchObject({ name: 'web' });
  expect(ask(claims([container(), container({ id: inner, name: 'pod' })], null), node)).toMatchObject({ name: 'pod' });
  expect(ask(claims([container()], ID), node)).toMatchObject({ name: inner.slice(0, 12) });
});

test('what is in the container that Headroom runs in are the apps of this machine', () => {
  expect(ask(createContainerClaims()([container()], ID), `/docker/${ID}`)).toBeNull();
});

test('the same answer as long as names and limits are the same', () => {
  const claimsOf = createContainerClaims();
  const first = claimsOf([container()], null);
  expect(claimsOf([container({ cpu: { ...container().cpu, cores: 2 } })], null)).toBe(first);
  expect(claimsOf([container({ name: 'api' })], null)).not.toBe(first);
});
