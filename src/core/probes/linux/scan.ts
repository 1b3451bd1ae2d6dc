import type { Counter } from '../counter.ts';

// Walks the bytes of a kernel file without making strings. A cursor never leaves the bytes it was given.

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const NINE = 57;
/** Up to here a decimal number is exact as a JS number. */
const EXACT_DIGITS = 15;
/** 2^64 has 20 digits; more is no kernel counter. */
const MAX_DIGITS = 20;

export class Scanner {
  #bytes: Buffer;
  #length: number;
  position = 0;

  constructor(bytes: Buffer, length: number) {
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

  skipBlanks(): void {
    while (this.byte === SPACE || this.byte === TAB) this.position += 1;
  }

  /** To the start of the next line. False when there is none. */
  nextLine(): boolean {
    const newline = this.#bytes.indexOf(NEWLINE, this.position);
    this.position = newline === -1 || newline >= this.#length ? this.#length : newline + 1;
    return !this.atEnd;
  }

  /** True, and the cursor behind it, when the text stands here. */
  take(text: string): boolean {
    const end = this.position + text.length;
    if (end > this.#length) return false;
    for (let i = 0; i < text.length; i += 1) if (this.#bytes[this.position + i] !== text.charCodeAt(i)) return false;
    this.position = end;
    return true;
  }

  /** The text up to a blank, a newline or `stop` (a byte); the cursor stands behind it. */
  word(stop = -1): string {
    const start = this.position;
    while (!this.atEnd) {
      const byte = this.byte;
      if (byte === SPACE || byte === TAB || byte === NEWLINE || byte === stop) break;
      this.position += 1;
    }
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
    const before = this.position;
    this.skipBlanks();
    const start = this.position;
    let value = 0;
    for (let byte = this.byte; byte >= ZERO && byte <= NINE; byte = this.byte) {
      value = value * 10 + (byte - ZERO);
      this.position += 1;
    }
    const digits = this.position - start;
    const end = this.byte;
    const ends = end === -1 || end === SPACE || end === TAB || end === NEWLINE || end === stop;
    if (digits === 0 || digits > MAX_DIGITS || !ends) {
      this.position = before;
      return null;
    }
    return digits <= EXACT_DIGITS ? value : BigInt(this.#bytes.toString('latin1', start, this.position));
  }

  /** As `counter`, as a JS number (rounded above 2^53). */
  integer(stop = -1): number | null {
    const value = this.counter(stop);
    return value === null ? null : Number(value);
  }
}
