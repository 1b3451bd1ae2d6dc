import { describe, expect, it } from 'vitest';
import { absencesOf } from '../../../src/renderer/logic/container-absences.ts';
import { containerFacts } from '../../../src/renderer/logic/container-facts.ts';
import {
  containerChips,
  cpuUse,
  imageText,
  limitText,
  memoryUse,
  stateSince,
  stateText,
} from '../../../src/renderer/logic/container-text.ts';
import type { ContainerInfo } from '../../../src/shared/model/container.ts';
import { containerOf, engineOf, limited } from './container-samples.ts';
import { NOW } from './drawn-page.tsx';

const MB = 2 ** 20;
const web = containerOf('web', {}, { cores: 0.48, bytes: 112 * MB });
const held = limited(web, 0.5, 256 * MB);

function factOf(container: ContainerInfo, name: string): string | undefined {
  return containerFacts(container, engineOf(), NOW)
    .flatMap(({ facts }) => facts)
    .find(([key]) => key === name)?.[1];
}

describe('a container in a row', () => {
  it('is held against its own limits, the unit once', () => {
    expect(cpuUse(held)).toMatchObject({ value: '0.48', after: 'of 0.5', of: 'limit', severity: 'ok' });
    expect(memoryUse(held)).toMatchObject({ value: '112', after: 'of 256 MB', of: 'limit', percent: 43.75 });
  });

  it('is held against the machine for want of one, and never warned of that', () => {
    expect(cpuUse(web)).toMatchObject({ value: '0.48', after: 'cores', of: 'machine', percent: 6 });
    expect(memoryUse({ ...web, memory: { ...web.memory, usagePercent: 99 } })).toMatchObject({
      after: 'MB',
      of: 'machine',
      severity: 'ok',
    });
  });

  it('warns of memory close to its limit, and of CPU only when it has to wait for it', () => {
    expect(memoryUse(limited(web, 0.5, 120 * MB)).severity).toBe('warning');
    expect(memoryUse(limited(web, 0.5, 112 * MB)).severity).toBe('critical');
    const full = limited(web, 0.48, 256 * MB);
    expect(cpuUse(full)).toMatchObject({ percent: 100, severity: 'ok' });
    expect(cpuUse({ ...full, cpu: { ...full.cpu, throttledPercent: 60 } }).severity).toBe('warning');
  });

  it('says its state, its end, and since when', () => {
    const ended = containerOf('job', { state: 'exited', exitCode: 137 });
    expect(stateText(ended)).toBe('exited (137)');
    expect(stateSince(ended, NOW)).toBe('30 s ago');
    expect(stateSince(web, NOW)).toBe('for 1 min');
    expect(stateText(web)).toBe('running');
    expect(stateSince(containerOf('new', { state: 'created' }), NOW)).toBeNull();
  });

  it('says what is wrong with it, and nothing while nothing is', () => {
    expect(containerChips(web)).toEqual([]);
    const bad = { ...web, oomKilled: true, health: 'unhealthy', cpu: { ...web.cpu, throttledPercent: 40 } } as const;
    expect(containerChips(bad).map(({ text, severity }) => [text, severity])).toEqual([
      ['out of memory', 'critical'],
      ['unhealthy', 'warning'],
      ['throttled 40%', 'warning'],
    ]);
  });

  it('calls an image by its name, or by the beginning of its digest', () => {
    expect(imageText('busybox:1')).toBe('busybox:1');
    expect(imageText(`sha256:${'ab'.repeat(32)}`)).toBe('sha256:abababababab');
  });
});

describe('all that is known of a container', () => {
  it('tells a limit, none, and one that is not known apart', () => {
    expect(limitText(held.cpu.limit, 'cores')).toBe('0.5 cores, set by the container');
    expect(limitText(web.cpu.limit, 'cores')).toBe('none');
    expect(limitText({ value: null, source: 'none' }, 'count')).toBe('none');
    expect(limitText({ value: null, source: 'unknown' }, 'bytes')).toBe('not known');
  });

  it('has figures only where there are any', () => {
    expect(factOf(web, 'Processes')).toBe('1');
    expect(factOf(web, 'Read from')).toBe('its cgroup');
    const ended = containerOf('job', { state: 'exited', exitCode: 3, oomKilled: true });
    expect(factOf(ended, 'Processes')).toBeUndefined();
    expect(factOf(ended, 'Last exit code')).toBe('3');
    expect(factOf(ended, 'Ended for memory')).toBe('yes');
    expect(factOf(ended, 'Started')).toBeUndefined();
  });

  it('shows an unknown amount as unknown, a measured zero as zero, and a shared network as one', () => {
    expect(factOf(web, 'Received')).toBe('0 B/s, 0 B in all');
    const { network } = web;
    expect(factOf({ ...web, network: { ...network, receivedBytesPerSec: null } }, 'Received')).toBe('—, 0 B in all');
    expect(factOf({ ...web, network: { ...network, receivedBytes: null } }, 'Received')).toBe('—');
    expect(factOf({ ...web, hostNetwork: true }, 'Received')).toBeUndefined();
    expect(factOf({ ...web, hostNetwork: true }, 'Network')).toBe('the machine’s own');
  });

  it('makes what could steer the page visible', () => {
    expect(factOf({ ...web, image: 'a\nb\u202Ec' }, 'Image')).toBe(String.raw`a\nb\u202ec`);
  });

  it('says what could not be had, but not what a moment later will be there', () => {
    const absent = [
      { part: 'network', reason: 'not-supported', detail: 'it has no network' },
      { part: 'cpu', reason: 'first-sample', detail: 'one sample' },
      { part: 'figures', reason: 'not-supported', detail: 'it does not run' },
    ] as const;
    expect(absencesOf({ ...web, absent })).toEqual(['Network: it has no network', 'Figures: it does not run']);
    expect(absencesOf(containerOf('job', { state: 'exited', absent: [...absent].slice(2) }))).toEqual([]);
  });
});
