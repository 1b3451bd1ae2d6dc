import { describe, expect, it } from 'vitest';
import { environmentSentence } from '../../../src/shared/environment-sentence.ts';
import { coreLimitQuantity, memoryQuantity } from '../../../src/shared/format.ts';
import { deviceLimitWords, limitPlace, limitWords } from '../../../src/shared/limit-words.ts';
import { environmentOf, limitOf } from '../renderer/environments.ts';

const GB = 2 ** 30;
const container = { ...environmentOf().container, present: true, runtime: 'docker' } as const;
const guest = { ...environmentOf().virtualization, present: true, type: 'kvm' } as const;

describe('where Headroom runs, in a sentence', () => {
  it.each([
    [{}, 'No container, no sign of a virtual machine, cgroup v2, 8 cores, 16 GB'],
    [{ virtualization: guest }, 'KVM guest, cgroup v2, 8 cores, 16 GB'],
    [{ container, virtualization: guest }, 'Docker container in a KVM guest, cgroup v2, 8 cores, 16 GB'],
    [
      { container: { ...container, runtime: 'podman', nestedIn: 'lxc' } as const },
      'Podman container inside an LXC container, cgroup v2, 8 cores, 16 GB',
    ],
    [
      { container: { ...container, orchestrator: 'kubernetes', namespace: 'shop', podName: 'web-0' } as const },
      'Docker container in the Kubernetes pod shop/web-0, cgroup v2, 8 cores, 16 GB',
    ],
  ])('%j', (parts, sentence) => {
    expect(environmentSentence(environmentOf(parts))).toBe(sentence);
  });

  it('names the limits that are below the machine, as they were set', () => {
    const limits = { ...environmentOf().limits, cpu: limitOf(0.25), memory: limitOf(256 * 2 ** 20) };
    expect(environmentSentence(environmentOf({ container, limits }))).toBe('Docker container, cgroup v2, 0.25 of 8 cores, 256 MB of 16 GB');
  });
});

describe('a limit in words', () => {
  it('is held against the machine only where it is lower', () => {
    expect(limitWords(limitOf(1), 8, coreLimitQuantity)).toBe('1 of 8 cores');
    expect(limitWords(limitOf(8 * GB, 'unlimited'), 16 * GB, memoryQuantity)).toBe('8 GB');
    expect(limitWords(limitOf(null, 'unknown'), null, memoryQuantity)).toBe('—');
  });

  it('tells a limit, one without effect, none, and an unknown one apart', () => {
    const places = (['limited', 'not-effective', 'unlimited', 'unknown'] as const).map((state) =>
      limitPlace({ state, path: '/a', ofAncestor: false }),
    );
    expect(new Set(places).size).toBe(4);
    expect(limitPlace({ state: 'limited', path: '/a', ofAncestor: true })).toBe('/a (shared: above the own cgroup)');
    expect(limitPlace({ state: 'limited', path: null, ofAncestor: true })).toBe('set where it cannot be seen from here');
  });

  it('says of a device only what is limited', () => {
    const none = { device: '8:0', readBytesPerSec: null, writeBytesPerSec: null, readOpsPerSec: null, writeOpsPerSec: null };
    expect(deviceLimitWords({ ...none, readBytesPerSec: 10_000_000, writeOpsPerSec: 100 })).toBe('read 10 MB/s, writes 100/s');
    expect(deviceLimitWords(none)).toBe('');
  });
});
