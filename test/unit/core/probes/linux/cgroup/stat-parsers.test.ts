import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAbsent } from '../../../../../../src/core/probes/absence.ts';
import { counterTimes, type Counter } from '../../../../../../src/core/probes/counter.ts';
import { parseCpuStatV2, parseThrottlingV1 } from '../../../../../../src/core/probes/linux/cgroup/cpu-stat.ts';
import { parseBlkio, parseIoStat } from '../../../../../../src/core/probes/linux/cgroup/io-stat.ts';
import { readKeyedValues } from '../../../../../../src/core/probes/linux/cgroup/keyed-values.ts';
import { Scanner } from '../../../../../../src/core/probes/linux/scan.ts';

const scan = (text: string): Scanner => new Scanner(Buffer.from(text));
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const device = fc.tuple(fc.nat(4095), fc.nat(1_048_575)).map(([major, minor]) => `${major}:${minor}`);
const asCounter = (value: bigint): Counter => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

describe('lines of key and value', () => {
  it('are found whatever their order, and compared whole', () => {
    const names = ['anon', 'anon_thp', 'file', 'file_mapped', 'kernel', 'kernel_stack'];
    fc.assert(
      fc.property(fc.shuffledSubarray(names), fc.array(uint64, { minLength: 6, maxLength: 6 }), (present, values) => {
        const valueOf = (name: string): bigint => values[names.indexOf(name)] ?? 0n;
        const text = present.map((name) => `${name} ${valueOf(name)}\n`).join('');
        const expected = names.map((name) => (present.includes(name) ? asCounter(valueOf(name)) : null));
        expect(
          readKeyedValues(
            scan(text),
            names.map((name) => `${name} `),
          ),
        ).toEqual(expected);
      }),
    );
  });

  it('without a number have none', () => {
    expect(readKeyedValues(scan('a x\nb\nc 1.5\nd -1\ne 7'), ['a ', 'b ', 'c ', 'd ', 'e '])).toEqual([null, null, null, null, 7]);
  });
});

describe('CPU time', () => {
  it('is exact in nanoseconds, from microseconds and from nanoseconds', () => {
    fc.assert(
      fc.property(uint64, uint64, (usageUs, throttled) => {
        const cpu = parseCpuStatV2(scan(`usage_usec ${usageUs}\nnr_periods 5\nnr_throttled 4\nthrottled_usec ${throttled}\n`), 'cpu.stat');
        if (isAbsent(cpu) || isAbsent(cpu.throttling)) expect.fail('absent');
        expect(BigInt(cpu.usageNs)).toBe(usageUs * 1000n);
        expect(BigInt(cpu.throttling.throttledNs)).toBe(throttled * 1000n);
        expect(parseThrottlingV1(scan(`nr_periods 5\nnr_throttled 4\nthrottled_time ${throttled}\n`), 'cpu.stat')).toEqual({
          periods: 5,
          throttledPeriods: 4,
          throttledNs: asCounter(throttled),
        });
      }),
    );
    expect(counterTimes(3, 1000)).toBe(3000);
  });
});

describe('device counters', () => {
  const counters = fc.tuple(uint64, uint64, uint64, uint64, uint64);
  const lines = fc.uniqueArray(fc.tuple(device, counters, fc.array(device, { maxLength: 3 })), {
    selector: ([name]) => name,
    maxLength: 6,
  });

  it('belong to the last device before them, in version 2', () => {
    fc.assert(
      fc.property(lines, fc.array(device, { maxLength: 4 }), (entries, tail) => {
        const written = entries.map(
          ([name, [r, w, ri, wi, d], bare]) =>
            `${[...bare, name].join(' ')} rbytes=${r} wbytes=${w} rios=${ri} wios=${wi} dbytes=${d} dios=0 cost.vrate=100.00\n`,
        );
        const expected = entries.map(([name, [r, w, ri, wi, d]]) => [
          name,
          {
            readBytes: asCounter(r),
            writeBytes: asCounter(w),
            readOps: asCounter(ri),
            writeOps: asCounter(wi),
            discardBytes: asCounter(d),
          },
        ]);
        expect([...parseIoStat(scan(written.join('') + tail.join(' ')))]).toEqual(expected);
      }),
    );
  });

  it('are those of reads and writes, in version 1', () => {
    fc.assert(
      fc.property(lines, (entries) => {
        const written = entries.map(
          ([name, [r, w, s, a, d]]) =>
            `${name} Read ${r}\n${name} Write ${w}\n${name} Sync ${s}\n${name} Async ${a}\n${name} Discard ${d}\n${name} Total 1\n`,
        );
        const found = parseBlkio(scan(`${written.join('')}Total 77\n`), 'bytes', new Map());
        expect([...found]).toEqual(
          entries.map(([name, [r, w, , , d]]) => [
            name,
            { readBytes: asCounter(r), writeBytes: asCounter(w), readOps: null, writeOps: null, discardBytes: asCounter(d) },
          ]),
        );
      }),
    );
  });

  it('that are no numbers are none, and harm no others', () => {
    expect([...parseIoStat(scan('8:0 rbytes=x wbytes=-1 rios= 5 wios=7\nrbytes=9\n8:x rbytes=3\n'))]).toEqual([
      ['8:0', { readBytes: null, writeBytes: null, readOps: null, writeOps: null, discardBytes: null }],
    ]);
  });
});
