import { describe, expect, test } from 'vitest';
import { type ContainerInfo, containerInfo } from '../../src/shared/model/container.ts';
import { Absence } from '../../src/core/probes/absence.ts';
import { identityOfListed, inspectedOf } from '../../src/core/probes/engines/container-facts.ts';
import { engineFactsOf } from '../../src/core/probes/engines/engine-facts.ts';
import { containerInfoOf } from '../../src/core/probes/engines/figures.ts';
import { samplesOfStats } from '../../src/core/probes/engines/stats-sample.ts';
import { type FixtureCase, Tally, loadFixtureCases } from '../support/fixture-cases.ts';

const cases = loadFixtureCases().filter(({ category }) => category.includes('docker-api'));
const NO_MACHINE = { cpuCount: null, memoryBytes: null, source: 'system' } as const;

/** The JSON of the first captured answer to a question that the pattern names; null where it was not captured. */
function answer(fixture: FixtureCase, question: RegExp): unknown {
  const path = Object.entries(fixture.http ?? {}).find(([key]) => question.test(key))?.[1];
  return path === undefined ? null : JSON.parse(fixture.text(path));
}

/** A captured sample of statistics, read as the page shows it. What the case has no list and no inspection for is made up. */
function infoOf(fixture: FixtureCase): ContainerInfo {
  const inspect = answer(fixture, /\/json$/) as Record<string, unknown> | null;
  const inspected = inspect !== null && 'HostConfig' in inspect ? inspectedOf(inspect, 'e') : null;
  const identity = inspected?.identity ?? identityOfListed({ Id: 'abcdef012345', Names: ['/x'], State: 'running' }, 'e');
  const facts = engineFactsOf({}, answer(fixture, /\/info$/) ?? {});
  // A capture of a Windows engine is told by its platform: the old engine left OSType out.
  const source = {
    podman: false,
    windows: facts.windows || fixture.platform === 'win32',
    hostNetwork: identity.hostNetwork,
    sharedNetwork: false,
  };
  const samples = samplesOfStats(answer(fixture, /\/stats\?/), source);
  const grant = inspected?.grant ?? new Absence('failed', 'not captured');
  return containerInfo.parse(containerInfoOf({ identity, grant, samples }, NO_MACHINE));
}

/** The field of ours for each key of `expect.stats`. */
const FIELD: Readonly<Record<string, (info: ContainerInfo) => unknown>> = {
  cpuPercent: ({ cpu }) => cpu.dockerPercent,
  // The case derives it from the CLI's percentage; our own cores are taken over time.
  cpuCoresUsed: ({ cpu }) => (cpu.dockerPercent === null ? null : cpu.dockerPercent / 100),
  memUsedBytes: ({ memory }) => memory.usedBytes,
  netRxBytes: ({ network }) => network.receivedBytes,
  netTxBytes: ({ network }) => network.sentBytes,
  blockReadBytes: ({ blockIo }) => blockIo.readBytes,
  blockReadBytesDeduplicated: ({ blockIo }) => blockIo.readBytes,
  blockWriteBytes: ({ blockIo }) => blockIo.writtenBytes,
  pids: ({ processes }) => processes.used,
};
/** What we do not show: the CLI's average since boot, its sum over stacked devices, and facts that are only steps of a formula. */
const NOT_OURS = new Set(['cpuPercentDockerCli', 'blockReadBytesCli', 'onlineCpus', 'failcnt', 'numProcs', 'limitIsHostMemory']);

describe.skipIf(cases.length === 0)('captured answers of engines', () => {
  const tally = new Tally();

  test.each(cases.map((fixture) => [fixture.case, fixture] as const))('%s', (_name, fixture) => {
    const problems: string[] = [];
    const expected = fixture.expect as {
      stats?: Record<string, Record<string, number | boolean | null>>;
      containers?: readonly Record<string, unknown>[];
      inspect?: { cpusetCpus: number[]; cpuLimitCores: number; memoryLimitBytes: number | null };
    };
    for (const stats of Object.values(expected.stats ?? {})) {
      const info = infoOf(fixture);
      for (const [key, value] of Object.entries(stats)) {
        if (NOT_OURS.has(key)) continue;
        const got = key === 'memLimitBytes' || key === 'memPercent' ? memoryOf(fixture)[key] : FIELD[key]?.(info);
        // The cases give four digits of a figure.
        const same =
          typeof value === 'number' && typeof got === 'number' ? Math.abs(got - value) <= 1e-3 * Math.max(0.1, value) : got === value;
        if (!same) problems.push(`stats.${key}: expected ${String(value)}, got ${String(got)}`);
      }
    }
    for (const [index, container] of (expected.containers ?? []).entries()) {
      const list = answer(fixture, /containers\/json/) as readonly unknown[];
      const identity = identityOfListed(list[index], 'e');
      const got = {
        id: identity.id,
        name: identity.name,
        image: identity.image,
        state: identity.state,
        running: identity.state === 'running',
      };
      for (const [key, value] of Object.entries(container)) {
        if (got[key as keyof typeof got] !== value)
          problems.push(`containers[${index}].${key}: expected ${String(value)}, got ${String(got[key as keyof typeof got])}`);
      }
    }
    if (expected.inspect !== undefined) {
      const { grant } = inspectedOf(answer(fixture, /\/json$/), 'e');
      const info = infoOf(fixture);
      expect(grant.cpuset).toEqual(expected.inspect.cpusetCpus);
      expect(info.cpu.limit).toEqual({ value: expected.inspect.cpuLimitCores, source: 'container' });
      expect(grant.memoryBytes).toBe(expected.inspect.memoryLimitBytes);
    }
    tally.add(fixture, problems.length === 0);
    expect(problems).toEqual([]);
  });

  /** The limit as the engine reports it: the machine's memory where there is none of its own. */
  function memoryOf(fixture: FixtureCase): { memLimitBytes: number | null; memPercent: number | null } {
    const info = infoOf(fixture);
    const { now } = samplesOfStats(answer(fixture, /\/stats\?/), {
      podman: false,
      windows: fixture.platform === 'win32',
      hostNetwork: false,
      sharedNetwork: false,
    });
    const limit = now.memoryLimitBytes;
    return {
      memLimitBytes: limit,
      memPercent: limit === null || info.memory.usedBytes === null ? null : (info.memory.usedBytes / limit) * 100,
    };
  }

  test('every case of the engine API is covered', () => {
    console.log(`engines: ${tally.toString()}`);
    expect(cases.length).toBeGreaterThanOrEqual(7);
  });
});
