import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityOfListed, inspectedOf } from '../../../../../src/core/probes/engines/container-facts.ts';
import { parseEndpoint } from '../../../../../src/core/probes/engines/endpoint.ts';
import { engineFactsOf } from '../../../../../src/core/probes/engines/engine-facts.ts';
import { containerInfoOf } from '../../../../../src/core/probes/engines/figures.ts';
import { grantOf } from '../../../../../src/core/probes/engines/grant.ts';
import { createJsonLines } from '../../../../../src/core/probes/engines/json-lines.ts';
import { textOf, timeOf } from '../../../../../src/core/probes/engines/json-values.ts';
import { retryDelayMs } from '../../../../../src/core/probes/engines/retry-delay.ts';
import { samplesOfStats } from '../../../../../src/core/probes/engines/stats-sample.ts';
import { containerInfo } from '../../../../../src/shared/model/container.ts';

const ID = 'a'.repeat(64);
const DOCKER = { podman: false, windows: false, hostNetwork: false, sharedNetwork: false } as const;
const MACHINE = { cpuCount: 4, memoryBytes: 8e9, source: 'system' } as const;

describe('addresses', () => {
  test.each([
    ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { socketPath: '\\\\.\\pipe\\docker_engine' }],
    ['tcp://10.0.0.2:2375', { hostname: '10.0.0.2', port: 2375 }],
    ['tcp://10.0.0.2', { hostname: '10.0.0.2', port: 2375 }],
    ['tcp://[::1]:80', { hostname: '::1', port: 80 }],
    ['http://docker.local:1234/', { hostname: 'docker.local', port: 1234 }],
  ])('%s', (text, connect) => {
    expect(parseEndpoint(text, 'DOCKER_HOST').connect).toEqual(connect);
  });

  test.each([
    '',
    'docker',
    'unix://relative',
    'unix://',
    'tcp://',
    'tcp://h:99999',
    'tcp://u:p@h:1',
    'tcp://h/path',
    'npipe://x',
    'unix:///a\nb',
    `unix:///${'x'.repeat(2000)}`,
  ])('what is none is refused by name: %j', (text) => {
    expect(() => parseEndpoint(text, 'DOCKER_HOST')).toThrow(/^DOCKER_HOST: expected an address such as/);
  });

  test('what is not supported says what is', () => {
    expect(() => parseEndpoint('ssh://me@host', 'context "far"')).toThrow(
      'context "far": ssh:// is not supported; expected unix://, npipe:// or tcp://',
    );
  });
});

describe('values', () => {
  test('times', () => {
    expect(timeOf('2026-11-21T12:37:22.104919287Z')).toBeCloseTo(Date.UTC(2026, 10, 21, 12, 37, 22) + 104.919287, 3);
    expect(timeOf('2026-04-27T15:49:54.5+02:00')).toBe(Date.UTC(2026, 3, 27, 13, 49, 54) + 500);
    for (const none of ['0001-01-01T00:00:00Z', '', 'now', '2026-13-01T00:00:00Z', 5, null]) expect(timeOf(none)).toBeNull();
  });

  test('a text is never cut within a character', () => {
    expect(textOf('ab😀', 3)).toBe('ab');
    expect(textOf('ab😀', 4)).toBe('ab😀');
  });

  test('the time to the next try doubles to its bound, the upper half by chance', () => {
    const bounds = { firstMs: 100, maxMs: 1000 };
    expect([1, 2, 3, 5, 500].map((failures) => retryDelayMs(failures, bounds, () => 0))).toEqual([50, 100, 200, 500, 500]);
    expect(retryDelayMs(1, bounds, () => 0.999)).toBeCloseTo(100, 0);
  });
});

describe('lines of JSON', () => {
  function collect(chunks: readonly Buffer[], maxLineBytes = 1000): { values: unknown[]; broken: string[]; tooLong: number } {
    const got = { values: [] as unknown[], broken: [] as string[], tooLong: 0 };
    const lines = createJsonLines({
      maxLineBytes,
      onValue: (value) => got.values.push(value),
      onBroken: (line) => got.broken.push(line),
      onTooLong: () => (got.tooLong += 1),
    });
    for (const chunk of chunks) lines.push(chunk);
    return got;
  }

  test('however the bytes are cut, the values are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat(40)), (values, cuts) => {
        const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\r\n`).join('\n'));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        chunks.push(bytes.subarray(at));
        expect(collect(chunks, 1e6).values).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  test('a broken line stops none of the others, an endless one all', () => {
    expect(collect([Buffer.from('{"a":1}\n{oops\n[2]\n{"unfinished":')])).toEqual({
      values: [{ a: 1 }, [2]],
      broken: ['{oops'],
      tooLong: 0,
    });
    expect(collect([Buffer.from('1\n'), Buffer.alloc(8, 'x'), Buffer.alloc(8, 'x'), Buffer.from('\n2\n')], 10)).toEqual({
      values: [1],
      broken: [],
      tooLong: 1,
    });
  });
});

describe('containers', () => {
  test('states, Podman’s own words among them, and health', () => {
    const stateOf = (State: unknown): string => identityOfListed({ Id: ID, State }, 'e').state;
    expect(['running', 'Exited', 'configured', 'stopped', 'stopping', 'weird', 5].map(stateOf)).toEqual([
      'running',
      'exited',
      'created',
      'exited',
      'running',
      'unknown',
      'unknown',
    ]);
    const healthOf = (Status: string): string => identityOfListed({ Id: ID, Status }, 'e').health;
    expect(['Up 2 hours (healthy)', 'Up 1 second (health: starting)', 'Up (Paused)', 'Exited (0)'].map(healthOf)).toEqual([
      'healthy',
      'starting',
      'none',
      'none',
    ]);
  });

  test('its own name is not the one it has in another', () => {
    expect(identityOfListed({ Id: ID, Names: ['/web/db', '/db'] }, 'e').name).toBe('db');
    expect(identityOfListed({ Id: ID, Names: null }, 'e').name).toBe('a'.repeat(12));
  });

  test('labels and texts have bounds', () => {
    const Labels = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`l${i}`, 'x'.repeat(5000)]));
    const { identity } = inspectedOf({ Id: ID, Name: `/${'n'.repeat(999)}`, Config: { Labels } }, 'e');
    expect(identity.labels).toHaveLength(64);
    expect(identity.labelsLeftOut).toBe(36);
    expect(identity.labels[0]?.value).toHaveLength(1024);
    expect(identity.name.length).toBeLessThanOrEqual(256);
  });

  test.each([undefined, 'x', '../../info', 'A'.repeat(64), 5])('without an id it is none: %j', (Id) => {
    expect(() => identityOfListed({ Id }, 'e')).toThrow('expected an id of hexadecimal digits');
  });

  test('what it was given', () => {
    expect(grantOf({ NanoCpus: 15e8, CpusetCpus: '0-2,5', Memory: 100, MemorySwap: 300, PidsLimit: 7 })).toEqual({
      quotaCores: 1.5,
      cpuset: [0, 1, 2, 5],
      memoryBytes: 100,
      swapBytes: 200,
      pids: 7,
    });
    expect(grantOf({ CpuQuota: 50_000 }).quotaCores).toBe(0.5);
    expect(grantOf({ CpuQuota: 50_000, CpuPeriod: 25_000 }).quotaCores).toBe(2);
    const none = { quotaCores: null, cpuset: null, memoryBytes: null, swapBytes: null, pids: null };
    expect(grantOf({})).toEqual(none);
    expect(grantOf({ NanoCpus: 0, CpuQuota: -1, CpusetCpus: 'all', Memory: 0, MemorySwap: -1, PidsLimit: 2 ** 64 })).toEqual(none);
    expect(grantOf({ Memory: 100, MemorySwap: 100 }).swapBytes).toBe(0);
  });

  test('Podman makes up an ID for every answer: its storage tells it', () => {
    const podman = { Components: [{ Name: 'Podman Engine' }] };
    const identityOf = (info: object): string => engineFactsOf(podman, info).identity;
    expect(identityOf({ ID: '1', DockerRootDir: '/a', Name: 'h' })).toBe(identityOf({ ID: '2', DockerRootDir: '/a', Name: 'h' }));
    expect(identityOf({ ID: '1', DockerRootDir: '/a', Name: 'h' })).not.toBe(identityOf({ ID: '1', DockerRootDir: '/b', Name: 'h' }));
    expect(engineFactsOf({}, { ID: '1', Name: 'h' }).identity).not.toBe(engineFactsOf({}, { ID: '2', Name: 'h' }).identity);
  });
});

describe('statistics', () => {
  const second = {
    read: '2026-01-01T00:00:02Z',
    preread: '2026-01-01T00:00:01Z',
    cpu_stats: { cpu_usage: { total_usage: 3e9 }, system_cpu_usage: 8e9, online_cpus: 4 },
    precpu_stats: { cpu_usage: { total_usage: 2e9 }, system_cpu_usage: 4e9 },
  };
  const infoOf = (message: unknown, source = DOCKER as Parameters<typeof samplesOfStats>[1]): ReturnType<typeof containerInfoOf> =>
    containerInfoOf({ ...inspectedOf({ Id: ID, State: { Status: 'running' } }, 'e'), samples: samplesOfStats(message, source) }, MACHINE);

  test('CPU as the Docker CLI has it, and over time', () => {
    expect(infoOf(second).cpu).toMatchObject({
      dockerPercent: 100,
      cores: 1,
      usagePercent: 25,
      usageOf: 'machine',
      limit: { value: 4, source: 'system' },
    });
  });

  test('a Windows container is measured against all processors', () => {
    const message = {
      ...second,
      num_procs: 4,
      cpu_stats: { cpu_usage: { total_usage: 3e7 } },
      precpu_stats: { cpu_usage: { total_usage: 2e7 } },
    };
    const { cpu } = infoOf(message, { ...DOCKER, windows: true });
    expect(cpu.dockerPercent).toBeCloseTo(25, 3);
    expect(cpu.cores).toBeCloseTo(1, 6);
  });

  test('Podman’s made-up first pair gives no rate', () => {
    const { cpu, absent } = infoOf(second, { ...DOCKER, podman: true });
    expect(cpu).toMatchObject({ cores: null, dockerPercent: null });
    expect(absent).toContainEqual({ part: 'cpu', reason: 'first-sample', detail: 'a rate needs two samples' });
  });

  test('memory without a map of details may include cache, and says so', () => {
    expect(infoOf({ memory_stats: { usage: 500 } }).memory).toMatchObject({ usedBytes: 500, includesCache: true });
    expect(infoOf({ memory_stats: { usage: 500, stats: { inactive_file: 200 } } }).memory).toMatchObject({
      usedBytes: 300,
      includesCache: false,
    });
    expect(infoOf({ memory_stats: { usage: 500, stats: { inactive_file: 600 } } }).memory).toMatchObject({
      usedBytes: 500,
      includesCache: false,
    });
    expect(infoOf({ memory_stats: {} }).memory.usedBytes).toBeNull();
  });

  test('traffic of a shared network is nobody’s', () => {
    const networks = { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } };
    expect(infoOf({ networks }).network).toMatchObject({ receivedBytes: 11, sentBytes: 22 });
    for (const shared of [{ hostNetwork: true }, { sharedNetwork: true }]) {
      const { network, absent } = infoOf({ networks }, { ...DOCKER, ...shared });
      expect(network.receivedBytes).toBeNull();
      expect(absent.find(({ part }) => part === 'network')?.detail).toMatch(/^it uses the/);
    }
  });

  test('a counter that went back gives no rate', () => {
    const { now } = samplesOfStats(second, DOCKER);
    const later = samplesOfStats({ ...second, read: '2026-01-01T00:00:03Z', cpu_stats: { cpu_usage: { total_usage: 1 } } }, DOCKER);
    const info = containerInfoOf({ ...inspectedOf({ Id: ID }, 'e'), samples: { now: later.now, before: now } }, MACHINE);
    expect(info.cpu.cores).toBeNull();
    expect(info.absent.find(({ part }) => part === 'cpu')?.reason).toBe('counter-reset');
  });

  test('whatever an engine sends, the answer fits the model and no number is negative or infinite', () => {
    const junk = fc.oneof(fc.jsonValue(), fc.double(), fc.constant(undefined));
    const key = fc.constantFrom(
      'cpu_usage',
      'total_usage',
      'system_cpu_usage',
      'online_cpus',
      'usage',
      'limit',
      'stats',
      'inactive_file',
      'eth0',
      'rx_bytes',
      'current',
      'op',
      'value',
    );
    const tree = fc.dictionary(key, fc.oneof(junk, fc.dictionary(key, junk)));
    const top = fc.constantFrom(
      'read',
      'preread',
      'cpu_stats',
      'precpu_stats',
      'memory_stats',
      'networks',
      'blkio_stats',
      'pids_stats',
      'num_procs',
      'storage_stats',
    );
    fc.assert(
      fc.property(fc.dictionary(top, fc.oneof(junk, tree)), fc.boolean(), fc.boolean(), (message, podman, windows) => {
        const info = containerInfo.parse(infoOf(message, { ...DOCKER, podman, windows }));
        const numbers = [
          ...Object.values(info.cpu),
          ...Object.values(info.memory),
          ...Object.values(info.network),
          ...Object.values(info.blockIo),
        ];
        for (const number of numbers) if (typeof number === 'number') expect(Number.isFinite(number) && number >= 0).toBe(true);
      }),
    );
  });
});
