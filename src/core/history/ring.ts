import type { SeriesData, SeriesKey } from '../../shared/model/history.ts';
import type { Reading } from '../../shared/model/reading.ts';
import { SeriesRing } from './series-ring.ts';
import { thin } from './thin.ts';

/** 15 minutes at the shortest interval, four readings a second; an hour at a reading a second. */
const DEFAULT_POINTS = 3_600;
const DEFAULT_SERIES = 2000;

export interface HistoryRingOptions {
  /** Points kept of each series. */
  readonly pointsPerSeries?: number;
  /** Series kept; beyond it the one that was not appended to for longest is dropped. */
  readonly maxSeries?: number;
}

export interface HistoryQuery {
  readonly series: readonly SeriesKey[];
  /** How far back from now. */
  readonly spanMs: number;
  /** Rows wanted at most. */
  readonly points: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The last minutes of every series, in memory. Appending is O(1) and, once a series is full, allocates nothing. */
export class HistoryRing {
  readonly #pointsPerSeries: number;
  readonly #maxSeries: number;
  /** By subject, then resource: a joined key would be made anew at each append. */
  readonly #subjects = new Map<string, Map<string, SeriesRing>>();
  #seriesCount = 0;
  #appends = 0;

  constructor({ pointsPerSeries = DEFAULT_POINTS, maxSeries = DEFAULT_SERIES }: HistoryRingOptions = {}) {
    for (const [name, value] of Object.entries({ pointsPerSeries, maxSeries })) {
      if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name}: expected a whole number from 1 on, got ${value}`);
    }
    this.#pointsPerSeries = pointsPerSeries;
    this.#maxSeries = maxSeries;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** A reading whose value is no number is a gap. */
  append(reading: Reading): void {
    if (!Number.isFinite(reading.at)) return;
    if (!Number.isFinite(reading.used)) {
      this.gap(reading.subject, reading.resource, reading.at);
      return;
    }
    const ring = this.#find(reading.subject, reading.resource) ?? this.#add(reading);
    ring.unit = reading.unit;
    this.#appends += 1;
    ring.touched = this.#appends;
    const { limit } = reading;
    ring.push(reading.at, reading.used, limit === null || !Number.isFinite(limit) ? Number.NaN : limit);
  }

  /** Marks that a series has no value at this time. Of a series that is not known there is nothing to mark. */
  gap(subject: string, resource: string, at: number): void {
    if (Number.isFinite(at)) this.#find(subject, resource)?.push(at, Number.NaN, Number.NaN);
  }

  /** The asked series that are known, in the order asked. */
  query({ series, spanMs, points, now }: HistoryQuery): SeriesData[] {
    const found: SeriesData[] = [];
    for (const { subject, resource } of series) {
      const ring = this.#find(subject, resource);
      if (ring !== undefined) found.push({ subject, resource, unit: ring.unit, ...thin(ring, spanMs, points, now) });
    }
    return found;
  }

  #find(subject: string, resource: string): SeriesRing | undefined {
    return this.#subjects.get(subject)?.get(resource);
  }

  #add({ subject, resource, unit }: Reading): SeriesRing {
    if (this.#seriesCount >= this.#maxSeries) this.#dropOldest();
    const ring = new SeriesRing(unit, this.#pointsPerSeries);
    const ofSubject = this.#subjects.get(subject);
    if (ofSubject === undefined) this.#subjects.set(subject, new Map([[resource, ring]]));
    else ofSubject.set(resource, ring);
    this.#seriesCount += 1;
    return ring;
  }

  #dropOldest(): void {
    let oldest: { subject: string; resource: string; touched: number } | null = null;
    for (const [subject, rings] of this.#subjects) {
      for (const [resource, { touched }] of rings) {
        if (oldest === null || touched < oldest.touched) oldest = { subject, resource, touched };
      }
    }
    if (oldest === null) return;
    const rings = this.#subjects.get(oldest.subject);
    rings?.delete(oldest.resource);
    if (rings?.size === 0) this.#subjects.delete(oldest.subject);
    this.#seriesCount -= 1;
  }
}
