import { afterAll, describe, expect, test } from 'vitest';
import { identityOfCgroup, podOfCgroup } from '../../src/core/probes/environment/cgroup-identity.ts';
import { parseEnviron } from '../../src/core/probes/environment/environ.ts';
import { readEnvironment } from '../../src/core/probes/environment/read-environment.ts';
import type { CommandRunner } from '../../src/core/ports.ts';
import { type Environment, environment } from '../../src/shared/model/environment.ts';
import { capturedCommands, differences, type FixtureCase, loadFixtureCases, Tally } from '../support/fixture-cases.ts';

const cases = loadFixtureCases();
const tally = new Tally();
const PARTS = ['container', 'virtualization'] as const;
type Part = (typeof PARTS)[number];

/** The commands of a case, under the names by which they are run. `sysctl` was captured name by name and is asked for all at once. */
function commandsOf(fixture: FixtureCase): CommandRunner {
  const sysctl = capturedCommands(fixture, (_, [, name = '']) => `sysctl -n ${name}`);
  const others = capturedCommands(fixture, (file, args) => {
    if (file.endsWith('/ioreg')) return 'ioreg -l';
    if (file === 'powershell.exe') return 'Get-CimInstance Win32_ComputerSystemProduct | ConvertTo-Json';
    return [file.split('/').at(-1), ...args].join(' ');
  });
  return {
    async run(file, args, options) {
      if (!file.endsWith('/sysctl')) return others.run(file, args, options);
      const lines = await Promise.all(
        args.slice(1).map((name) =>
          sysctl.run(file, ['-n', name], options).then(
            (value) => `${name}: ${value.trim()}\n`,
            () => '',
          ),
        ),
      );
      return lines.join('');
    },
  };
}

function readCase(fixture: FixtureCase): Promise<Environment> {
  const { platform, rootDir, env } = fixture;
  return readEnvironment({ platform, rootDir: rootDir ?? '/nonexistent', variables: env ?? null, commands: commandsOf(fixture) });
}

/** `…OneOf` names the right answers of a key, `notType` a wrong one. Evidence is in words of a person: that there is some is asserted. */
function wrongIn(part: Part, expected: Readonly<Record<string, unknown>>, got: Environment): string[] {
  const facts: Readonly<Record<string, unknown>> = got[part];
  return Object.entries(expected).flatMap(([key, value]) => {
    const oneOf = /^(.+)OneOf$/.exec(key)?.[1];
    if (oneOf !== undefined) return (value as unknown[]).includes(facts[oneOf]) ? [] : [`${part}.${oneOf}: ${String(facts[oneOf])}`];
    if (`${key}OneOf` in expected) return [];
    if (key === 'notType') return facts['type'] === value ? [`${part}.type: ${String(value)}`] : [];
    if (key === 'evidence') return got.evidence.some(({ about }) => about === part) ? [] : [`${part}: no evidence`];
    if (key === 'hints') {
      return (value as string[]).filter((hint) => !got.virtualization.hints.includes(hint)).map((hint) => `${part}: no hint "${hint}"`);
    }
    return differences(value, facts[key], `${part}.${key}`);
  });
}

const partsOf = ({ expect: wanted }: FixtureCase): [Part, Readonly<Record<string, unknown>>][] =>
  PARTS.flatMap((part) => (part in wanted ? [[part, wanted[part] as Readonly<Record<string, unknown>>]] : []));
const named = (found: readonly FixtureCase[]): [string, FixtureCase][] => found.map((fixture) => [fixture.case, fixture]);
const judged = cases.filter((fixture) => fixture.platform !== 'any' && partsOf(fixture).length > 0);

describe.skipIf(cases.length === 0)('captured machines: container and virtual machine', () => {
  test.each(named(judged))('%s', async (_name, fixture) => {
    const got = await readCase(fixture);
    expect(environment.parse(got)).toEqual(got);
    const wrong = partsOf(fixture).flatMap(([part, expected]) => wrongIn(part, expected, got));
    tally.add(fixture, wrong.length === 0);
    expect(wrong).toEqual([]);
  });

  // As for a machine of which there are only files. A case's own variables are not among them.
  const files = judged.filter(({ platform, env }) => platform === 'linux' && env === undefined);
  test.each(named(files))('%s, from its files alone', async (_name, fixture) => {
    const got = await readEnvironment({ platform: 'linux', rootDir: fixture.rootDir ?? '/nonexistent', variables: null, commands: null });
    expect(partsOf(fixture).flatMap(([part, expected]) => wrongIn(part, expected, got))).toEqual([]);
  });

  test('each line of a membership file by itself', () => {
    for (const { expect: wanted } of cases) {
      for (const { line, ...expected } of (wanted['lines'] ?? []) as ({ readonly line: string } & Readonly<Record<string, unknown>>)[]) {
        const path = line.replace(/^[^:]*:[^:]*:/, '');
        const got = { id: null, runtime: null, name: null, ...identityOfCgroup(path), ...podOfCgroup(path) };
        expect({ line, wrong: differences({ ...expected, note: undefined }, { ...got, note: undefined }) }).toEqual({ line, wrong: [] });
      }
    }
  });

  test('the variables of a process', () => {
    const host = cases.find(({ case: name }) => name === 'baremetal-procfs-host');
    if (host === undefined) return;
    expect(Object.keys(parseEnviron(host.text('root/proc/self/environ')))).toContain('PATH');
  });

  afterAll(() => console.log(`container and virtual machine, by category: ${tally.toString()}`));
});
