import { TomlError, parse } from 'smol-toml';
import { parseDuration } from '../../shared/duration.ts';
import type { SettingsProblem } from '../../shared/model/settings.ts';
import { TextFault } from '../plain-fault.ts';
import { defaultsOf } from './defaults.ts';
import type { Json } from './paths.ts';

// Configuration files of an older monitor: TOML with durations that are not quoted ("collection_interval = 30s") below
// [cleanroom.monitoring], or [monitoring].

export interface TomlImport {
  /** Settings path → value. Not yet checked against what the setting takes. */
  readonly changes: Record<string, Json>;
  /** Every key that was not taken over. */
  readonly problems: readonly SettingsProblem[];
}

const PATH_OF_KEY: Readonly<Record<string, string>> = {
  collection_interval: 'monitor.interval',
  'thresholds.cpu_usage_percent': 'thresholds.cpuPercent',
  'thresholds.memory_usage_percent': 'thresholds.memoryPercent',
  'thresholds.disk_usage_percent': 'thresholds.diskPercent',
  'thresholds.network_bandwidth_percent': 'thresholds.networkPercent',
  'thresholds.process_count': 'thresholds.processCount',
  'thresholds.container_count': 'thresholds.containerCount',
};
const PREFIXES = ['cleanroom.monitoring.', 'monitoring.'];
/** Monitoring is what Headroom is for: it has no such switch, and "true" asks for nothing else. */
const ALWAYS_ON = 'enable_monitoring';
const MAX_PROBLEMS = 100;
const MAX_GOT_LENGTH = 200;
const MAX_LINE_CHARS = 60;

/** Throws a TextFault when the text is no TOML, bare durations aside. */
export function readOriginToml(text: string): TomlImport {
  const changes: Record<string, Json> = {};
  const problems: SettingsProblem[] = [];
  for (const [key, value] of leavesOf(parsed(text), '')) {
    const prefix = PREFIXES.find((start) => key.startsWith(start)) ?? '';
    const inner = key.slice(prefix.length);
    if (prefix !== '' && inner === ALWAYS_ON && value === true) continue;
    const path = prefix !== '' && Object.hasOwn(PATH_OF_KEY, inner) ? PATH_OF_KEY[inner] : undefined;
    if (path === undefined) problems.push({ key, expected: expectedAt(inner), got: shown(value) });
    else if (!isScalar(value)) problems.push({ key, expected: 'a number or a duration', got: shown(value) });
    else if (Object.hasOwn(changes, path)) problems.push({ key, expected: `${path} to be set once in the file`, got: shown(value) });
    else changes[path] = value;
  }
  keepOrder(changes);
  return { changes, problems: atMost(problems) };
}

function parsed(text: string): unknown {
  try {
    return parse(tolerated(text), { integersAsBigInt: 'asNeeded' });
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const why = (thrown.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '');
    const line = text.split(/\r?\n/)[thrown.line - 1] ?? '';
    throw new TextFault(thrown.line, `TOML (${why})`, JSON.stringify(line.trim().slice(0, MAX_LINE_CHARS)), { cause: thrown });
  }
}

/** What the older monitor read, it read at one interval: the slow readings must not come more often than the fast ones. */
function keepOrder(changes: Record<string, Json>): void {
  const interval = changes['monitor.interval'];
  if (typeof interval !== 'string') return;
  const slowMs = parseDuration(defaultsOf('default').monitor.slowInterval) ?? 0;
  if ((parseDuration(interval) ?? 0) > slowMs) changes['monitor.slowInterval'] = interval;
}

function expectedAt(key: string): string {
  return key === ALWAYS_ON ? 'true, or no such key: Headroom pauses by command' : 'a key that Headroom has a setting for';
}

const TOKEN =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|(?<==[ \t]*)(\d{1,12}(?:\.\d{1,6})?(?:ms|s|m|h|d))(?=[ \t]*(?:[,}#\r\n]|$))/g;
/** "[a.b]" with nothing in it before "[[a.b]]": the older monitor wrote it, TOML forbids it. */
const EMPTY_TABLE_BEFORE_LIST =
  /^[ \t]*\[[ \t]*([\w.-]{1,200})[ \t]*\][ \t]*(?:#[^\n]*)?\r?$(?=(?:\n[ \t]*(?:#[^\n]*)?\r?$)*\n[ \t]*\[\[[ \t]*\1[ \t]*\]\])/gm;

/** The text as TOML, on the same lines: bare durations quoted. What stands in strings and comments stays. */
function tolerated(text: string): string {
  return text
    .replace(EMPTY_TABLE_BEFORE_LIST, '')
    .replace(TOKEN, (token: string, duration: string | undefined) => (duration === undefined ? token : `"${duration}"`));
}

type Leaf = readonly [key: string, value: unknown];

/** Every value with its dotted key. Lists, dates and empty tables are values. */
function leavesOf(value: unknown, key: string): readonly Leaf[] {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  const entries = isTable ? Object.entries(value) : [];
  if (entries.length === 0) return key === '' ? [] : [[key, value]];
  return entries.flatMap(([name, inner]) => leavesOf(inner, key === '' ? name : `${key}.${name}`));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shown(value: unknown): string {
  const json = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  return json.slice(0, MAX_GOT_LENGTH);
}

function atMost(problems: readonly SettingsProblem[]): readonly SettingsProblem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const rest = problems.length - MAX_PROBLEMS;
  return [...problems.slice(0, MAX_PROBLEMS), { key: '(file)', expected: 'few unknown keys', got: `${rest} more` }];
}
