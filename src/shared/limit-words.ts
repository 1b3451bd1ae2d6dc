import { type Quantity, formatNumber, formatOf, formatQuantity, rateQuantity } from './format.ts';
import type { DeviceLimit, EffectiveLimit } from './model/environment.ts';
import type { LimitSource } from './model/reading.ts';

// A limit in words: how much, set by whom, where.

export const limitSetBy: Readonly<Record<LimitSource, string>> = {
  system: 'the machine',
  vm: 'the virtual machine',
  cgroup: 'a cgroup',
  container: 'the container',
  kubernetes: 'Kubernetes',
  unknown: 'not known',
  none: 'nobody',
};

/** Where a limit comes from, or why there is none. */
export function limitPlace({ state, path, ofAncestor }: Pick<EffectiveLimit, 'state' | 'path' | 'ofAncestor'>): string {
  const place = path === null ? '' : `${path}${ofAncestor ? ' (shared: above the own cgroup)' : ''}`;
  switch (state) {
    case 'limited':
      return place === '' ? 'set where it cannot be seen from here' : place;
    case 'not-effective':
      return `the limit in ${place === '' ? 'a cgroup that cannot be seen' : place} is above what the machine has`;
    case 'unlimited':
      return 'no lower limit is set';
    default:
      return 'no file of the own cgroup says it: there may be a lower one';
  }
}

/** "1.5 of 8 cores" where a limit is below what there is, else "8 cores". */
export function limitWords(
  limit: Pick<EffectiveLimit, 'state' | 'value'>,
  whole: number | null,
  quantity: (value: number | null) => Quantity,
): string {
  if (limit.state !== 'limited' || whole === null || limit.value === whole) return formatQuantity(quantity(limit.value ?? whole));
  const used = quantity(limit.value);
  const of = quantity(whole);
  // "1 of 8 cores": the noun goes with the second number.
  return formatOf({ ...used, unit: used.unit === 'core' ? of.unit : used.unit }, of);
}

/** "read 10 MB/s, writes 100/s": only what is limited. */
export function deviceLimitWords({ readBytesPerSec, writeBytesPerSec, readOpsPerSec, writeOpsPerSec }: DeviceLimit): string {
  const parts: readonly (readonly [string, string | null])[] = [
    ['read', readBytesPerSec === null ? null : formatQuantity(rateQuantity(readBytesPerSec))],
    ['write', writeBytesPerSec === null ? null : formatQuantity(rateQuantity(writeBytesPerSec))],
    ['reads', readOpsPerSec === null ? null : `${formatNumber(readOpsPerSec)}/s`],
    ['writes', writeOpsPerSec === null ? null : `${formatNumber(writeOpsPerSec)}/s`],
  ];
  return parts.flatMap(([name, words]) => (words === null ? [] : [`${name} ${words}`])).join(', ');
}
