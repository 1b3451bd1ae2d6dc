import type { Counter } from '../counter.ts';

// Walks the bytes of a kernel file without making strings. A cursor never leaves the bytes it was given.

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const NINE = 57;
const DOT = 46;
/** 2^64 has 20 digits; more is no kernel counter. */
const MAX_DIGITS = 20;
const MAX_FRACTION_DIGITS = 9;

export class Scanner {
  #bytes: Buffer;
  #length: number;
  position = 0;

  constructor(bytes: Buffer = Buffer.alloc(0), length: number = bytes.length) {
    this.#bytes = bytes;
    this.#length = length;
  }

  /** Starts over on other bytes: one scanner serves all reads of a reader. */
  reset(bytes: Buffer, length: number): this {
    this.#bytes = bytes;
    this.#length = length;
    this.position = 0;
    return this;
  }

  get atEnd(): boolean {
    return this.position >= this.#length;
  }

  /** The byte here; −1 at the end. */
  get byte(): number {
    return this.position < this.#length ? (this.#bytes[this.position] ?? -1) : -1;
  }

  /** True at a newline and at the end. */
  get atLineEnd(): boolean {
    return this.position >= this.#length || this.#bytes[this.position] === NEWLINE;
  }

  skipBlanks(): void {
    const bytes = this.#bytes;
    let at = this.position;
    while (at < this.#length && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
    this.position = at;
  }

  /** To the next blank or newline. */
  skipWord(): void {
    this.position = this.#wordEnd(-1);
  }

  /** To the start of the next line. False when there is none. */
  nextLine(): boolean {
    const newline = this.#bytes.indexOf(NEWLINE, this.position);
    this.position = newline === -1 || newline >= this.#length ? this.#length : newline + 1;
    return !this.atEnd;
  }

  /** True, and the cursor behind it, when the text (ASCII) stands here. */
  take(text: string): boolean {
    const bytes = this.#bytes;
    const start = this.position;
    const size = text.length;
    if (start + size > this.#length) return false;
    for (let i = 0; i < size; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    this.position = start + size;
    return true;
  }

  /** From here on: to behind `key` at the start of a line. False, and the cursor where it was, when no line starts so. */
  seekLine(key: string): boolean {
    const before = this.position;
    for (; !this.atEnd; this.nextLine()) if (this.take(key)) return true;
    this.position = before;
    return false;
  }

  /** The text up to a blank, a newline or `stop` (a byte); the cursor stands behind it. */
  word(stop = -1): string {
    const start = this.position;
    this.position = this.#wordEnd(stop);
    return this.#bytes.toString('utf8', start, this.position);
  }

  /** The rest of the line, without its newline. */
  rest(): string {
    const start = this.position;
    const newline = this.#bytes.indexOf(NEWLINE, start);
    this.position = newline === -1 || newline >= this.#length ? this.#length : newline;
    return this.#bytes.toString('utf8', start, this.position);
  }

  /**
   * A whole decimal number after blanks: exact, as a BigInt above 2^53. Null, and the cursor where it was, when none stands here (or one
   * of over 20 digits, or one that goes on with something else than a blank, a newline or `stop`).
   */
  counter(stop = -1): Counter | null {
    const bytes = this.#bytes;
    const length = this.#length;
    let at = this.position;
    while (at < length && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
    const start = at;
    let value = 0;
    let byte = -1;
    for (; at < length; at += 1) {
      byte = bytes[at] as number;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    const digits = at - start;
    if (digits === 0 || digits > MAX_DIGITS || !(at === length || ends(byte, stop))) return null;
    this.position = at;
    // Above 2^53 the sum may be rounded, but it never comes back below.
    return value <= Number.MAX_SAFE_INTEGER ? value : BigInt(bytes.toString('latin1', start, at));
  }

  /** As `counter`, as a JS number (rounded above 2^53). */
  integer(stop = -1): number | null {
    const value = this.counter(stop);
    return value === null ? null : Number(value);
  }

  /** A number ≥ 0 with or without a fraction, after blanks. Null, and the cursor where it was, when none stands here. */
  decimal(): number | null {
    const before = this.position;
    const whole = this.integer(DOT);
    if (whole === null) return null;
    if (this.byte !== DOT) return whole;
    this.position += 1;
    const start = this.position;
    // `counter` would skip blanks before the fraction: "1. 5" is no number.
    const fraction = this.byte >= ZERO && this.byte <= NINE ? this.integer() : null;
    const digits = this.position - start;
    if (fraction === null || digits > MAX_FRACTION_DIGITS) {
      this.position = before;
      return null;
    }
    const scale = 10 ** digits;
    return (whole * scale + fraction) / scale;
  }

  #wordEnd(stop: number): number {
    const bytes = this.#bytes;
    let at = this.position;
    while (at < this.#length && !ends(bytes[at] as number, stop)) at += 1;
    return at;
  }
}

function ends(byte: number, stop: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === TAB || byte === stop;
}
