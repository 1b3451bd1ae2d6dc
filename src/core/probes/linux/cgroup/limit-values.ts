import type { CpuBandwidthRaw } from '../../raw-cgroup.ts';

// The values of limit files. Each parser answers Infinity for "no limit" and throws a RangeError that says what it expected and got.

/**
 * Version 1 says "no limit" with the largest multiple of a page in 63 bits, which depends on the size of a page and may have been rounded on
 * its way. No machine has as much.
 */
const FIRST_UNLIMITED = 2n ** 62n;
const DEFAULT_PERIOD_US = 100_000;
/** Far above any kernel's: a larger number is no CPU. */
const MAX_CPU_NUMBER = 65_535;

function bad(expected: string, got: string): never {
  throw new RangeError(`expected ${expected}, got "${got.length > 60 ? `${got.slice(0, 60)}…` : got}"`);
}

/** `memory.max`, `memory.limit_in_bytes`, `pids.max` and the like: a whole number, "max" or −1. */
export function parseLimit(text: string): number {
  const word = text.trim();
  if (word === 'max' || word === '-1') return Infinity;
  if (!/^\d{1,20}$/.test(word)) bad('a whole number or "max"', word);
  const value = BigInt(word);
  if (value >= FIRST_UNLIMITED) return Infinity;
  // Between 2^53 and 2^62 the last digits are rounded: 9 PB and more, more than any machine has.
  return Number(value);
}

/** `cpu.max` of version 2: a quota and a period in microseconds. The period may be left out. */
export function parseCpuMaxBandwidth(text: string): CpuBandwidthRaw {
  const words = text.trim().split(/[ \t]+/);
  const [quota = '', period = String(DEFAULT_PERIOD_US)] = words;
  if (words.length > 2) bad('"QUOTA PERIOD"', text.trim());
  if (quota !== 'max') return bandwidth(quota, period);
  if (!isPositive(period)) bad('a period in microseconds', period);
  return { quotaUs: null, periodUs: Number(period) };
}

/** `cpu.cfs_quota_us` and `cpu.cfs_period_us` of version 1. The kernel refuses a quota of 0; where one is seen nothing is limited. */
export function parseCfsBandwidth(quotaText: string, periodText: string): CpuBandwidthRaw {
  const quota = quotaText.trim();
  const period = periodText.trim();
  if (quota === '-1' || quota === '0') return { quotaUs: null, periodUs: isPositive(period) ? Number(period) : null };
  return bandwidth(quota, period);
}

function bandwidth(quota: string, period: string): CpuBandwidthRaw {
  if (!isPositive(quota)) bad('a quota in microseconds', quota);
  if (!isPositive(period)) bad('a period in microseconds', period);
  return { quotaUs: Number(quota), periodUs: Number(period) };
}

/** Infinity where there is no quota. */
export function coresOf({ quotaUs, periodUs }: CpuBandwidthRaw): number {
  return quotaUs === null || periodUs === null ? Infinity : quotaUs / periodUs;
}

function isPositive(text: string): boolean {
  return /^\d{1,15}$/.test(text) && Number(text) > 0;
}

/**
 * A list of CPU numbers: "0-3,8", "0-15:2/4" (2 of every 4), see bitmap_parselist in lib/bitmap-str.c. Null for an empty one, which means
 * that the cgroup takes its parent's.
 */
export function parseCpuList(text: string): readonly number[] | null {
  const list = text.trim();
  if (list === '') return null;
  const numbers = new Set<number>();
  for (const range of list.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5})(?::(\d{1,5})\/(\d{1,5}))?)?$/.exec(range.trim());
    if (match === null) bad('a list such as "0-3,8"', list);
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    const used = Number(match[3] ?? 1);
    const group = Number(match[4] ?? 1);
    if (last < first || last > MAX_CPU_NUMBER || used < 1 || used > group) bad('a list such as "0-3,8"', list);
    for (let cpu = first; cpu <= last; cpu += 1) if ((cpu - first) % group < used) numbers.add(cpu);
  }
  return [...numbers].sort((a, b) => a - b);
}

/** `cpu.weight` (1–10000) or `cpu.shares` (2–262144); 0 stands for a cgroup that gets only what is idle. */
export function parseWeight(text: string, max: number): number {
  const word = text.trim();
  if (!/^\d{1,6}$/.test(word) || Number(word) > max) bad(`a whole number up to ${max}`, word);
  return Number(word);
}
