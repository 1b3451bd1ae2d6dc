import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Absence, ProbeError } from '../../../../../src/core/probes/absence.ts';
import { parseMounts, volumesOf } from '../../../../../src/core/probes/portable/bsd-mount.ts';
import { parseProcesses } from '../../../../../src/core/probes/portable/bsd-ps.ts';
import { parseStorageDrivers } from '../../../../../src/core/probes/portable/ioreg-storage.ts';
import { parseNetstatInterfaces } from '../../../../../src/core/probes/portable/netstat-ib.ts';
import { countTcpStates } from '../../../../../src/core/probes/portable/netstat-tcp.ts';
import { parsePmset } from '../../../../../src/core/probes/portable/pmset.ts';
import { parseSwVers } from '../../../../../src/core/probes/portable/sw-vers.ts';
import { parseSysctl, sysctlBootTime, sysctlInteger, sysctlSwapUsage } from '../../../../../src/core/probes/portable/sysctl.ts';
import { memoryOf, parseVmStat } from '../../../../../src/core/probes/portable/vm-stat.ts';
import { countUsers } from '../../../../../src/core/probes/portable/who.ts';
import { sample } from './captures.ts';

const RUNS = 1_500;

/** Where an answer has a number that is not finite or negative, however deep it lies. */
function insaneNumbers(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? [] : [`${path} is ${value}`];
  if (typeof value === 'bigint') return value >= 0n ? [] : [`${path} is ${value}`];
  if (typeof value !== 'object' || value === null || value instanceof Absence || value instanceof Set) return [];
  return Object.entries(value).flatMap(([key, inner]) => insaneNumbers(inner, `${path}.${key}`));
}

const JUNK = [
  '',
  '-',
  '-1',
  'NaN',
  '1e309',
  '999999999999999',
  '9007199254740991',
  '0x10',
  '99999999999999999999999',
  '18446744073709551615',
  '\0',
  '\uFFFD',
  '\t',
  '{',
  '"',
  '%',
  ':',
  '9'.repeat(400),
];

/** The text cut, with characters and numbers replaced, lines doubled, dropped and swapped. */
function garbled(text: string): fc.Arbitrary<string> {
  const position = fc.nat({ max: text.length });
  const step = fc.oneof(
    position.map((at) => (input: string) => input.slice(0, at)),
    position.map((at) => (input: string) => input.slice(at)),
    fc.tuple(position, fc.constantFrom(...JUNK)).map(
      ([at, junk]) =>
        (input: string) =>
          input.slice(0, at) + junk + input.slice(at + 1),
    ),
    fc.tuple(position, fc.string({ unit: 'binary', maxLength: 8 })).map(
      ([at, junk]) =>
        (input: string) =>
          input.slice(0, at) + junk + input.slice(at),
    ),
    fc.tuple(fc.nat({ max: 60 }), fc.constantFrom(...JUNK)).map(([nth, junk]) => (input: string) => {
      let count = 0;
      return input.replace(/\d+/g, (digits) => (count++ === nth ? junk : digits));
    }),
    fc.nat({ max: 30 }).map((nth) => (input: string) => input.split('\n').toSpliced(nth, 1).join('\n')),
    fc.nat({ max: 30 }).map((nth) => (input: string) => `${input}\n${input.split('\n')[nth] ?? ''}`),
    fc.constant((input: string) => input.replaceAll('\n', '\r\n')),
    fc.constant((input: string) => input.replaceAll(' ', '')),
  );
  return fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.reduce((input, change) => change(input), text));
}

const parsers: readonly [string, string, (text: string) => unknown][] = [
  ['vm_stat', 'vm_stat.txt', (text) => memoryOf(parseVmStat(text), 16 * 1024 ** 3, new Absence('failed', ''))],
  [
    'sysctl',
    'sysctl.txt',
    (text) => {
      const values = parseSysctl(text);
      return [sysctlSwapUsage(values), sysctlBootTime(values), ...[...values.keys()].map((name) => sysctlInteger(values, name))];
    },
  ],
  ['netstat -ib', 'netstat-ibdn.txt', parseNetstatInterfaces],
  ['netstat -an', 'netstat-tcp.txt', countTcpStates],
  ['ioreg', 'ioreg.txt', parseStorageDrivers],
  ['mount', 'mount.txt', (text) => volumesOf(parseMounts(text))],
  ['ps', 'ps.txt', (text) => [...parseProcesses(text).values()]],
  ['pmset', 'pmset-batt.txt', parsePmset],
  ['who', 'who.txt', countUsers],
  ['sw_vers', 'sw_vers.txt', parseSwVers],
];

/** What a parser makes of a text: its answer, or the ProbeError it threw. Anything else that it throws fails the test. */
function answerOf(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (thrown) {
    if (thrown instanceof ProbeError && thrown.message.length < 400) return null;
    throw thrown;
  }
}

describe.each(parsers)('%s, garbled', (_name, file, parse) => {
  const text = sample(file);

  it(`stays sane in ${RUNS} variants`, () => {
    fc.assert(
      fc.property(garbled(text), (variant) => {
        expect(insaneNumbers(answerOf(parse, variant), file)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('takes megabytes of one line without end', () => {
    const before = performance.now();
    for (const huge of [text.replaceAll('\n', ' ').repeat(400), `${text}${' '.repeat(1e6)}x`, `${text}${'a/.app '.repeat(2e5)}`]) {
      expect(insaneNumbers(answerOf(parse, huge), file)).toEqual([]);
    }
    // A pattern that backtracks would take hours here, not seconds.
    expect(performance.now() - before).toBeLessThan(15_000);
  });
});
