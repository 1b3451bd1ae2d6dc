import { expect, test } from 'vitest';
import { createContainerEvents } from '../../../../src/core/monitor/container-events.ts';

type Seen = Parameters<ReturnType<typeof createContainerEvents>>[0][number];
const container = (more: Partial<Seen> = {}, oomKills: number | null = 0): Seen => ({
  id: 'a',
  name: 'web',
  state: 'running',
  health: 'none',
  restarts: 0,
  oomKilled: false,
  memory: { oomKills },
  ...more,
});
const told = (events: ReturnType<ReturnType<typeof createContainerEvents>>) => events.map(({ event, state }) => `${event} ${state}`);

test('what was so when it is first seen has not happened, but an unhealthy one goes on', () => {
  const next = createContainerEvents();
  expect(told(next([container({ oomKilled: true, restarts: 40, health: 'unhealthy' }, 7)], 0))).toEqual(['unhealthy start']);
  expect(told(next([container({ oomKilled: true, restarts: 40, health: 'healthy' }, 7)], 1))).toEqual(['unhealthy end']);
});

test('a kill is told once, by the cgroup’s count or by the engine', () => {
  const next = createContainerEvents();
  next([container()], 0);
  expect(told(next([container({}, 2)], 1))).toEqual(['oomKill once']);
  expect(told(next([container({}, 2)], 2))).toEqual([]);
  expect(told(next([container({ state: 'exited', oomKilled: true }, null)], 3))).toEqual(['oomKill once']);
  expect(told(next([container({ state: 'running' }, 0)], 4))).toEqual([]);
});

test('three restarts within ten minutes are a loop, until they are further apart', () => {
  const next = createContainerEvents();
  const minute = 60_000;
  next([container()], 0);
  expect(told(next([container({ restarts: 1 })], minute))).toEqual([]);
  expect(told(next([container({ restarts: 2 })], 2 * minute))).toEqual([]);
  expect(told(next([container({ restarts: 3 })], 3 * minute))).toEqual(['restartLoop start']);
  expect(told(next([container({ restarts: 3 })], 12 * minute))).toEqual(['restartLoop end']);
});

test('one that is removed is gone, once', () => {
  const next = createContainerEvents();
  next([container(), container({ id: 'b', name: 'db' })], 0);
  const events = next([container()], 1);
  expect(events).toEqual([{ subject: 'container:b', event: 'gone', state: 'once', cause: 'db was removed.' }]);
  expect(next([container()], 2)).toEqual([]);
});
