import type { Unit } from '../../shared/model/reading.ts';
import type { Points } from './thin.ts';

const FIRST_CAPACITY = 64;
/** Numbers of a point. */
const WIDTH = 3;
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
  /** Time, value and limit of a point side by side: an append touches one line of the processor's cache, not three. */
  #cells: Float64Array;

  constructor(unit: Unit, capacity: number) {
    this.unit = unit;
    this.#capacity = capacity;
    this.#cells = new Float64Array(Math.min(FIRST_CAPACITY, capacity) * WIDTH);
  }

  at(index: number): number {
    return this.#cells[this.#place(index) * WIDTH] as number;
  }
  value(index: number): number {
    return this.#cells[this.#place(index) * WIDTH + 1] as number;
  }
  limit(index: number): number {
    return this.#cells[this.#place(index) * WIDTH + 2] as number;
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
        this.#cells[this.#place(this.count - 1) * WIDTH] = at;
        return;
      }
    }
    if (this.count === this.#length && this.count < this.#capacity) this.#grow();
    if (this.count < this.#length) this.count += 1;
    else this.#first = (this.#first + 1) % this.#length;
    this.#write(this.#place(this.count - 1), at, value, limit);
  }

  #place(index: number): number {
    const place = this.#first + index;
    return place < this.#length ? place : place - this.#length;
  }

  #write(place: number, at: number, value: number, limit: number): void {
    const cell = place * WIDTH;
    this.#cells[cell] = at;
    this.#cells[cell + 1] = value;
    this.#cells[cell + 2] = limit;
  }

  #lastInterval(): number {
    return this.count < 2 ? UNKNOWN_INTERVAL_MS : this.at(this.count - 1) - this.at(this.count - 2);
  }

  #moveBack(byMs: number): void {
    for (let i = 0; i < this.count; i += 1) {
      const cell = this.#place(i) * WIDTH;
      this.#cells[cell] = (this.#cells[cell] as number) - byMs;
    }
  }

  #endsWithTwoGaps(): boolean {
    return this.count >= 2 && Number.isNaN(this.value(this.count - 1)) && Number.isNaN(this.value(this.count - 2));
  }

  /** Points that there is room for now. */
  get #length(): number {
    return this.#cells.length / WIDTH;
  }

  /** Only while the ring never turned: the oldest point is at place 0. */
  #grow(): void {
    const larger = new Float64Array(Math.min(this.#capacity, this.#length * 2) * WIDTH);
    larger.set(this.#cells);
    this.#cells = larger;
  }
}
