import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Surroundings, findPlaces } from '../../../../../src/core/probes/engines/places.ts';

let dir: string;
const servers: Server[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hr-pl-'));
});
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
        }),
    ),
  );
  rmSync(dir, { recursive: true, force: true });
});

/** A socket below the folder that stands for `/`. */
async function listen(path: string): Promise<string> {
  const place = join(dir, path);
  mkdirSync(dirname(place), { recursive: true });
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(place, resolve);
  });
  return place;
}
function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

/** The home folder is a real path, as that of this process is; the rest lies below the root. */
function places(more: Partial<Surroundings> = {}): ReturnType<typeof findPlaces> {
  return findPlaces({ platform: 'linux', env: {}, homeDir: '/h', userId: 1000, locate: (path) => join(dir, path), ...more });
}
const addresses = (more: Partial<Surroundings> = {}): string[] => places(more).found.map(({ endpoint }) => endpoint.address);

describe('the usual places', () => {
  test.each([
    [
      'linux',
      'var/run/docker.sock',
      'run/podman/podman.sock',
      'run/user/1000/docker.sock',
      'run/user/1000/podman/podman.sock',
      'h/.docker/desktop/docker.sock',
      'h/.lima/a/sock/docker.sock',
    ],
    [
      'darwin',
      'var/run/docker.sock',
      'h/.docker/run/docker.sock',
      'h/.orbstack/run/docker.sock',
      'h/.colima/default/docker.sock',
      'h/.lima/b/sock/docker.sock',
      'h/.rd/docker.sock',
    ],
    ['darwin', 'h/.local/share/containers/podman/machine/podman.sock', 'h/.local/share/containers/podman/machine/m/podman.sock'],
  ])('%s: %s, …', async (platform, ...sockets) => {
    for (const socket of sockets) await listen(socket);
    expect(addresses({ platform, userId: 1000 }).toSorted()).toEqual(sockets.map((socket) => `unix:///${socket}`).toSorted());
  });

  test('what is looked at and not there is kept, for "no container engine found"', () => {
    const { found, missing } = places();
    expect(found).toEqual([]);
    expect(missing).toContainEqual({ place: 'unix:///var/run/docker.sock', origin: 'default', outcome: 'nothing there' });
    expect(missing.map(({ place }) => place)).toContain('unix:///run/user/1000/podman/podman.sock');
  });

  test('root finds the engines of all users, others do not ask for them', async () => {
    await listen('run/user/1234/podman/podman.sock');
    expect(addresses({ userId: 0 })).toEqual(['unix:///run/user/1234/podman/podman.sock']);
    expect(addresses({ userId: 1000 })).toEqual([]);
  });

  test('a link to another socket is not a second place', async () => {
    const docker = await listen('run/podman/podman.sock');
    mkdirSync(join(dir, 'var/run'), { recursive: true });
    symlinkSync(docker, join(dir, 'var/run/docker.sock'));
    expect(addresses()).toEqual(['unix:///var/run/docker.sock']);
  });

  test('a file or a broken link that is no socket stops nothing', async () => {
    write('var/run/docker.sock', 'oops');
    await listen('run/podman/podman.sock');
    const { found, missing } = places();
    expect(found.map(({ endpoint }) => endpoint.address)).toEqual(['unix:///run/podman/podman.sock']);
    expect(missing.find(({ place }) => place === '/var/run/docker.sock')?.outcome).toContain('expected a socket, got something else');
  });
});

describe('named places', () => {
  const context = (host: unknown, name = 'far'): void => {
    write('h/.docker/config.json', JSON.stringify({ currentContext: name }));
    const digest = createHash('sha256').update(name).digest('hex');
    write(`h/.docker/contexts/meta/${digest}/meta.json`, JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
  };
  const home = (): Partial<Surroundings> => ({
    homeDir: join(dir, 'h'),
    locate: (path) => path.replace(/^\/(?:var\/)?run/, '/nonexistent'),
  });

  test('DOCKER_HOST comes first and hides the context', async () => {
    context('tcp://10.1.1.1:2375');
    const socket = await listen('mine.sock');
    const { found } = places({ ...home(), env: { DOCKER_HOST: `unix://${socket}` } });
    expect(found.map(({ origin, endpoint }) => [origin, endpoint.address])).toEqual([['DOCKER_HOST', `unix://${socket}`]]);
  });

  test('the current context, and one that DOCKER_CONTEXT names', () => {
    context('tcp://10.1.1.1:2375');
    expect(addresses(home())).toEqual(['tcp://10.1.1.1:2375']);
    context('tcp://10.2.2.2', 'other name/ü');
    expect(addresses({ ...home(), env: { DOCKER_CONTEXT: 'far' } })).toEqual(['tcp://10.1.1.1:2375']);
    expect(addresses({ ...home(), env: { DOCKER_CONTEXT: 'default' } })).toEqual([]);
    expect(addresses({ ...home(), env: { DOCKER_CONFIG: join(dir, 'h/.docker') } })).toEqual(['tcp://10.2.2.2:2375']);
  });

  test.each([
    ['no JSON', (): void => write('h/.docker/config.json', '{'), 'expected JSON'],
    [
      'a context that is not there',
      (): void => write('h/.docker/config.json', '{"currentContext":"gone"}'),
      'context "gone": not among those in',
    ],
    ['a context without a host', (): void => context(5), 'names no Endpoints.docker.Host'],
    ['a context over ssh', (): void => context('ssh://me@far'), 'ssh:// is not supported'],
    ['a file without end', (): void => write('h/.docker/config.json', ' '.repeat(2_000_000)), 'expected at most'],
  ])('%s is told and stops nothing', async (_, prepare, words) => {
    prepare();
    const socket = await listen('h/.docker/run/docker.sock');
    const { found, missing } = places(home());
    expect(found.map(({ endpoint }) => endpoint.address)).toEqual([`unix://${socket}`]);
    expect(missing.find(({ origin }) => origin === 'docker context')?.outcome).toContain(words);
  });

  test('a path that no socket can have', () => {
    const { missing } = places({ ...home(), env: { DOCKER_HOST: `unix:///${'x'.repeat(120)}` } });
    expect(missing[0]?.outcome).toContain('expected a path of at most 107 bytes, got 121');
  });

  test('a socket that was made anew is told from the one before', async () => {
    const path = join(dir, 'again.sock');
    const look = (): string | undefined => places({ ...home(), env: { DOCKER_HOST: `unix://${path}` } }).found[0]?.made;
    await listen('again.sock');
    const first = look();
    expect(look()).toBe(first);
    rmSync(path);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    await listen('again.sock');
    expect(look()).not.toBe(first);
  });
});
