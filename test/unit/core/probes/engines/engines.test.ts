import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Absence } from '../../../../../src/core/probes/absence.ts';
import { type ContainerEngines, createContainerEngines } from '../../../../../src/core/probes/engines/container-engines.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import type { ContainerRaw, ContainersRaw } from '../../../../../src/core/probes/raw-containers.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { FakeEngine } from './fake-engine.ts';

const id = (n: number): string => n.toString(16).padStart(64, '0');

let fake: FakeEngine;
let clock: FakeClock;
let engines: ContainerEngines;
let looks = 0;

function create(env: Readonly<Record<string, string>> = {}, platform = 'linux'): ContainerEngines {
  const files = createKernelFiles(join(fake.dir, 'root'));
  const locate: typeof files.locate = (path) => {
    looks += 1;
    return files.locate(path);
  };
  const options = { clock, logger: new MemoryLogger(), random: () => 0.5, platform, homeDir: '/home/me', userId: 1000 };
  engines = createContainerEngines({ ...options, files: { ...files, locate }, env: { DOCKER_HOST: `unix://${fake.socketPath}`, ...env } });
  return engines;
}

beforeEach(() => {
  fake = new FakeEngine();
  mkdirSync(join(fake.dir, 'root'));
  clock = new FakeClock();
  looks = 0;
});
afterEach(async () => {
  engines.stop();
  await fake.remove();
});

const read = (): ContainersRaw => engines.read({ detail: true });
const container = (n: number): ContainerRaw | undefined => read().containers.find(({ identity }) => identity.id === id(n));

/** Lets the fake time go on beside the real sockets until something holds. */
async function until(check: () => boolean, stepMs = 10): Promise<void> {
  for (let round = 0; round < 3000; round += 1) {
    if (check()) return;
    await clock.advance(stepMs);
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
  throw new Error(`not in time: ${check.toString()}; last: ${JSON.stringify(read())}`);
}
const connected = (): boolean => read().engines[0]?.state === 'connected';
const settled = (): boolean => connected() && read().containers.every(({ grant }) => !(grant instanceof Absence));

describe('an engine', () => {
  test('its list, and each container inspected, a few at a time', async () => {
    for (let n = 1; n <= 40; n += 1) fake.add(id(n), n % 2 === 0 ? 'exited' : 'running');
    await fake.listen();
    create().start();
    await until(settled);
    expect(read().containers).toHaveLength(40);
    expect(read().engines).toMatchObject([
      {
        kind: 'docker',
        name: 'Docker',
        version: '1.2.3',
        apiVersion: '1.41',
        cpuCount: 4,
        counts: { total: 40, running: 20, stopped: 20 },
      },
    ]);
    expect(fake.inspectionsAtOnce).toBe(5);
    expect(container(3)).toMatchObject({
      identity: { name: `n-${id(3)}`, startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
      grant: { memoryBytes: 1e6 },
    });
    // Those that run are asked first.
    const inspected = fake.asked.filter((question) => question.endsWith('/json')).slice(0, 20);
    expect(inspected.every((question) => fake.containers.get(question.split('/')[2]!)?.State === 'running')).toBe(true);
  });

  test('nothing is polled', async () => {
    fake.add(id(1), 'exited');
    await fake.listen();
    create().start();
    await until(settled);
    const before = fake.asked.length;
    await clock.advance(10 * 60_000);
    for (let i = 0; i < 10; i += 1) read();
    expect(fake.asked).toHaveLength(before);
  });

  test.each([
    ['1.52', '1.47', '/v1.47/'],
    ['1.24', '1.24', '/v1.24/'],
    ['', null, '/'],
    ['latest', null, '/'],
  ])('speaks the lower version of both: it offers %j', async (offered, spoken, prefix) => {
    fake.version = offered;
    await fake.listen();
    create().start();
    await until(connected);
    expect(read().engines[0]?.apiVersion).toBe(spoken);
    expect(fake.urls.at(-1)).toMatch(new RegExp(`^${prefix.replaceAll('.', String.raw`\.`)}[a-z]`));
  });

  test('events keep the list true; what is no change of a container is not looked at', async () => {
    fake.add(id(1));
    await fake.listen();
    let changes = 0;
    create().onChange(() => (changes += 1));
    engines.start();
    await until(() => settled() && fake.eventStreams === 1);

    fake.add(id(2), 'created');
    fake.emit('create', id(2));
    await until(() => container(2)?.identity.state === 'created');
    fake.containers.get(id(2))!.State = 'paused';
    fake.emitRaw('{broken\n');
    fake.emit('pause', id(2));
    await until(() => container(2)?.identity.state === 'paused');
    fake.containers.get(id(2))!.Name = '/other';
    fake.emit('rename', id(2));
    await until(() => container(2)?.identity.name === 'other');
    fake.emit('destroy', id(2));
    await until(() => container(2) === undefined);

    const [asked, told] = [fake.asked.length, changes];
    for (const action of ['exec_create: sh', 'exec_start: sh', 'exec_die']) fake.emit(action, id(1));
    fake.emit('start', 'not-an-id');
    fake.emitRaw('[1,2]\n"x"\nnull\n{"Actor":null}\n');
    // Many events of one change are one look, and one that changes nothing is not told.
    for (let i = 0; i < 50; i += 1) fake.emit('start', id(1));
    await until(() => fake.asked.length > asked);
    await clock.advance(1000);
    expect(fake.asked.slice(asked)).toEqual([`GET /containers/${id(1)}/json`]);
    expect(changes).toBe(told);
  });

  test('a container that cannot be inspected does not stop the others', async () => {
    for (let n = 1; n <= 12; n += 1) fake.add(id(n));
    fake.instead.set(`GET /containers/${id(2)}/json`, () => {});
    fake.instead.set(`GET /containers/${id(3)}/json`, (_, response) => {
      response.statusCode = 500;
      response.end('{"message":"layer does not exist"}');
    });
    fake.instead.set(`GET /containers/${id(4)}/json`, (_, response) => response.end(JSON.stringify({ Id: id(5) })));
    await fake.listen();
    create().start();
    await until(() => connected() && read().containers.filter(({ grant }) => !(grant instanceof Absence)).length === 9);
    await until(() => (container(2)!.grant as Absence).reason === 'timed-out', 500);
    expect((container(3)!.grant as Absence).detail).toContain('layer does not exist (status 500)');
    expect((container(4)!.grant as Absence).reason).toBe('malformed');
    expect(read().containers).toHaveLength(12);
  });

  test('what happens while the list is on its way is not missed', async () => {
    fake.add(id(1));
    fake.add(id(2));
    let answer = (): void => {};
    fake.instead.set('GET /containers/json', (_, response) => {
      answer = () => response.end(JSON.stringify([{ Id: id(1) }, { Id: id(2) }]));
    });
    await fake.listen();
    create().start();
    await until(() => fake.asked.includes('GET /containers/json?all=true'));
    fake.add(id(3));
    fake.emit('create', id(3));
    fake.containers.delete(id(2));
    fake.emit('destroy', id(2));
    await clock.advance(500);
    answer();
    await until(settled);
    expect(
      read()
        .containers.map(({ identity }) => identity.id)
        .toSorted(),
    ).toEqual([id(1), id(3)]);
  });

  test('one that is removed while it is inspected does not come back', async () => {
    await fake.listen();
    create().start();
    await until(() => connected() && fake.eventStreams === 1);
    let answer = (): void => {};
    fake.instead.set(`GET /containers/${id(1)}/json`, (_, response) => {
      answer = () => response.end(JSON.stringify({ Id: id(1), State: { Status: 'running' } }));
    });
    fake.emit('create', id(1));
    await until(() => fake.asked.includes(`GET /containers/${id(1)}/json`));
    fake.emit('destroy', id(1));
    fake.add(id(2));
    fake.emit('create', id(2));
    await until(() => container(2) !== undefined);
    answer();
    await clock.advance(100);
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    expect(container(1)).toBeUndefined();
  });
});

describe('an engine that comes and goes', () => {
  test('appears when it starts, and is looked for ever less often', async () => {
    create().start();
    await clock.advance(10 * 60_000);
    const perLook = looks / 30;
    expect(perLook, 'a look about every half a minute').toBeLessThan(40);
    const before = looks;
    await clock.advance(10 * 60_000);
    expect(looks - before).toBeGreaterThan(0);
    expect(read()).toMatchObject({ engines: [], containers: [] });
    expect(read().tried[0]).toEqual({ place: `unix://${fake.socketPath}`, origin: 'DOCKER_HOST', outcome: 'nothing there' });
    fake.add(id(1));
    await fake.listen();
    await until(settled, 500);
    expect(container(1)).toBeDefined();
  });

  test('is shown as it was for a while, then absent, and listed anew when it is back', async () => {
    fake.add(id(1), 'exited');
    fake.add(id(2), 'exited');
    await fake.listen();
    create().start();
    await until(settled);
    await fake.close();
    await until(() => !connected());
    expect(read().engines[0]).toMatchObject({ state: 'reconnecting', counts: { total: 2 } });
    expect(read().engines[0]?.absent?.detail).toContain(fake.socketPath);
    expect(container(1)).toBeDefined();
    await until(() => read().containers.length === 0, 1000);
    expect(read().engines.every(({ state }) => state === 'absent')).toBe(true);

    fake.containers.delete(id(1));
    fake.add(id(3), 'exited');
    await fake.listen();
    await until(settled, 200);
    expect(read().containers.map(({ identity }) => identity.id)).toEqual([id(2), id(3)]);
  });

  test('one in a machine of its own that is gone without a word is not called connected for ever', async () => {
    fake.add(id(1), 'exited');
    await fake.listen();
    create({}, 'darwin').start();
    await until(settled);
    await until(() => fake.asked.filter((question) => question === 'GET /_ping').length === 2, 1000);
    expect(connected()).toBe(true);
    fake.instead.set('GET /_ping', () => {});
    await until(() => !connected(), 1000);
    expect(read().engines[0]).toMatchObject({ state: 'reconnecting', absent: { reason: 'timed-out' } });
    fake.instead.clear();
    await until(settled, 200);
  });

  test('one that accepts and breaks at once is not hammered', async () => {
    fake.instead.set('GET /events', (_, response) => response.destroy());
    await fake.listen();
    create().start();
    const connections = (): number => fake.asked.filter((question) => question === 'GET /_ping').length;
    await until(() => connections() >= 2, 50);
    const before = connections();
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1000);
      await new Promise((resolve) => {
        setTimeout(resolve, 3);
      });
    }
    expect(connections()).toBeGreaterThan(before);
    expect(connections() - before, 'in two minutes').toBeLessThan(15);
  });

  test('a socket that this user may not use says so', async () => {
    await fake.listen();
    chmodSync(fake.socketPath, 0);
    create().start();
    const isRoot = process.getuid?.() === 0;
    await until(() => (isRoot ? connected() : read().tried[0]?.outcome.includes('this user may not use it') === true));
  });

  test('something else that listens there is no engine', async () => {
    fake.instead.set('GET /', (_, response) => response.end('<html>hello</html>'));
    await fake.listen();
    create().start();
    await until(() => read().tried[0]?.outcome.includes('expected a list of containers') === true);
    expect(read().engines.filter(({ state }) => state === 'connected')).toEqual([]);
  });

  test('two ways to one engine are one engine, and the second serves when the first is gone', async () => {
    const other = new FakeEngine();
    for (const one of [fake, other]) {
      one.add(id(1), 'exited');
      await one.listen();
    }
    create({ CONTAINER_HOST: `unix://${other.socketPath}` }).start();
    await until(() => settled() && read().tried.some(({ outcome }) => outcome === 'the same engine as at another place'));
    expect(read().engines).toHaveLength(1);
    expect(read().containers).toHaveLength(1);

    const [first, second] = read().engines[0]!.endpoint.includes(fake.socketPath) ? [fake, other] : [other, fake];
    await first.close();
    await until(() => read().engines.some(({ state, endpoint }) => state === 'connected' && endpoint.includes(second.socketPath)), 500);
    expect(read().containers).toHaveLength(1);
    engines.stop();
    await other.remove();
  });

  test('a link to a socket is the same place', async () => {
    await fake.listen();
    const link = join(fake.dir, 'link.sock');
    symlinkSync(fake.socketPath, link);
    create({ CONTAINER_HOST: `unix://${link}` }).start();
    await until(connected);
    expect(fake.asked.filter((question) => question === 'GET /_ping')).toHaveLength(1);
  });
});

describe('actions', () => {
  test('go to the engine that has the container, and its refusal comes back in its words', async () => {
    fake.add(id(1));
    fake.containers.get(id(1))!.Name = '/web';
    fake.instead.set(`POST /containers/${id(1)}/pause`, (_, response) => {
      response.statusCode = 409;
      response.end('{"message":"container is not running"}');
    });
    await fake.listen();
    create().start();
    await until(settled);
    await engines.act(id(1), 'restart');
    expect(fake.asked.at(-1)).toBe(`POST /containers/${id(1)}/restart`);
    await expect(engines.act(id(1), 'pause')).rejects.toMatchObject({
      code: 'conflict',
      message: 'Cannot pause "web": container is not running',
    });
    const before = fake.asked.length;
    await expect(engines.act(id(9), 'stop')).rejects.toMatchObject({ code: 'not-found' });
    await expect(engines.act(`${id(1)}/../x`, 'stop')).rejects.toMatchObject({ code: 'invalid-input' });
    expect(fake.asked).toHaveLength(before);
  });
});
