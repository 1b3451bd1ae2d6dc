import { ProbeError } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { executableName } from './executable-name.ts';
import { excerpt, linesOf } from './text.ts';

/**
 * The columns that `parseProcesses` expects, for `ps -axww -o`. `ucomm` is padded to 16 characters, so it may stand before `command` although
 * both can contain spaces.
 */
export const PS_COLUMNS = 'pid=,ppid=,uid=,stat=,tty=,time=,rss=,vsz=,user=,lstart=,ucomm=,command=';

const START_PATTERN = String.raw`[A-Z][a-z]{2} +([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})`;
const START = new RegExp(`^\\s*${START_PATTERN}\\s*$`);
const LINE = new RegExp(
  String.raw`^ *(\d{1,10}) +(\d{1,10}) +(-?\d{1,10}) +([A-Z?]\S{0,9}) +(\S{1,32}) +([\d:.-]{3,20}) +(\d{1,15}) +(\d{1,15}) +(\S.{0,63}?) +${START_PATTERN} +(.*)$`,
);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const UCOMM_WIDTH = 16;
/** A longer command is cut: nobody reads it, and every process is kept in memory. */
const MAX_COMMAND_LENGTH = 4096;
const UNSIGNED_IDS = 2 ** 32;

/** The processes of the reading before, by their line: what did not change stays the same object. */
export type ProcessLines = ReadonlyMap<string, ProcessRaw>;

/**
 * Reads `ps` printed with PS_COLUMNS. Lines of another form are left out. Throws a ProbeError (`malformed`) when no line has that form.
 *
 * @param before what the previous call answered
 */
export function parseProcesses(text: string, before: ProcessLines = new Map()): Map<string, ProcessRaw> {
  const processes = new Map<string, ProcessRaw>();
  for (const line of linesOf(text)) {
    const known = before.get(line) ?? parseLine(line);
    if (known !== null) processes.set(line, known);
  }
  if (processes.size === 0) throw new ProbeError('malformed', `ps: expected lines with ${PS_COLUMNS}, got ${excerpt(text)}`);
  return processes;
}

function parseLine(line: string): ProcessRaw | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, pid, parentPid, uid, state = '', tty = '', time = '', rss, vsz, user = ''] = match;
  const cpuMs = parseCpuTime(time);
  const startTime = startOf(match.slice(10, 16));
  if (cpuMs === null || startTime === null) return null;
  const rest = match[16] ?? '';
  const padded = rest[UCOMM_WIDTH] === ' ' || rest.length <= UCOMM_WIDTH;
  const shortName = padded ? rest.slice(0, UCOMM_WIDTH).trim() : '';
  const command = (padded ? rest.slice(UCOMM_WIDTH + 1) : rest).trim().slice(0, MAX_COMMAND_LENGTH);
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    startTime,
    name: executableName(shortName, command),
    command: command === '' ? shortName : command,
    user,
    // "nobody" is −2 and printed so by some versions.
    userId: Number(uid) < 0 ? UNSIGNED_IDS + Number(uid) : Number(uid),
    state: STATES[state.charAt(0)] ?? 'unknown',
    cpuMs,
    reapedCpuMs: null,
    rssBytes: Number(rss) * 1024,
    privateBytes: null,
    pssBytes: null,
    virtualBytes: Number(vsz) * 1024,
    threads: null,
    fileHandles: null,
    readBytes: null,
    writeBytes: null,
    cgroup: null,
    kernelThread: pid === '0',
    sessionId: null,
    terminal: terminalOf(tty),
  };
}

const STATES: Readonly<Record<string, ProcessRaw['state']>> = {
  R: 'running',
  S: 'sleeping',
  I: 'idle',
  U: 'waiting',
  D: 'waiting',
  T: 'stopped',
  Z: 'zombie',
};

/** "0:01.25", "126:36.94" (minutes), "2-03:04:05" (days) → milliseconds; null when it is none of these. */
export function parseCpuTime(text: string): number | null {
  const match = /^(?:(?:(\d{1,6})-)?(\d{1,6}):)?(\d{1,8}):(\d{1,2})(?:\.(\d{1,3}))?$/.exec(text);
  if (match === null) return null;
  const [, days = '0', hours = '0', minutes, seconds, fraction = '0'] = match;
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

/** `lstart`, such as "Thu Feb 26 01:49:30 2026", in the local time zone → epoch milliseconds; null when it is not one. */
export function parseStart(text: string): number | null {
  const match = START.exec(text);
  return match === null ? null : startOf(match.slice(1));
}

function startOf(parts: readonly (string | undefined)[]): number | null {
  const month = MONTHS.indexOf(parts[0] ?? '');
  const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = parts.slice(1).map(Number);
  if (month === -1 || year < 1970 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return Math.max(0, new Date(year, month, day, hour, minute, second).getTime());
}

/** "??" (none) → 0, "ttys003" → 4. Null when it says neither: "console". */
function terminalOf(tty: string): number | null {
  if (/^\?+$|^-$/.test(tty)) return 0;
  const number = /^t?t?y?s(\d{1,6})$/.exec(tty)?.[1];
  return number === undefined ? null : Number(number) + 1;
}
