import { describe, expect, it } from 'vitest';
import { createMemoryProbe } from '../../../../../src/core/probes/linux/memory.ts';
import type { MemoryRaw } from '../../../../../src/core/probes/raw.ts';
import { briefly, fixtureRoot, now } from './fixture-root.ts';

const KIB = 1024;
function read(meminfo: string): MemoryRaw {
  return now(createMemoryProbe(fixtureRoot({ '/proc/meminfo': meminfo }).files).read(briefly));
}

const MEMINFO = `MemTotal:       16000000 kB
MemFree:         2000000 kB
MemAvailable:    9000000 kB
Buffers:          300000 kB
Cached:          5000000 kB
SwapCached:         1111 kB
Active:          6000000 kB
SwapTotal:       4000000 kB
SwapFree:        3000000 kB
Dirty:               100 kB
`;

describe('memory', () => {
  it('reads memory and swap in bytes', () => {
    expect(read(MEMINFO)).toEqual({
      totalBytes: 16_000_000 * KIB,
      freeBytes: 2_000_000 * KIB,
      availableBytes: 9_000_000 * KIB,
      buffersBytes: 300_000 * KIB,
      cachedBytes: 5_000_000 * KIB,
      swapTotalBytes: 4_000_000 * KIB,
      swapFreeBytes: 3_000_000 * KIB,
    });
  });

  it('adds free, buffers and cached where the kernel does not say what is available', () => {
    const old = MEMINFO.replace(/MemAvailable.*\n/, '');
    expect(read(old).availableBytes).toBe((2_000_000 + 300_000 + 5_000_000) * KIB);
  });

  it('compares whole keys', () => {
    const { cachedBytes, freeBytes } = read('MemTotal: 9 kB\nMemFreeish: 8 kB\nSwapCached: 7 kB\nMemFree: 1 kB\nCached: 2 kB\n');
    expect(cachedBytes).toBe(2 * KIB);
    expect(freeBytes).toBe(1 * KIB);
  });

  it('says 0 for a machine without swap, and absent where the file has no such line', () => {
    const none = read(MEMINFO.replace(/(Swap(?:Total|Free):\s+)\d+/g, '$10'));
    expect([none.swapTotalBytes, none.swapFreeBytes]).toEqual([0, 0]);
    const unsaid = read('MemTotal: 10 kB\nMemFree: 5 kB\n');
    expect(unsaid.swapTotalBytes).toMatchObject({ reason: 'not-found', detail: expect.stringContaining('SwapTotal:') });
    expect(unsaid.cachedBytes).toMatchObject({ reason: 'not-found' });
    expect(unsaid.availableBytes).toBe(5 * KIB);
  });

  it('never has more free or available than there is', () => {
    expect(read('MemTotal: 10 kB\nMemFree: 11 kB\nMemAvailable: 12 kB\nSwapTotal: 3 kB\nSwapFree: 4 kB\n')).toMatchObject({
      freeBytes: 10 * KIB,
      availableBytes: 10 * KIB,
      swapFreeBytes: 3 * KIB,
    });
  });

  it.each([
    ['', 'MemTotal:'],
    ['MemFree: 1 kB\n', 'MemTotal:'],
    ['MemTotal: 0 kB\nMemFree: 0 kB\n', 'MemTotal:'],
    ['MemTotal: -5 kB\nMemFree: 0 kB\n', 'MemTotal:'],
    ['MemTotal: 5 kB\n', 'MemFree:'],
  ])('calls %j malformed', (meminfo, key) => {
    expect(() => read(meminfo)).toThrow(expect.objectContaining({ reason: 'malformed', message: expect.stringContaining(key) }));
  });
});
