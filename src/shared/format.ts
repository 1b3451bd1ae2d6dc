// The one place where numbers become words. Three significant figures; binary units for memory, decimal ones for disk and network;
// "—" for unknown, "0" only for a measured zero.

export const UNKNOWN = '—';

const BINARY_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;
const DECIMAL_UNITS = BINARY_UNITS;
const BIT_UNITS = ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit', 'Pbit'] as const;

/** A value and its unit apart: the unit is shown in a quieter colour. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** Three significant figures, without an exponent: 7.3, 0.05, 1234 → "7.30"… trimmed: "7.3", "0.05", "1234". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 99.95) return String(Math.round(value));
  if (size >= 9.995) return trimZeros(value.toFixed(1));
  if (size >= 0.005) return trimZeros(value.toFixed(2));
  return value < 0 ? '>−0.01' : '<0.01';
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function scaled(value: number, base: number, units: readonly string[]): Quantity {
  let step = 0;
  let rest = value;
  // 999.5 is shown as "1000": the next unit says it better.
  while (Math.abs(rest) >= 999.5 && step < units.length - 1) {
    rest /= base;
    step += 1;
  }
  const text = step === 0 ? String(Math.round(rest)) : formatNumber(rest);
  return { value: text, unit: units[step] ?? '' };
}

function known(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

const unknown: Quantity = { value: UNKNOWN, unit: '' };

/** Memory: binary, shown with the short names people know (1 GB = 2^30 B, as Activity Monitor and Task Manager do). */
export function memoryQuantity(bytes: number | null | undefined): Quantity {
  return known(bytes) ? scaled(bytes, 1024, BINARY_UNITS) : unknown;
}

/** Disk space: decimal (1 GB = 10^9 B). */
export function diskQuantity(bytes: number | null | undefined): Quantity {
  return known(bytes) ? scaled(bytes, 1000, DECIMAL_UNITS) : unknown;
}

/** A rate of bytes: decimal, "/s". */
export function rateQuantity(bytesPerSec: number | null | undefined, as: 'bytes' | 'bits' = 'bytes'): Quantity {
  if (!known(bytesPerSec)) return unknown;
  const { value, unit } = as === 'bits' ? scaled(bytesPerSec * 8, 1000, BIT_UNITS) : scaled(bytesPerSec, 1000, DECIMAL_UNITS);
  return { value, unit: `${unit}/s` };
}

/** CPU in cores: one decimal below 10, two below 1. */
export function coresQuantity(cores: number | null | undefined): Quantity {
  if (!known(cores)) return unknown;
  const value = cores >= 99.95 ? String(Math.round(cores)) : cores.toFixed(cores > 0 && cores < 0.095 ? 2 : 1);
  return { value: trimCores(value), unit: Number(value) === 1 ? 'core' : 'cores' };
}

/** A limit in cores, as it was set: 0.25 is not 0.3. */
export function coreLimitQuantity(cores: number | null | undefined): Quantity {
  return known(cores) ? { value: formatNumber(cores), unit: cores === 1 ? 'core' : 'cores' } : unknown;
}

function trimCores(text: string): string {
  return Number(text) === 0 ? '0' : text.replace(/\.0$/, '');
}

/** A count: 3.9k, 10.2k, 1.2M above a thousand. */
export function countQuantity(count: number | null | undefined): Quantity {
  if (!known(count)) return unknown;
  const { value, unit } = scaled(count, 1000, ['', 'k', 'M', 'G', 'T']);
  return { value: `${value}${unit}`, unit: '' };
}

export function formatQuantity({ value, unit }: Quantity): string {
  return unit === '' ? value : `${value} ${unit}`;
}

/** "14.2 of 18 GB": the unit once when both have it. */
export function formatOf(used: Quantity, limit: Quantity): string {
  return used.unit === limit.unit ? `${used.value} of ${formatQuantity(limit)}` : `${formatQuantity(used)} of ${formatQuantity(limit)}`;
}

/** "79%", "0.4%". */
export function formatPercent(percent: number | null | undefined): string {
  if (!known(percent)) return UNKNOWN;
  if (percent === 0) return '0%';
  if (Math.abs(percent) < 0.05) return '<0.1%';
  return `${Math.abs(percent) < 9.95 ? trimZeros(percent.toFixed(1)) : Math.round(percent)}%`;
}

/** "45 s", "6 min", "2 h 10 min", "3 d 4 h": the two largest parts. */
export function formatDuration(ms: number | null | undefined): string {
  if (!known(ms)) return UNKNOWN;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours} h`, minutes % 60, 'min');
  return withRest(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest} ${unit}`;
}
