import type { AlertEvent, AlertUnit, Measure } from '../../shared/model/alert.ts';
import {
  coresQuantity,
  countQuantity,
  diskQuantity,
  formatDuration,
  formatNumber,
  formatQuantity,
  memoryQuantity,
  rateQuantity,
} from '../../shared/format.ts';
import type { Incident } from './state.ts';

const NOUNS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  memory: 'Memory',
  swap: 'Swap',
  disk: 'Disk',
  diskIo: 'Disk I/O',
  network: 'Network',
  fileHandles: 'File handles',
  connections: 'Connections',
  processes: 'Processes',
  threads: 'Threads',
  containers: 'Containers',
  cpuThrottled: 'CPU throttling',
  cpuPressure: 'CPU pressure',
  memoryPressure: 'Memory pressure',
  ioPressure: 'I/O pressure',
};

/** What is wrong when a usage is over; others are "… high". */
const STATES: Readonly<Record<string, string>> = {
  cpu: 'CPU short',
  memory: 'Memory tight',
  swap: 'Swap nearly full',
  disk: 'Disk nearly full',
  network: 'Network at its speed',
  fileHandles: 'File handles running out',
  connections: 'Connections running out',
  threads: 'Threads running out',
  processes: 'Many processes',
  containers: 'Many containers',
};

const EVENTS: Readonly<Record<AlertEvent, string>> = {
  oomKill: 'Killed for want of memory',
  unhealthy: 'Unhealthy',
  restartLoop: 'Restarts again and again',
  gone: 'Gone',
  violation: 'Over its own limit',
  leaseWaiting: 'A lease waits too long',
  leaseHolderGone: 'The holder of a lease is gone',
  leaseExceeded: 'Uses more than its lease',
  fileDamaged: 'A file is damaged',
  exporterFailing: 'An exporter fails',
  collectorLate: 'Readings are late',
  spoolFull: 'The spool is nearly full',
  noWorker: 'No healthy worker',
};

export const nounOf = (resource: string): string => (Object.hasOwn(NOUNS, resource) ? (NOUNS[resource] ?? resource) : resource);

/** " on web-1"; nothing for the machine itself, of which there is one. */
export function placeText(subject: string, nameOf: ((subject: string) => string) | undefined): string {
  if (subject === 'host') return '';
  const name = nameOf?.(subject) ?? (subject === 'self' ? 'Headroom' : subject.slice(subject.indexOf(':') + 1));
  return ` on ${name}`;
}

/** A value in its unit, with one decimal where it is a share: "92.4 %", "610 MB", "2.5 cores". */
export function valueText(value: number, unit: AlertUnit, resource: string): string {
  if (value === Number.POSITIVE_INFINITY) return 'not in sight';
  switch (unit) {
    case 'percent':
      return `${value.toFixed(1)} %`;
    case 'bytes':
      return formatQuantity(resource.startsWith('disk') ? diskQuantity(value) : memoryQuantity(value));
    case 'bytesPerSec':
      return formatQuantity(rateQuantity(value));
    case 'cores':
      return formatQuantity(coresQuantity(value));
    case 'count':
      return formatQuantity(countQuantity(value));
    case 'ms':
      return formatDuration(value);
    case 'perSec':
      return `${formatNumber(value)}/s`;
    default:
      return formatNumber(value);
  }
}

function stateText(type: Measure, resource: string, isAbove: boolean): string {
  const noun = nounOf(resource);
  switch (type) {
    case 'timeToLimit':
      return `${noun} runs out soon`;
    case 'rate':
      return `${noun} changes fast`;
    case 'anomaly':
      return `${noun} unusual`;
    default: {
      const isShort = type === 'headroom' ? !isAbove : isAbove;
      return (isShort && Object.hasOwn(STATES, resource) ? STATES[resource] : undefined) ?? `${noun} ${isAbove ? 'high' : 'low'}`;
    }
  }
}

export interface Facts {
  readonly type: Measure;
  readonly isAbove: boolean;
  readonly resource: string;
  readonly value: number;
  readonly unit: AlertUnit;
  readonly limit: number | null;
  /** The limit in words; empty when there is none. */
  readonly limitText: string;
  readonly place: string;
  readonly heldMs: number;
  readonly cause: string;
}
type Texts = Pick<Incident['record'], 'title' | 'body' | 'summary'>;

const sentence = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** "Memory tight on web-1"; "92.4 % of 2 GB for 3 min. postgres +610 MB."; "High memory usage: 92.4%". */
export function textsOf({ type, isAbove, resource, value, unit, limitText, place, heldMs, cause }: Facts): Texts {
  const title = `${stateText(type, resource, isAbove)}${place}`;
  const shown = valueText(value, unit, resource);
  const held = heldMs >= 1_000 ? ` for ${formatDuration(heldMs)}` : '';
  const of = limitText === '' ? '' : ` of ${limitText}`;
  const main = {
    usagePercent: `${shown}${of}`,
    used: `${shown}${of}`,
    headroom: `${shown} left${of}`,
    timeToLimit: `At its limit in ${shown}`,
    rate: `${value > 0 ? '+' : ''}${shown}`,
    anomaly: `Score ${shown}`,
  }[type];
  const noun = nounOf(resource);
  const lower = /^[A-Z][a-z]/.test(noun) ? `${noun.charAt(0).toLowerCase()}${noun.slice(1)}` : noun;
  const summary = type === 'usagePercent' && isAbove ? `High ${lower} usage: ${value.toFixed(1)}%` : `${title}: ${shown}`;
  return { title, body: sentence(`${main}${held}.`, cause), summary };
}

export function eventTexts(event: AlertEvent, place: string, cause: string): Texts {
  const title = `${EVENTS[event]}${place.replace(/^ on /, ': ')}`;
  return { title, body: cause, summary: title };
}

/** "recovered after 4 min, peak 97.0 %". */
export function outcomeText(record: Incident['record'], firedForMs: number): string {
  const after = `after ${formatDuration(firedForMs)}`;
  const { end, peakValue, unit, resource } = record;
  if (end === 'rule changed') return 'rule changed';
  if (end === 'passed') return 'over at once';
  const peak = peakValue === null ? '' : `, ${record.unit === 'ms' ? 'shortest' : 'peak'} ${valueText(peakValue, unit, resource)}`;
  return `${end === 'subject gone' ? 'gone' : 'recovered'} ${after}${peak}`;
}
