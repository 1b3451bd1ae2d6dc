// Parses /proc/PID/stat. Called for every process that did something since the last read, so it makes no strings and no objects.

const SPACE = 32;
const NEWLINE = 10;
const OPEN = 40;
const CLOSE = 41;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
/** 2^64 has 20 digits; more is no kernel number. */
const MAX_DIGITS = 20;

/** The fields of one stat line that are used; one object serves all processes. Times in clock ticks, see proc_pid_stat(5) for each field. */
export class ProcessStat {
  /** Where the command's name lies in the bytes: [start, end). */
  commStart = 0;
  commEnd = 0;
  /** The letter, as a byte. */
  state = 0;
  parentPid = 0;
  session = 0;
  terminal = 0;
  flags = 0;
  userTicks = 0;
  systemTicks = 0;
  reapedUserTicks = 0;
  reapedSystemTicks = 0;
  threads = 0;
  startTicks = 0;
  virtualBytes = 0;
  rssPages = 0;
}

const PF_KTHREAD = 0x0020_0000;

export function isKernelThread(stat: ProcessStat): boolean {
  return (stat.flags & PF_KTHREAD) !== 0;
}

let cursor = 0;
let failed = false;

/** The next number, after one blank; below zero becomes 0 (a counter or a size has no sign). */
function number(bytes: Uint8Array, length: number): number {
  let at = cursor;
  if (at >= length || bytes[at] !== SPACE) return fail();
  at += 1;
  const negative = at < length && bytes[at] === MINUS;
  if (negative) at += 1;
  const start = at;
  let value = 0;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
    at += 1;
  }
  const digits = at - start;
  if (digits === 0 || digits > MAX_DIGITS || (at < length && bytes[at] !== SPACE && bytes[at] !== NEWLINE)) return fail();
  cursor = at;
  return negative ? 0 : value;
}
function fail(): number {
  failed = true;
  return 0;
}
function skip(bytes: Uint8Array, length: number, count: number): void {
  for (let i = 0; i < count; i += 1) number(bytes, length);
}

/**
 * Fills `into` from the bytes of a stat file. False, with `into` in any state, when they are no stat line. The name may hold blanks and
 * parentheses: it ends at the last `)`.
 */
export function parseProcessStat(bytes: Uint8Array, length: number, into: ProcessStat): boolean {
  let open = 0;
  while (open < length && bytes[open] !== OPEN) open += 1;
  let close = length - 1;
  while (close > open && bytes[close] !== CLOSE) close -= 1;
  if (close <= open || bytes[close + 1] !== SPACE || close + 3 > length) return false;
  into.commStart = open + 1;
  into.commEnd = close;
  into.state = bytes[close + 2] as number;
  cursor = close + 3;
  failed = false;
  into.parentPid = number(bytes, length);
  skip(bytes, length, 1);
  into.session = number(bytes, length);
  into.terminal = number(bytes, length);
  skip(bytes, length, 1);
  into.flags = number(bytes, length);
  skip(bytes, length, 4);
  into.userTicks = number(bytes, length);
  into.systemTicks = number(bytes, length);
  into.reapedUserTicks = number(bytes, length);
  into.reapedSystemTicks = number(bytes, length);
  skip(bytes, length, 2);
  into.threads = number(bytes, length);
  skip(bytes, length, 1);
  into.startTicks = number(bytes, length);
  into.virtualBytes = number(bytes, length);
  into.rssPages = number(bytes, length);
  return !failed;
}

export type ProcessState = 'running' | 'sleeping' | 'waiting' | 'stopped' | 'zombie' | 'idle' | 'unknown';

/** @param letter the state's letter as a byte */
export function processState(letter: number): ProcessState {
  switch (String.fromCharCode(letter)) {
    case 'R':
      return 'running';
    case 'S':
      return 'sleeping';
    case 'D':
      return 'waiting';
    case 'T':
    case 't':
      return 'stopped';
    case 'Z':
    case 'X':
    case 'x':
      return 'zombie';
    case 'I':
      return 'idle';
    default:
      return 'unknown';
  }
}
