import { parseDuration } from '../../../shared/duration.ts';
import type { Unit } from '../../../shared/model/reading.ts';
import type { ReplayAction, ReplayItem, ReplayRow } from '../../../core/alerts/replay.ts';
import { TextFault } from '../../../core/plain-fault.ts';

export const SERIES_HEADER = 'time,subject,resource,used,limit';
const MAX_NAME_LENGTH = 256;
/** The last day of the year 9999: what is beyond was not meant as seconds. */
const MAX_SECONDS = 253_402_300_799;
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const BYTES = new Set(['memory', 'swap', 'disk']);
const BYTES_PER_SEC = new Set(['network', 'diskIo']);

/** The file does not say it, and only words depend on it. */
function unitOf(resource: string): Unit {
  if (BYTES.has(resource)) return 'bytes';
  if (BYTES_PER_SEC.has(resource)) return 'bytesPerSec';
  if (resource === 'cpu') return 'cores';
  return resource.endsWith('Pressure') ? 'percent' : 'count';
}

/** Epoch seconds or ISO 8601 → epoch milliseconds. */
function timeOf(text: string, line: number): number {
  const seconds = NUMBER.test(text) ? Number(text) : Number.NaN;
  const at = Math.round(Number.isNaN(seconds) && ISO.test(text) ? Date.parse(text) : seconds * 1_000);
  if (!Number.isFinite(at) || Math.abs(at) > MAX_SECONDS * 1_000) {
    throw new TextFault(line, 'a time in epoch seconds or ISO 8601', JSON.stringify(text));
  }
  return at;
}

function numberOf(text: string, name: string, line: number): number | null {
  if (text === '') return null;
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new TextFault(line, `a number or nothing as "${name}"`, JSON.stringify(text.slice(0, 40)));
  return value;
}

function nameOf(text: string, name: string, line: number): string {
  if (text === '' || text.length > MAX_NAME_LENGTH) {
    throw new TextFault(line, `a name of 1 to ${MAX_NAME_LENGTH} characters as "${name}"`, JSON.stringify(text.slice(0, 40)));
  }
  return text;
}

function durationOf(text: string | undefined, line: number): number {
  const ms = text === undefined ? null : parseDuration(text);
  if (ms === null) throw new TextFault(line, 'a duration such as "1h"', text === undefined ? 'nothing' : JSON.stringify(text));
  return ms;
}

const ACTIONS = ['sleep SECONDS', 'restart', 'ack RULE [SUBJECT]', 'snooze RULE [SUBJECT] DURATION', 'quiet on|off'];

/** A line that begins with "#"; null for one that is only a comment. */
function actionOf(text: string, line: number): ReplayAction | null {
  const [word, ...rest] = text.slice(1).trim().split(/\s+/);
  const [first, second, third] = rest;
  const usage = ACTIONS.find((action) => action.split(' ')[0] === word);
  if (usage === undefined) return null;
  const wrong = (): TextFault => new TextFault(line, `"# ${usage}"`, JSON.stringify(text.slice(0, 80)));
  switch (word) {
    case 'restart':
      if (rest.length > 0) throw wrong();
      return { kind: 'restart' };
    case 'sleep': {
      const seconds = NUMBER.test(first ?? '') ? Number(first) : Number.NaN;
      if (!(seconds >= 0 && seconds <= MAX_SECONDS) || rest.length > 1) throw wrong();
      return { kind: 'sleep', forMs: Math.round(seconds * 1_000) };
    }
    case 'ack':
      if (first === undefined || rest.length > 2) throw wrong();
      return { kind: 'ack', rule: first, subject: second ?? null };
    case 'snooze':
      if (first === undefined || second === undefined || rest.length > 3) throw wrong();
      return { kind: 'snooze', rule: first, subject: third === undefined ? null : second, forMs: durationOf(third ?? second, line) };
    default:
      if ((first !== 'on' && first !== 'off') || rest.length > 1) throw wrong();
      return { kind: 'quiet', on: first === 'on' };
  }
}

function rowOf(text: string, line: number): ReplayRow {
  const cells = text.split(',').map((cell) => cell.trim());
  if (cells.length !== 5) throw new TextFault(line, `5 cells (${SERIES_HEADER})`, String(cells.length));
  const [time = '', subjectText = '', resourceText = '', usedText = '', limitText = ''] = cells;
  const at = timeOf(time, line);
  const subject = nameOf(subjectText, 'subject', line);
  const resource = nameOf(resourceText, 'resource', line);
  const used = numberOf(usedText, 'used', line);
  const limit = numberOf(limitText, 'limit', line);
  return { at, row: { at, subject, resource, used, limit, unit: unitOf(resource) } };
}

/** Rows and events of a file of series. Throws a TextFault that says line, expected and got. */
export function parseSeries(text: string): ReplayItem[] {
  const items: ReplayItem[] = [];
  const lastAt = new Map<string, number>();
  const seen = { header: false, at: null as number | null };
  const pending: ReplayAction[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '') continue;
    if (content.startsWith('#')) {
      const action = actionOf(content, line);
      if (action !== null && seen.at === null) pending.push(action);
      else if (action !== null && seen.at !== null) items.push({ action, at: seen.at });
      continue;
    }
    if (!seen.header) {
      const header = content.split(',').map((cell) => cell.trim());
      if (header.join(',') !== SERIES_HEADER)
        throw new TextFault(line, `the header "${SERIES_HEADER}"`, JSON.stringify(content.slice(0, 80)));
      seen.header = true;
      continue;
    }
    const item = rowOf(content, line);
    const key = `${item.row.subject},${item.row.resource}`;
    const before = lastAt.get(key);
    if (before !== undefined && item.at <= before) {
      throw new TextFault(
        line,
        `a time after the row before of ${item.row.subject} ${item.row.resource}`,
        content.split(',')[0]?.trim() ?? '',
      );
    }
    lastAt.set(key, item.at);
    // What stands before the first row is so from the first row on.
    items.push(...pending.splice(0).map((action) => ({ action, at: item.at })), item);
    seen.at = item.at;
  }
  if (!seen.header) throw new TextFault(null, `the header "${SERIES_HEADER}"`, 'an empty file');
  return items;
}
