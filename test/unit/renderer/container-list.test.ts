import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionBlocked, actionsFor } from '../../../src/renderer/logic/container-actions.ts';
import { remedyFor, whyEmpty } from '../../../src/renderer/logic/container-empty.ts';
import { countsOf, groupsOf, matchesContainer, orderOf, totalsOf } from '../../../src/renderer/logic/container-list.ts';
import type { ContainerInfo } from '../../../src/shared/model/container.ts';
import { containerOf, engineOf, enginesOf } from './container-samples.ts';

const MB = 2 ** 20;
const web = containerOf('web', { project: 'shop', service: 'web' }, { cores: 0.5, bytes: 20 * MB });
const db = containerOf('db', { project: 'shop', service: 'db' }, { cores: 0.1, bytes: 400 * MB });
const build = containerOf('build', {}, { cores: 2, bytes: 90 * MB });
const old = containerOf('old', { state: 'exited', image: 'alpine:3' });
const all = [old, web, build, db];
const names = (ids: readonly string[]): string[] => ids.map((id) => all.find((one) => one.id === id)?.name ?? '?');

describe('the order of containers', () => {
  it.each([
    ['name', ['db', 'web', 'build', 'old']],
    ['cpu', ['build', 'old', 'web', 'db']],
    ['memory', ['db', 'web', 'build', 'old']],
  ] as const)('by %s keeps projects together', (sort, order) => {
    expect(names(orderOf(all, sort))).toEqual(order);
  });

  it('has every container once, whatever they are', () => {
    const some = fc.array(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 8 }),
        project: fc.option(fc.constantFrom('a', 'b', '')),
        state: fc.constantFrom('running', 'exited'),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(some, fc.constantFrom('name', 'cpu', 'memory'), (list, sort) => {
        const containers = list.map(({ name, project, state }, index) =>
          containerOf(name, { project, state: state as ContainerInfo['state'], id: index.toString(16).padStart(64, '0') }),
        );
        const order = orderOf(containers, sort);
        expect([...order].sort()).toEqual(containers.map(({ id }) => id).sort());
        const byId = new Map(containers.map((container) => [container.id, container]));
        const ordered = order.map((id) => byId.get(id)!);
        // A project is in one piece.
        expect(groupsOf(ordered).flatMap((group) => group.containers)).toEqual(ordered);
      }),
    );
  });
});

describe('the filter of containers', () => {
  const labelled = containerOf('api', { project: 'shop', labels: [{ name: 'team', value: 'Blue' }] });
  it.each([
    ['', true],
    ['API', true],
    ['busybox shop', true],
    ['team=blue', true],
    [labelled.id.slice(0, 12), true],
    [labelled.id.slice(1, 9), false],
    ['api nobody', false],
  ])('%j', (filter, matches) => {
    expect(matchesContainer(labelled, filter)).toBe(matches);
  });
});

describe('the sums', () => {
  it('count what runs, stands still and has ended', () => {
    const containers = (['running', 'restarting', 'paused', 'created', 'exited', 'dead'] as const).map((state) =>
      containerOf(state, { state }),
    );
    expect(countsOf(containers)).toEqual({ running: 2, paused: 1, stopped: 3 });
  });

  it('leave out what is not known, and are unknown when nothing is', () => {
    expect(totalsOf([web, old])).toEqual({ cores: 0.5, memoryBytes: 20 * MB });
    expect(totalsOf([old])).toEqual({ cores: null, memoryBytes: null });
  });
});

describe('what can be done with a container', () => {
  it('fits its state', () => {
    expect(actionsFor({ state: 'running' })).toEqual(['stop', 'restart', 'pause', 'kill']);
    expect(actionsFor({ state: 'paused' })).toEqual(['unpause']);
    expect(actionsFor({ state: 'exited' })).toEqual(['start']);
    expect(actionsFor({ state: 'removing' })).toEqual([]);
  });

  it('needs the right to do it, and an engine that answers', () => {
    expect(actionBlocked(null, engineOf())).toBeNull();
    expect(actionBlocked('only look', engineOf())).toBe('only look');
    expect(actionBlocked(null, engineOf({ state: 'reconnecting' }))).toContain('does not answer');
    expect(actionBlocked(null, null)).toContain('does not answer');
  });
});

describe('why there is no container', () => {
  const denied = { place: 'unix:///var/run/docker.sock', origin: 'default', outcome: 'no', denied: true } as const;
  const nothing = { place: 'unix:///run/podman/podman.sock', origin: 'default', outcome: 'nothing there' } as const;
  it.each([
    ['an engine has none', enginesOf(), 'no-containers'],
    ['its engine connects again', enginesOf([engineOf({ state: 'reconnecting' })]), 'no-containers'],
    ['its engine is gone', enginesOf([engineOf({ state: 'absent' })], [denied]), 'gone'],
    ['this user may not use it', enginesOf([], [nothing, denied]), 'denied'],
    ['there is no engine', enginesOf([], [nothing]), 'no-engine'],
  ])('%s', (_what, engines, kind) => {
    expect(whyEmpty(engines, [])?.kind).toBe(kind);
    expect(whyEmpty(engines, [web])).toBeNull();
  });

  it('has a way out that fits the socket and the system', () => {
    expect(remedyFor(denied, 'linux')).toBe('docker-group');
    expect(remedyFor(nothing, 'linux')).toBe('own-podman');
    expect(remedyFor(denied, 'darwin')).toBe('ask');
    expect(remedyFor({ ...denied, place: 'tcp://10.0.0.1:2375' }, 'linux')).toBe('ask');
  });
});
