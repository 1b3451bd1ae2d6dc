import { describe, expect, test } from 'vitest';
import { cgroupAnswer } from '../../src/core/probes/linux/cgroup/answer.ts';
import { parseIoStat } from '../../src/core/probes/linux/cgroup/io-stat.ts';
import { coresOf, parseCfsBandwidth, parseCpuMaxBandwidth } from '../../src/core/probes/linux/cgroup/limit-values.ts';
import { parseMemoryStatV2 } from '../../src/core/probes/linux/cgroup/memory-stat.ts';
import { parseMountinfo } from '../../src/core/probes/linux/cgroup/mountinfo.ts';
import { parseProcCgroup } from '../../src/core/probes/linux/cgroup/proc-cgroup.ts';
import { createKernelFiles } from '../../src/core/probes/linux/kernel-files.ts';
import { parsePressure } from '../../src/core/probes/linux/pressure.ts';
import { Scanner } from '../../src/core/probes/linux/scan.ts';
import { type FixtureCase, differences, loadFixtureCases } from '../support/fixture-cases.ts';

const coresOfCpuMax = (text: string): number => coresOf(parseCpuMaxBandwidth(text));
const coresOfCfs = (quota: string, period: string): number => coresOf(parseCfsBandwidth(quota, period));

const cases = loadFixtureCases().filter(({ platform }) => platform === 'linux' || platform === 'any');
const KEYS = ['cgroup', 'memory', 'cpu', 'io', 'pids', 'psi'] as const;
const scan = (text: string): Scanner => new Scanner(Buffer.from(text));
const named = (found: readonly FixtureCase[]): [string, FixtureCase][] => found.map((fixture) => [fixture.case, fixture]);

interface Expecting<T> {
  readonly fixture: FixtureCase;
  readonly expected: T;
}

/** The cases that expect `key`, each with what it expects there. */
function expecting(key: string): unknown[] {
  return cases.filter((fixture) => key in fixture.expect).map((fixture) => ({ fixture, expected: fixture.expect[key] }));
}

/** `…OneOf` names the right answers of a key; `mustNotEscape` the folder that every path lies in. */
function wrongIn(fixture: FixtureCase): string[] {
  const files = createKernelFiles(fixture.rootDir ?? '');
  const answer = cgroupAnswer(files);
  expect(files.openCount).toBe(0);
  return KEYS.filter((key) => key in fixture.expect).flatMap((key) => {
    const expected = fixture.expect[key];
    if (Array.isArray(expected)) return differences(expected, answer[key], key);
    const { modeOneOf, mustNotEscape, ...rest } = expected as { modeOneOf?: string[]; mustNotEscape?: string };
    const paths = Object.values(answer.cgroup.paths).filter((path) => path !== null);
    return [
      ...differences(rest, answer[key], key),
      ...(modeOneOf !== undefined && !modeOneOf.includes(answer.cgroup.mode) ? [`cgroup.mode: ${answer.cgroup.mode}`] : []),
      ...paths.filter((path) => mustNotEscape !== undefined && !path.startsWith(mustNotEscape)),
    ];
  });
}

const answered = cases.filter((fixture) => fixture.rootDir !== null && KEYS.some((key) => key in fixture.expect));

describe.skipIf(cases.length === 0)('captured machines: cgroups', () => {
  test.each(named(answered))('%s', (_name, fixture) => {
    expect(wrongIn(fixture)).toEqual([]);
  });

  test('no captured machine makes it throw', () => {
    for (const fixture of cases.filter(({ rootDir }) => rootDir !== null)) {
      const { evidence } = cgroupAnswer(createKernelFiles(fixture.rootDir ?? ''));
      expect(evidence.length, fixture.case).toBeGreaterThan(0);
    }
  });

  test('mount points, types and sources', () => {
    for (const { fixture, expected } of expecting('mounts') as Expecting<object[]>[]) {
      const entries = parseMountinfo(fixture.text('root/proc/self/mountinfo'));
      for (const mount of expected) expect(entries).toContainEqual(expect.objectContaining(mount));
    }
  });

  test('every line of a membership file', () => {
    for (const { expected } of expecting('lines') as Expecting<{ line: string }[]>[]) {
      for (const { line } of expected) expect(parseProcCgroup(line)).toMatchObject([{ path: line.replace(/^[^:]*:[^:]*:/, '') }]);
    }
  });
});

interface Quota {
  readonly cores?: number | null;
  readonly error?: boolean;
}

describe.skipIf(cases.length === 0)('captured values', () => {
  const coresOf = (read: () => number): Quota => {
    try {
      const cores = read();
      return { cores: Number.isFinite(cores) ? cores : null };
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(RangeError);
      return { error: true };
    }
  };

  test('quotas of version 2', () => {
    for (const { expected } of expecting('v2') as Expecting<(Quota & { raw: string })[]>[]) {
      for (const { raw, cores, error } of expected)
        expect(
          coresOf(() => coresOfCpuMax(raw)),
          raw,
        ).toEqual(error === true ? { error } : { cores });
    }
  });

  test('quotas of version 1', () => {
    for (const { expected } of expecting('v1') as Expecting<(Quota & { quota: string; period: string | null })[]>[]) {
      for (const { quota, period, cores, error } of expected) {
        expect(
          coresOf(() => coresOfCfs(quota, period ?? '')),
          quota,
        ).toEqual(error === true ? { error } : { cores });
      }
    }
  });

  interface CapturedFile {
    readonly file?: string;
    readonly devices?: { device: string }[];
    readonly raw?: string;
    readonly error?: boolean;
    readonly some?: object | null;
    readonly full?: object | null;
  }
  const captured = (expecting('files') as Expecting<CapturedFile[]>[]).flatMap(({ fixture, expected }) =>
    expected.map((file) => ({ fixture, ...file })),
  );

  test('device counters', () => {
    for (const { fixture, file, devices } of captured) {
      if (file === undefined || devices === undefined) continue;
      const found = parseIoStat(scan(fixture.text(`root${file}`)));
      expect(
        differences(
          devices,
          [...found].map(([device, counters]) => ({ device, ...counters })),
          file,
        ),
      ).toEqual([]);
    }
  });

  test('pressure', () => {
    for (const { raw, error, some, full } of captured) {
      if (raw === undefined) continue;
      const sides = parsePressure(scan(raw));
      const line = (side: typeof sides.some): object | null => side && { ...side, totalUsec: side.totalUs };
      // A bad number is no number: never 0, and no reason to lose the good ones beside it.
      if (error === true) expect(Object.values(sides.some ?? {}), raw).toContain(null);
      else expect(differences({ some, full }, { some: line(sides.some), full: line(sides.full) }, raw)).toEqual([]);
    }
  });

  test('memory.stat', () => {
    for (const { fixture, expected } of expecting('memoryStat') as Expecting<{ anon: number }>[]) {
      const stat = parseMemoryStatV2(scan(fixture.text('root/memory.stat')), 'memory.stat');
      expect(stat.anonBytes).toBe(expected.anon);
    }
  });
});
