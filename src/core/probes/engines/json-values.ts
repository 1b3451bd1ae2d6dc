// Reading JSON that somebody else wrote: every value is looked at before it is used, and has bounds.

export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NO_FIELDS;
}

/** The items of a list; null for anything else (an engine writes `null` for a list it did not fill). */
export function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** A text, cut after `maxLength` characters (never within one); empty for anything else. */
export function textOf(value: unknown, maxLength: number): string {
  if (typeof value !== 'string') return '';
  if (value.length <= maxLength) return value;
  const cut = value.slice(0, maxLength);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** A number ≥ 0; null for anything else. Counters above 2^53 are rounded by JSON: their differences are still right to a few units. */
export function amountOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** A whole number of either sign; null for anything else. */
export function integerOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds, with the fraction kept, of an RFC 3339 time; null for anything else and for Go's zero time (year 1). */
export function timeOf(value: unknown): number | null {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (match === null) return null;
  const [, seconds = '', fraction = '', zone = ''] = match;
  const ms = Date.parse(`${seconds}${zone}`);
  return ms > 0 ? ms + Number(`0.${fraction || '0'}`) * 1000 : null;
}
