import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCgroupLayout } from '../../../../../../src/core/probes/linux/cgroup/layout.ts';
import { folderBelowMount, levelsOf } from '../../../../../../src/core/probes/linux/cgroup/place.ts';
import { placesOfFolder } from '../../../../../../src/core/probes/linux/cgroup/places-of-folder.ts';
import { parseProcCgroup } from '../../../../../../src/core/probes/linux/cgroup/proc-cgroup.ts';
import { fixtureRoot } from '../fixture-root.ts';
import { inMemory, v1Tree, v2Tree } from './trees.ts';

describe('/proc/PID/cgroup', () => {
  it('splits at the first two colons, and passes over what is no line', () => {
    const text = '12:cpu,cpuacct:/a:b:c\n1:name=systemd:/x\nnonsense\n3:memory:relative\n2::/odd\n0:memory:/odd\n0::/end (deleted)';
    expect(parseProcCgroup(text)).toEqual([
      { controllers: ['cpu', 'cpuacct'], path: '/a:b:c' },
      { controllers: ['name=systemd'], path: '/x' },
      { controllers: [], path: '/end (deleted)' },
    ]);
  });

  it('reads back any path, whatever is in it', () => {
    const path = fc.string({ unit: 'grapheme' }).filter((name) => !/[\n\r\u2028\u2029]/.test(name));
    fc.assert(
      fc.property(path, (name) => {
        expect(parseProcCgroup(`4:memory:/${name}\n0::/${name}`)).toEqual([
          { controllers: ['memory'], path: `/${name}` },
          { controllers: [], path: `/${name}` },
        ]);
      }),
    );
  });
});

describe('path below a mount', () => {
  const mount = (root: string): { root: string; mountPoint: string } => ({ root, mountPoint: '/m' });
  it.each([
    ['/', '/', '/m'],
    ['/', '/a/b', '/m/a/b'],
    ['/a', '/a', '/m'],
    ['/a', '/a/b', '/m/b'],
    ['/a', '/ab', null],
    ['/a', '/', null],
    ['/a/b', '/a', null],
    ['/', '/../a', null],
    ['/..', '/', null],
    ['/../..', '/../..', null],
    ['/', '/a..b', '/m/a..b'],
  ])('root %s, path %s → %s', (root, path, folder) => {
    expect(folderBelowMount(mount(root), path)).toBe(folder);
  });

  it('never leads out of the mount', () => {
    const path = fc.array(fc.constantFrom('..', '.', 'a', 'b', ''), { maxLength: 6 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(path, path, (root, own) => {
        const folder = folderBelowMount(mount(root), own);
        if (folder !== null) expect(folder).toMatch(/^\/m(?:\/(?!\.\.(?:\/|$))[^/]*)*$/);
      }),
    );
  });

  it('has every level up to the top of what is visible', () => {
    const place = { version: 'v2', path: '/a/b', hidesAncestors: false } as const;
    expect(levelsOf({ ...place, folder: '/m/a/b', top: '/m' })).toEqual(['/m/a/b', '/m/a', '/m']);
    expect(levelsOf({ ...place, folder: '/m', top: '/m' })).toEqual(['/m']);
  });
});

describe('layout', () => {
  it('finds every part in version 2 in one folder', () => {
    const layout = readCgroupLayout(
      inMemory(v2Tree('/a/b', { '/a/b/cgroup.controllers': 'cpu memory pids\n', '/cgroup.controllers': 'cpu io\n' })),
    );
    expect(layout).toMatchObject({ mode: 'v2', namespace: 'host', controllers: ['cpu', 'memory', 'pids'] });
    const place = { version: 'v2', folder: '/sys/fs/cgroup/a/b', top: '/sys/fs/cgroup', path: '/a/b', hidesAncestors: false };
    for (const found of Object.values(layout.places)) expect(found).toEqual(place);
  });

  it('finds each controller of version 1 in its own hierarchy', () => {
    const layout = readCgroupLayout(inMemory(v1Tree('/docker/x', {})));
    expect(layout).toMatchObject({ mode: 'v1', namespace: 'host' });
    expect(layout.places.cpuacct).toMatchObject({ version: 'v1', folder: '/sys/fs/cgroup/cpu,cpuacct/docker/x' });
    expect(layout.places.io).toMatchObject({ folder: '/sys/fs/cgroup/blkio/docker/x' });
    expect(layout.places.unified).toMatchObject({ reason: 'not-supported' });
  });

  it('takes from version 2, in a hybrid layout, only what version 1 does not have', () => {
    const tree = {
      '/proc/self/mountinfo':
        '1 0 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n2 0 0:2 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
      '/proc/self/cgroup': '5:memory:/a\n4:cpuset:/lost\n0::/u\n',
      '/sys/fs/cgroup/unified/cgroup.controllers': 'io hugetlb\n',
      '/sys/fs/cgroup/unified/u/cgroup.controllers': '\n',
    };
    const { mode, places } = readCgroupLayout(inMemory(tree));
    expect(mode).toBe('hybrid');
    expect(places.memory).toMatchObject({ version: 'v1', folder: '/sys/fs/cgroup/memory/a' });
    expect(places.io).toMatchObject({ version: 'v2', folder: '/sys/fs/cgroup/unified/u' });
    expect(places.cpu).toMatchObject({ reason: 'not-supported' });
    // Told apart: there is a cgroup, and it cannot be looked at.
    expect(places.cpuset).toMatchObject({ reason: 'not-found', detail: 'cpuset: the hierarchy is not mounted here' });
  });

  it('does not make up a path that the mount does not show, unless the folder says that we are in it', () => {
    const { files, write } = fixtureRoot({
      '/proc/self/mountinfo': '1 0 0:1 /docker/other /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
      '/proc/self/cgroup': '5:memory:/docker/own\n',
      '/sys/fs/cgroup/memory/cgroup.procs': '1\n4711\n',
    });
    expect(readCgroupLayout(files).places.memory).toMatchObject({ reason: 'not-found' });
    write('/proc/4711/cgroup', '5:memory:/docker/own\n');
    expect(readCgroupLayout(files, 4711).places.memory).toMatchObject({ folder: '/sys/fs/cgroup/memory', hidesAncestors: true });
  });

  it('tells a namespace by the surest sign', () => {
    const mountinfo = { '/proc/self/mountinfo': '1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n' };
    const namespaceWith = (contents: Parameters<typeof fixtureRoot>[0]): unknown =>
      readCgroupLayout(fixtureRoot({ ...mountinfo, ...contents }).files).namespace;
    const first = { link: 'cgroup:[4026531835]' };
    expect(namespaceWith({ '/proc/self/ns/cgroup': first, '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cgroup.type': 'domain' })).toBe(
      'host',
    );
    expect(namespaceWith({ '/proc/self/ns/cgroup': { link: 'cgroup:[4026532000]' }, '/proc/self/cgroup': '0::/a\n' })).toBe('private');
    expect(namespaceWith({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cgroup.controllers': 'cpu\n' })).toBe('host');
    expect(namespaceWith({ '/proc/self/cgroup': '0::/a\n', '/sys/fs/cgroup/memory.max': 'max\n' })).toBe('private');
    expect(namespaceWith({ '/proc/self/cgroup': '0::/\n' })).toBeNull();
    const v1 = {
      '/proc/self/mountinfo': '1 0 0:1 / /c rw - cgroup cgroup rw,memory\n',
      '/proc/self/cgroup': '2:memory:/\n',
      '/c/cgroup.procs': '1\n',
    };
    expect(namespaceWith(v1)).toBe('private');
    expect(namespaceWith({ ...v1, '/c/release_agent': '\n' })).toBe('host');
  });

  it('says why nothing is known where nothing can be read', () => {
    const layout = readCgroupLayout(inMemory({}));
    expect(layout).toMatchObject({ mode: 'none', namespace: null, controllers: [] });
    expect(layout.evidence).toContain('/proc/self/mountinfo: ENOENT');
    // Nobody said that there are no cgroups.
    for (const place of Object.values(layout.places)) expect(place).toMatchObject({ reason: 'not-found' });
    const garbled = readCgroupLayout(inMemory({ '/proc/self/mountinfo': 'x y z\n', '/proc/self/cgroup': '::::\n' }));
    expect(garbled.places.memory).toMatchObject({ detail: 'cgroup2: /proc/self/mountinfo: expected mounts, got none' });
  });

  it('knows of a kernel without cgroups that there are none', () => {
    const layout = readCgroupLayout(inMemory({ '/proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' }));
    for (const place of Object.values(layout.places)) expect(place).toMatchObject({ reason: 'not-supported' });
  });
});

describe('places of a folder', () => {
  it('has all parts of version 2 in it', () => {
    const places = placesOfFolder(inMemory(v2Tree('/', {})), '/sys/fs/cgroup/system.slice/docker-1.scope');
    for (const place of Object.values(places)) {
      expect(place).toMatchObject({
        version: 'v2',
        path: '/system.slice/docker-1.scope',
        folder: '/sys/fs/cgroup/system.slice/docker-1.scope',
      });
    }
  });

  it('has the same path in the other hierarchies of version 1', () => {
    const places = placesOfFolder(inMemory(v1Tree('/', {})), '/sys/fs/cgroup/memory/docker/1');
    expect(places.io).toMatchObject({ version: 'v1', folder: '/sys/fs/cgroup/blkio/docker/1', path: '/docker/1' });
    expect(places.cpu).toMatchObject({ folder: '/sys/fs/cgroup/cpu,cpuacct/docker/1' });
    expect(places.unified).toMatchObject({ reason: 'not-supported' });
  });

  it('refuses what is no cgroup', () => {
    const files = inMemory(v2Tree('/', {}));
    for (const folder of ['/home/me', '/sys/fs/cgroupx', '/sys/fs/cgroup/../x', '']) {
      expect(() => placesOfFolder(files, folder), folder).toThrow(expect.objectContaining({ reason: 'not-found' }));
    }
  });
});
