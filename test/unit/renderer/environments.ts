import type { EffectiveLimit, Environment, LimitState } from '../../../src/shared/model/environment.ts';

const GB = 2 ** 30;

export function limitOf(value: number | null, state: LimitState = 'limited', more: Partial<EffectiveLimit> = {}): EffectiveLimit {
  const limited = state === 'limited';
  return {
    value,
    state,
    limitSource: limited ? 'container' : 'system',
    path: limited ? '/sys/fs/cgroup/docker/abc' : null,
    ofAncestor: false,
    ...more,
  };
}

/** A machine of 8 cores and 16 GB, no container, no guest, no limits. */
export function environmentOf(parts: Partial<Environment> = {}): Environment {
  return {
    platform: 'linux',
    arch: 'x64',
    osName: 'Debian GNU/Linux',
    osVersion: '12',
    kernel: '6.1.0',
    hostname: 'host',
    cpuModel: null,
    coreCount: 8,
    totalMemoryBytes: 16 * GB,
    container: {
      present: false,
      runtime: null,
      id: null,
      name: null,
      image: null,
      flavor: null,
      orchestrator: null,
      podName: null,
      namespace: null,
      podUid: null,
      qos: null,
      containerName: null,
      sandboxId: null,
      rootless: null,
      lxcfs: null,
      ownCgroup: null,
      nestedIn: null,
      systemdUnit: null,
    },
    cgroup: { mode: 'v2', namespace: 'host', controllers: ['cpu', 'memory'], paths: { unified: '/' } },
    virtualization: {
      present: false,
      type: 'none',
      mode: null,
      product: null,
      cloud: null,
      hypervisor: null,
      hostOf: null,
      dom0: null,
      hints: [],
      guest: null,
    },
    limits: {
      memory: limitOf(16 * GB, 'unlimited'),
      cpu: limitOf(8, 'unlimited'),
      pids: limitOf(32_768, 'unlimited'),
      io: { state: 'unlimited', limitSource: 'none', path: null, devices: [] },
    },
    evidence: [],
    ...parts,
  };
}
