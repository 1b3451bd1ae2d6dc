import { describe, expect, it } from 'vitest';
import { Absence, ProbeError } from '../../../../../src/core/probes/absence.ts';
import { parseSysctl, sysctlBootTime, sysctlInteger, sysctlSwapUsage } from '../../../../../src/core/probes/portable/sysctl.ts';
import { memoryOf, parseVmStat, usedBytesOf } from '../../../../../src/core/probes/portable/vm-stat.ts';
import { captureOf, sample } from './captures.ts';

const GIB = 1024 ** 3;
const PAGE = 16_384;

describe('memory of macOS', () => {
  const swap = sysctlSwapUsage(parseSysctl(sample('sysctl.txt')));

  it('counts as Activity Monitor does: app memory, wired and compressed', () => {
    const memory = memoryOf(parseVmStat(sample('vm_stat.txt')), 16 * GIB, swap);
    expect(memory.totalBytes - memory.availableBytes).toBe((545_000 - 2_000 + 150_000 + 100_000) * PAGE);
    expect(memory.cachedBytes).toBe((250_000 + 2_000) * PAGE);
    expect(memory.freeBytes).toBe(10_000 * PAGE);
    expect(memory.swapTotalBytes).toBe(2 * GIB);
    expect(memory.swapFreeBytes).toBe(1535.75 * 1024 ** 2);
    expect(memory.buffersBytes).toMatchObject({ reason: 'not-supported' });
  });

  it('falls back to total − free − inactive − speculative where vm_stat has no anonymous pages', () => {
    const text = sample('vm_stat.txt')
      .replace(/^Anonymous.*\n/m, '')
      .replace(/^File-backed.*\n/m, '');
    const memory = memoryOf(parseVmStat(text), 16 * GIB, swap);
    expect(memory.totalBytes - memory.availableBytes).toBe(16 * GIB - (10_000 + 390_000 + 5_000) * PAGE);
    expect(memory.cachedBytes).toMatchObject({ reason: 'not-supported' });
  });

  it('never answers more than there is, nor less than nothing', () => {
    const vm = parseVmStat(sample('vm_stat.txt'));
    const small = memoryOf(vm, GIB, swap);
    expect(small.availableBytes).toBe(0);
    expect(small.freeBytes).toBe(10_000 * PAGE);
    expect(usedBytesOf({ ...vm, anonymous: 0, wired: 0, compressor: 0 }, GIB)).toBe(0);
  });

  it.each([
    ['', 'page size'],
    ['Mach Virtual Memory Statistics: (page size of 1000 bytes)\nPages free: 1.\n', 'page size'],
    ['Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages active: 1.\n', 'Pages free'],
    ['Mach Virtual Memory Statistics: (page size of 4096 bytes)\nPages free: -1.\n', 'Pages free'],
  ])('says what is wrong with %j', (text, named) => {
    expect(() => parseVmStat(text)).toThrow(ProbeError);
    expect(() => parseVmStat(text)).toThrow(named);
  });

  it.skipIf(captureOf('darwin-counters-apple-silicon') === null)('reads an Apple silicon machine (needs the captures)', () => {
    const capture = captureOf('darwin-counters-apple-silicon')!;
    const expected = capture.expected as unknown as { memory: Record<string, number> };
    const values = parseSysctl(`hw.memsize: ${capture.text('memsize.txt')}\nvm.swapusage: ${capture.text('swapusage.txt')}`);
    const vm = parseVmStat(capture.text('vm_stat.txt'));
    const totalBytes = sysctlInteger(values, 'hw.memsize') as number;
    const memory = memoryOf(vm, totalBytes, sysctlSwapUsage(values));
    expect(memory.totalBytes).toBe(expected.memory['totalBytes']);
    expect(vm.pageSizeBytes).toBe(expected.memory['pageSize']);
    expect(memory.freeBytes).toBe(expected.memory['freeBytes']);
    expect((vm.wired ?? 0) * vm.pageSizeBytes).toBe(expected.memory['wiredBytes']);
    expect((vm.compressor ?? 0) * vm.pageSizeBytes).toBe(expected.memory['compressedBytes']);
    expect(memory.totalBytes - memory.availableBytes).toBe(expected.memory['usedTotalMinusReclaimable']);
    expect(memory.swapTotalBytes).toBe(2 * GIB);
  });

  it.skipIf(captureOf('darwin-counters-intel') === null)('reads the old format of an Intel machine (needs the captures)', () => {
    const capture = captureOf('darwin-counters-intel')!;
    const expected = capture.expected as unknown as { memory: Record<string, number> };
    const totalBytes = sysctlInteger(parseSysctl(capture.text('sysctl.txt')), 'hw.memsize') as number;
    const vm = parseVmStat(capture.text('vm_stat.txt'));
    const memory = memoryOf(vm, totalBytes, new Absence('not-found', 'none'));
    expect(totalBytes).toBe(expected.memory['totalBytes']);
    expect(vm.pageSizeBytes).toBe(expected.memory['pageSize']);
    expect(memory.freeBytes).toBe(expected.memory['freeBytes']);
    expect(vm.compressor).toBeNull();
    expect(memory.totalBytes - memory.availableBytes).toBe(totalBytes - (2_155_305 + 189_127 + 531_321) * 4096);
  });
});

describe('sysctl', () => {
  const values = parseSysctl(sample('sysctl.txt'));

  it('reads whole numbers, swap and the boot time', () => {
    expect(sysctlInteger(values, 'kern.num_files')).toBe(8042);
    expect(sysctlSwapUsage(values)).toEqual({ totalBytes: 2 * GIB, usedBytes: 512.25 * 1024 ** 2, freeBytes: 1535.75 * 1024 ** 2 });
    expect(sysctlBootTime(values)).toBe(1_772_088_570_326);
  });

  it('names what is missing or another', () => {
    expect(sysctlInteger(values, 'kern.none')).toMatchObject({ reason: 'not-found', detail: expect.stringContaining('kern.none') });
    expect(sysctlInteger(values, 'vm.swapusage')).toMatchObject({ reason: 'malformed', detail: expect.stringContaining('total = 2048') });
    expect(sysctlInteger(parseSysctl('a: -1'), 'a')).toMatchObject({ reason: 'malformed' });
    expect(sysctlInteger(parseSysctl('a: 99999999999999999999'), 'a')).toMatchObject({ reason: 'malformed' });
    expect(sysctlSwapUsage(parseSysctl('vm.swapusage: total = 1.00M'))).toMatchObject({ reason: 'malformed' });
    expect(sysctlBootTime(parseSysctl('kern.boottime: { sec = x }'))).toMatchObject({ reason: 'malformed' });
  });
});
