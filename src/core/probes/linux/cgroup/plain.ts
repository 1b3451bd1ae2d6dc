import { isAbsent, type Maybe } from '../../absence.ts';
import type { Counter } from '../../counter.ts';
import type { LimitRaw } from '../../raw-cgroup.ts';

// Values for a report, which is JSON: a whole number above 2^53 is a decimal string, what is not known is null.

export type Plain = number | string | null;

export function plain(value: Maybe<Counter | null>): Plain {
  if (value === null || isAbsent(value)) return null;
  return typeof value === 'number' ? value : String(value);
}

/** A limit that holds; null for none, and for one above what the machine has. */
export function limitValue(limit: LimitRaw): number | null {
  return limit.kind === 'limited' ? limit.value : null;
}

/** Nanoseconds as microseconds. */
export function microseconds(ns: Counter): number {
  return Number(ns) / 1000;
}
