import type { Counter } from '../counter.ts';

// Small readers for the text that programs print. None of them ever answers NaN, a negative number or a rounded counter.

/** Up to here a decimal number is exact as a JS number. */
const EXACT_DIGITS = 15;
/** 2^64 has 20 digits; more is no kernel counter. */
const MAX_DIGITS = 20;
const DIGITS = /^\d+$/;

/** No command that is read here prints more lines; what is beyond is not looked at. */
const MAX_LINES = 200_000;

/** A whole decimal number, exact (a BigInt above 2^53); null when the text is anything else. */
export function parseCounter(text: string | undefined): Counter | null {
  if (text === undefined || text.length > MAX_DIGITS || !DIGITS.test(text)) return null;
  return text.length <= EXACT_DIGITS ? Number(text) : BigInt(text);
}

/** A whole decimal number up to 2^53; null when the text is anything else or larger. */
export function parseInteger(text: string | undefined): number | null {
  if (text === undefined || text.length > EXACT_DIGITS + 1 || !DIGITS.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** The lines without their ends, at most 200 000 of them. */
export function linesOf(text: string): string[] {
  return text.split('\n', MAX_LINES).map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** Whitespace-separated words. */
export function wordsOf(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** For messages: the beginning of a text, on one line. */
export function excerpt(text: string, maxLength = 60): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > maxLength ? `${line.slice(0, maxLength)}…` : line);
}
