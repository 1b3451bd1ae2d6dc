import { randomUUID } from 'node:crypto';
import type { AlertRule } from '../../shared/model/alert.ts';
import { compileRules, seriesKey } from './compile-rules.ts';
import { acknowledge, snooze } from './controls.ts';
import { evaluate } from './evaluate.ts';
import { type AlertState, initialState, plainState, restoreState } from './state.ts';
import type { AlertReading, AlertTransition } from './work.ts';

/** Something a person or the machine did between two rows. */
export type ReplayAction =
  | { readonly kind: 'sleep'; readonly forMs: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'ack'; readonly rule: string; readonly subject: string | null }
  | { readonly kind: 'snooze'; readonly rule: string; readonly subject: string | null; readonly forMs: number }
  | { readonly kind: 'quiet'; readonly on: boolean };

export interface ReplayRow {
  readonly at: number;
  readonly row: AlertReading;
}

export type ReplayItem =
  | ReplayRow
  /** At the time of the row before it. */
  | { readonly action: ReplayAction; readonly at: number };

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** The interval of each series: the median distance of its rows, those without a value included. */
function intervalsOf(items: readonly ReplayItem[]): ReadonlyMap<string, number | undefined> {
  const times = new Map<string, number[]>();
  for (const item of items) {
    if (!('row' in item)) continue;
    const key = seriesKey(item.row.subject, item.row.resource);
    const known = times.get(key);
    if (known === undefined) times.set(key, [item.at]);
    else known.push(item.at);
  }
  return new Map([...times].map(([key, list]) => [key, median(list.slice(1).map((at, i) => at - (list[i] ?? at)))]));
}

class Replay {
  #state: AlertState = initialState();
  #quiet = false;
  #started = false;
  #resumed = false;
  #lastAt: number | null = null;
  #sleptMs = 0;
  readonly #rules;
  readonly #graceMs;
  readonly events: AlertTransition[] = [];

  constructor(rules: readonly AlertRule[], graceMs: number) {
    this.#rules = compileRules(rules);
    this.#graceMs = graceMs;
  }

  rows(at: number, readings: readonly AlertReading[]): void {
    const first = this.#lastAt === null;
    const elapsedMs = Math.max(0, at - (this.#lastAt ?? at) - this.#sleptMs);
    const { state, events } = evaluate(
      this.#state,
      {
        readings,
        events: [],
        gates: { quiet: this.#quiet, doNotDisturb: false, muted: false },
        policy: { graceMs: this.#graceMs, quietHours: [], criticalPiercesQuietHours: false },
        newId: randomUUID,
      },
      this.#rules,
      { at, elapsedMs, resumed: this.#resumed, started: first || this.#started },
    );
    this.#state = state;
    this.events.push(...events);
    this.#lastAt = at;
    this.#sleptMs = 0;
    this.#resumed = false;
    this.#started = false;
  }

  act(action: ReplayAction, at: number): void {
    switch (action.kind) {
      case 'sleep':
        this.#sleptMs += action.forMs;
        this.#resumed = true;
        break;
      case 'restart':
        // What would be on the disk, and nothing else.
        this.#state = restoreState(JSON.parse(JSON.stringify(plainState(this.#state))));
        this.#started = true;
        break;
      case 'ack':
        this.#state = acknowledge(this.#state, { rule: action.rule, subject: action.subject ?? undefined }).state;
        break;
      case 'snooze':
        this.#state = snooze(this.#state, action.rule, action.subject, { forMs: action.forMs }, at).state;
        break;
      default:
        this.#quiet = action.on;
    }
  }
}

/**
 * Runs rules over recorded rows, as they would have run then. Rows of one time are judged together; the items may be grouped by series.
 * @param graceMs how long after the first row, a wake and a restart nothing fires
 */
export function replay(items: readonly ReplayItem[], rules: readonly AlertRule[], graceMs: number): readonly AlertTransition[] {
  const sorted = items.toSorted((a, b) => a.at - b.at);
  const intervals = intervalsOf(sorted);
  const run = new Replay(rules, graceMs);
  for (let i = 0; i < sorted.length;) {
    const item = sorted[i];
    if (item === undefined) break;
    if ('action' in item) {
      run.act(item.action, item.at);
      i += 1;
      continue;
    }
    const rows: AlertReading[] = [];
    for (let next: ReplayItem | undefined = item; next !== undefined && 'row' in next && next.at === item.at; next = sorted[i]) {
      rows.push({ ...next.row, intervalMs: intervals.get(seriesKey(next.row.subject, next.row.resource)) });
      i += 1;
    }
    run.rows(item.at, rows);
  }
  return run.events;
}
