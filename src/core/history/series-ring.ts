import type { Unit } from '../../shared/model/reading.ts';
import type { Points } from './thin.ts';

const FIRST_CAPACITY = 64;
/** How far before a first point the one before lies when the clock was set back and no interval is known. */
const UNKNOWN_INTERVAL_MS = 1000;

/** The last points of one series, oldest first. Its columns grow up to the capacity; then the oldest point makes room. */
export class SeriesRing implements Points {
  unit: Unit;
  /** Number of the last append to any series when this one was touched. */
  touched = 0;
  count = 0;
  readonly #capacity: number;
  #first = 0;
  #at: Float64Array;
  #value: Float64Array;
  #limit: Float64Array;

  constructor(unit: Unit, capacity: number) {
    this.unit = unit;
    this.#capacity = capacity;
    const length = Math.min(FIRST_CAPACITY, capacity);
    this.#at = new Float64Array(length);
    this.#value = new Float64Array(length);
    this.#limit = new Float64Array(length);
  }

  at(index: number): number {
    return this.#at[this.#place(index)] as number;
  }
  value(index: number): number {
    return this.#value[this.#place(index)] as number;
  }
  limit(index: number): number {
    return this.#limit[this.#place(index)] as number;
  }

  /**
   * Adds a point; NaN as a value marks a gap. One at the time of the last replaces it. When the clock was set back, the points before are
   * moved back with it, so that time ascends and none is lost.
   */
  push(at: number, value: number, limit: number): void {
    if (this.count > 0) {
      const last = this.at(this.count - 1);
      if (at === last) {
        this.#write(this.#place(this.count - 1), at, value, limit);
        return;
      }
      if (at < last) this.#moveBack(last - at + this.#lastInterval());
      // Of a long gap its two ends are enough: marks must not push out points.
      if (Number.isNaN(value) && this.#endsWithTwoGaps()) {
        this.#at[this.#place(this.count - 1)] = at;
        return;
      }
    }
    if (this.count === this.#at.length && this.count < this.#capacity) this.#grow();
    if (this.count < this.#at.length) this.count += 1;
    else this.#first = (this.#first + 1) % this.#at.length;
    this.#write(this.#place(this.count - 1), at, value, limit);
  }

  #place(index: number): number {
    const place = this.#first + index;
    return place < this.#at.length ? place : place - this.#at.length;
  }

  #write(place: number, at: number, value: number, limit: number): void {
    this.#at[place] = at;
    this.#value[place] = value;
    this.#limit[place] = limit;
  }

  #lastInterval(): number {
    return this.count < 2 ? UNKNOWN_INTERVAL_MS : this.at(this.count - 1) - this.at(this.count - 2);
  }

  #moveBack(byMs: number): void {
    for (let i = 0; i < this.count; i += 1) {
      const place = this.#place(i);
      this.#at[place] = (this.#at[place] as number) - byMs;
    }
  }

  #endsWithTwoGaps(): boolean {
    return this.count >= 2 && Number.isNaN(this.value(this.count - 1)) && Number.isNaN(this.value(this.count - 2));
  }

  /** Only while the ring never turned: the oldest point is at place 0. */
  #grow(): void {
    const length = Math.min(this.#capacity, this.#at.length * 2);
    const larger = (from: Float64Array): Float64Array => {
      const to = new Float64Array(length);
      to.set(from);
      return to;
    };
    this.#at = larger(this.#at);
    this.#value = larger(this.#value);
    this.#limit = larger(this.#limit);
  }
}
