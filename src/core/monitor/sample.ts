import { Absence, type Maybe, isAbsent } from '../probes/absence.ts';
import { type Counter, counterDelta } from '../probes/counter.ts';
import type { AbsentPart } from '../../shared/model/absence.ts';
import type { Reading } from '../../shared/model/reading.ts';

/** What a probe answered, and when. */
export interface Sample<Raw> {
  readonly raw: Raw;
  /** Epoch milliseconds: for what people see. */
  readonly at: number;
  /** Never goes back: for rates. */
  readonly monotonicMs: number;
  /** The interval at which the group was due when this was read. */
  readonly intervalMs: number;
}

/** What a group becomes: its part of the snapshot, its readings, and what of it is absent. */
export interface Derived<Part> {
  readonly part: Part;
  readonly readings: readonly Reading[];
  readonly absent: readonly AbsentPart[];
}

/** Longer than this many intervals between two samples is a gap (sleep, a stopped process): no rate is made across it. */
const GAP_INTERVALS = 3;

/** The milliseconds between two samples, or why no rate can be made of them. */
export function stepMs<Raw>(previous: Sample<Raw> | null, current: Sample<Raw>): Maybe<number> {
  if (previous === null) return new Absence('first-sample', 'a rate needs two samples');
  const elapsedMs = current.monotonicMs - previous.monotonicMs;
  const limitMs = GAP_INTERVALS * Math.max(previous.intervalMs, current.intervalMs);
  if (elapsedMs > limitMs) return new Absence('gap', `${Math.round(elapsedMs)} ms between two samples, at most ${limitMs} ms make a rate`);
  if (elapsedMs <= 0) return new Absence('first-sample', 'no time passed between two samples');
  return elapsedMs;
}

/** How much a counter grew, or why that cannot be said. */
export function growth(before: Maybe<Counter> | undefined, now: Maybe<Counter>): Maybe<number> {
  if (isAbsent(now)) return now;
  if (before === undefined || isAbsent(before)) return new Absence('first-sample', 'a rate needs two samples');
  return counterDelta(before, now) ?? new Absence('counter-reset', `the counter went from ${before} to ${now}`);
}

/** A counter's growth per second over a step. */
export function perSecond(step: Maybe<number>, before: Maybe<Counter> | undefined, now: Maybe<Counter>): Maybe<number> {
  if (isAbsent(step)) return isAbsent(now) ? now : step;
  const grown = growth(before, now);
  return isAbsent(grown) ? grown : (1000 * grown) / step;
}

/** Collects what is absent under its path, and turns each absence into the null that the snapshot shows. */
export class AbsenceList {
  readonly list: AbsentPart[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The value; null, and noted, when it is absent. */
  value<T>(field: string, maybe: Maybe<T>): T | null {
    if (!isAbsent(maybe)) return maybe;
    this.list.push({ part: `${this.#prefix}.${field}`, reason: maybe.reason, detail: maybe.detail });
    return null;
  }
}

/** A percentage of a share, kept within 0–100 against the rounding of two clocks. */
export function percentOf(part: number, whole: number): number {
  return Math.min(100, Math.max(0, (100 * part) / whole));
}
