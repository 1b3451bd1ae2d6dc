import { Absence, type Maybe } from '../absence.ts';
import { excerpt, linesOf, parseInteger } from './text.ts';

/** What `sysctl -i <names>` printed: name → text. */
export type SysctlValues = ReadonlyMap<string, string>;

const LINE = /^([\w.-]{1,128})(?:: | = )(.*)$/;

/** Reads `name: value` lines. A name the kernel does not know has no line. Never throws. */
export function parseSysctl(text: string): SysctlValues {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value.trim());
  }
  return values;
}

function textOf(values: SysctlValues, name: string): Maybe<string> {
  return values.get(name) ?? new Absence('not-found', `sysctl ${name}: this macOS has no such value`);
}

/** A whole number. */
export function sysctlInteger(values: SysctlValues, name: string): Maybe<number> {
  const text = textOf(values, name);
  if (text instanceof Absence) return text;
  return parseInteger(text) ?? new Absence('malformed', `sysctl ${name}: expected a whole number, got ${excerpt(text)}`);
}

export interface SwapUsage {
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly freeBytes: number;
}

const SWAP_PART = /\b(total|used|free)\s*=\s*(\d{1,12}(?:\.\d{1,4})?)([BKMGT])/g;
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** `vm.swapusage`: "total = 2048.00M  used = 0.00M  free = 2048.00M  (encrypted)". */
export function sysctlSwapUsage(values: SysctlValues): Maybe<SwapUsage> {
  const text = textOf(values, 'vm.swapusage');
  if (text instanceof Absence) return text;
  const parts = new Map<string, number>();
  for (const [, name = '', amount, unit = ''] of text.matchAll(SWAP_PART)) {
    parts.set(name, Math.round(Number(amount) * (UNIT_BYTES[unit] ?? 1)));
  }
  const [totalBytes, usedBytes, freeBytes] = [parts.get('total'), parts.get('used'), parts.get('free')];
  if (totalBytes === undefined || usedBytes === undefined || freeBytes === undefined) {
    return new Absence('malformed', `sysctl vm.swapusage: expected total, used and free, got ${excerpt(text)}`);
  }
  return { totalBytes, usedBytes, freeBytes };
}

const BOOT_TIME = /\bsec = (\d{1,12}), usec = (\d{1,6})\b/;

/** `kern.boottime`: "{ sec = 1772088570, usec = 326253 } Thu Feb 26 01:49:30 2026" → epoch milliseconds. */
export function sysctlBootTime(values: SysctlValues): Maybe<number> {
  const text = textOf(values, 'kern.boottime');
  if (text instanceof Absence) return text;
  const match = BOOT_TIME.exec(text);
  if (match === null) return new Absence('malformed', `sysctl kern.boottime: expected { sec = …, usec = … }, got ${excerpt(text)}`);
  return Number(match[1]) * 1000 + Math.floor(Number(match[2]) / 1000);
}
