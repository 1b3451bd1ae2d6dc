import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coresOf,
  parseCfsBandwidth,
  parseCpuList,
  parseCpuMaxBandwidth,
  parseLimit,
  parseWeight,
} from '../../../../../../src/core/probes/linux/cgroup/limit-values.ts';
import {
  runtimeSharesFor,
  runtimeWeightFor,
  sharesShownFor,
  weightShownFor,
} from '../../../../../../src/core/probes/linux/cgroup/weights.ts';

const coresOfCpuMax = (text: string): number => coresOf(parseCpuMaxBandwidth(text));
const coresOfCfs = (quota: string, period: string): number => coresOf(parseCfsBandwidth(quota, period));

describe('limit', () => {
  it.each([
    'max\n',
    '-1',
    '9223372036854771712',
    '9223372036854759424',
    '9223372036854710272',
    '9223372036854775807',
    '18446744073709551615',
    '9223372036854772000',
  ])('%s is none', (text) => expect(parseLimit(text)).toBe(Infinity));

  it('is a whole number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseLimit(`${bytes}\n`)).toBe(bytes);
      }),
    );
    for (const text of ['', '\n', '1.5', '1e9', '-2', '0x10', '1 2', 'Max', '9'.repeat(21)])
      expect(() => parseLimit(text), text).toThrow(RangeError);
    expect(() => parseLimit('12 kB')).toThrow('expected a whole number or "max", got "12 kB"');
  });
});

describe('quota', () => {
  it('is a fraction of a core or many cores, in both versions', () => {
    const us = fc.integer({ min: 1, max: 1_000_000_000 });
    fc.assert(
      fc.property(us, us, (quota, period) => {
        expect(coresOfCpuMax(`${quota} ${period}\n`)).toBe(quota / period);
        expect(coresOfCfs(`${quota}\n`, `${period}\n`)).toBe(quota / period);
      }),
    );
    expect(coresOfCpuMax('150000')).toBe(1.5);
    expect(coresOfCpuMax('max 100000')).toBe(Infinity);
    expect(coresOfCfs('-1\n', '100000\n')).toBe(Infinity);
  });

  it('refuses what is no quota', () => {
    for (const text of ['', 'x', 'max 0', '0 100000', '1 2 3', '1 0', '-5 100000', '1e5 1'])
      expect(() => coresOfCpuMax(text), text).toThrow(RangeError);
    for (const [quota, period] of [
      ['-5', '1'],
      ['5', ''],
      ['', '5'],
      ['5', '0'],
      ['5.5', '1'],
    ] as const) {
      expect(() => coresOfCfs(quota, period)).toThrow(RangeError);
    }
  });
});

describe('list of CPUs', () => {
  it('has ranges, single ones and groups', () => {
    expect(parseCpuList('0-3,8\n')).toEqual([0, 1, 2, 3, 8]);
    expect(parseCpuList('0-7:2/4')).toEqual([0, 1, 4, 5]);
    expect(parseCpuList('3,1-2,2')).toEqual([1, 2, 3]);
    expect(parseCpuList('\n')).toBeNull();
    for (const text of ['a', '3-1', '1-', '-1', '0-3:0/2', '0-3:3/2', '0-99999', '1,,2', '1;2'])
      expect(() => parseCpuList(text), text).toThrow(RangeError);
  });

  it('is read back as the kernel writes it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1 }), (cpus) => {
        const sorted = cpus.toSorted((a, b) => a - b);
        const ranges: string[] = [];
        for (let i = 0; i < sorted.length;) {
          let j = i;
          while (sorted[j + 1] === (sorted[j] ?? 0) + 1) j += 1;
          ranges.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
          i = j + 1;
        }
        expect(parseCpuList(ranges.join(','))).toEqual(sorted);
      }),
    );
  });
});

describe('weight', () => {
  it('is a whole number in its range', () => {
    expect(parseWeight('100\n', 10_000)).toBe(100);
    expect(parseWeight('0\n', 10_000)).toBe(0);
    for (const text of ['10001', '-1', 'default', '']) expect(() => parseWeight(text, 10_000)).toThrow(RangeError);
  });

  it('is converted so that the defaults meet, or as runtimes do', () => {
    expect([sharesShownFor(100), weightShownFor(1024)]).toEqual([1024, 100]);
    // The ends of both ranges, and what runc and the kubelet make of Docker's default.
    expect([2, 1024, 262_144].map(runtimeWeightFor)).toEqual([1, 39, 10_000]);
    expect([1, 79, 10_000].map(runtimeSharesFor)).toEqual([2, 2046, 262_144]);
  });
});
