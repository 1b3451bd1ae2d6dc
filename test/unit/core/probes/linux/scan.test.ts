import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scanner } from '../../../../../src/core/probes/linux/scan.ts';

const scan = (text: string): Scanner => new Scanner(Buffer.from(text));

describe('scanner', () => {
  it('reads whole numbers exactly, as a BigInt above 2^53', () => {
    expect(scan(' \t42\n').counter()).toBe(42);
    expect(scan('9007199254740991').counter()).toBe(9_007_199_254_740_991);
    expect(scan('9007199254740993').counter()).toBe(9_007_199_254_740_993n);
    expect(scan('18446744073709551615').counter()).toBe(18_446_744_073_709_551_615n);
    expect(scan('18446744073709551615').integer()).toBe(2 ** 64);
    expect(scan('0000000000000000000012').counter()).toBeNull();
  });

  it.each(['', '   ', '-1', '+1', 'x1', '1x', '1.5', '0x10', '123456789012345678901'])('takes %j for no whole number and stays', (text) => {
    const scanner = scan(text);
    expect(scanner.counter()).toBeNull();
    expect(scanner.position).toBe(0);
  });

  it('ends a number at the stop byte', () => {
    const scanner = scan('0-3,8');
    expect(scanner.counter('-'.charCodeAt(0))).toBe(0);
    expect(scanner.take('-')).toBe(true);
    expect(scanner.counter()).toBeNull();
    expect(scanner.counter(','.charCodeAt(0))).toBe(3);
  });

  it('reads fractions', () => {
    expect(scan('0.00 ').decimal()).toBe(0);
    expect(scan('3.85\n').decimal()).toBe(3.85);
    expect(scan('123456.78').decimal()).toBe(123_456.78);
    expect(scan('7 ').decimal()).toBe(7);
    for (const bad of ['.5', '1.', '1. 5', '1.x', '1.5x', 'nan', '1.0000000000001', '-0.5']) expect(scan(bad).decimal()).toBeNull();
  });

  it('finds a line by its key, and stays where it was when there is none', () => {
    const scanner = scan('cpu 1\nprocs 2\nctxt 3\n');
    expect(scanner.seekLine('ctxt ')).toBe(true);
    expect(scanner.counter()).toBe(3);
    expect(scanner.seekLine('cpu ')).toBe(false);
    expect(scanner.counter()).toBeNull();
  });

  it('never reads behind its length', () => {
    const scanner = new Scanner(Buffer.from('12\n34567'), 4);
    expect(scanner.counter()).toBe(12);
    expect(scanner.nextLine()).toBe(true);
    expect(scanner.take('34')).toBe(false);
    expect(scanner.rest()).toBe('3');
    expect(scanner.atEnd).toBe(true);
    expect(scanner.byte).toBe(-1);
  });

  it('gives back every counter that the kernel can print', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const read = scan(`${value} `).counter();
        expect(BigInt(read ?? -1)).toBe(value);
        expect(typeof read).toBe(value <= BigInt(Number.MAX_SAFE_INTEGER) ? 'number' : 'bigint');
      }),
    );
  });
});
