import type { AlertRecord } from '../../shared/model/alert.ts';
import type { AlertState, Incident, Silence, Snooze } from './state.ts';
import { partsOfKey } from './compile-rules.ts';

// What a person does about alerts: from a state to the next one.

/** The oldest go first. As many as the stored state takes. */
const MAX_KEPT = 1_000;

/** Which firing alerts are meant; what is left out fits all. */
export interface AlertSelection {
  readonly id?: string | undefined;
  readonly rule?: string | undefined;
  readonly subject?: string | undefined;
}

export interface Controlled {
  readonly state: AlertState;
  /** Entries of the log that changed; empty when nothing was meant. */
  readonly records: readonly AlertRecord[];
}

function withIncidents(state: AlertState, selection: AlertSelection, change: (incident: Incident) => Incident): Controlled {
  const records: AlertRecord[] = [];
  const series = new Map(state.series);
  for (const [key, one] of state.series) {
    const { subject } = partsOfKey(key);
    if (selection.subject !== undefined && selection.subject !== subject) continue;
    for (const [rule, instance] of one.instances) {
      const { incident } = instance;
      if (incident === null || (selection.rule ?? rule) !== rule || (selection.id ?? incident.record.id) !== incident.record.id) continue;
      const changed = change(incident);
      records.push(changed.record);
      const instances = new Map(series.get(key)?.instances).set(rule, { ...instance, incident: changed });
      series.set(key, { ...one, instances });
    }
  }
  return { state: { ...state, series }, records };
}

/** Nothing more is told of what fires now, until it is over or gets worse. */
export function acknowledge(state: AlertState, selection: AlertSelection): Controlled {
  return withIncidents(state, selection, (incident) => ({
    ...incident,
    ackLevel: incident.level,
    owed: false,
    collected: false,
    record: { ...incident.record, acknowledged: true },
  }));
}

/** For how long: active time, or until a time of the day. */
export type SnoozeEnd = { readonly forMs: number } | { readonly untilAt: number };

/**
 * Tells nothing of a rule for a while, be it firing or not. What still fires then is told then, once. A second snooze of the same takes the
 * place of the first.
 * @param subject null = all subjects
 * @param at epoch milliseconds now, for the log
 */
export function snooze(state: AlertState, rule: string, subject: string | null, end: SnoozeEnd, at: number): Controlled {
  const made: Snooze =
    'forMs' in end
      ? { rule, subject, untilMs: state.nowMs + end.forMs, untilAt: null }
      : { rule, subject, untilMs: null, untilAt: end.untilAt };
  const others = state.snoozes.filter((one) => one.rule !== rule || one.subject !== subject);
  const snoozedUntil = 'forMs' in end ? at + end.forMs : end.untilAt;
  return withIncidents({ ...state, snoozes: [...others, made].slice(-MAX_KEPT) }, { rule, subject: subject ?? undefined }, (incident) => ({
    ...incident,
    record: { ...incident.record, snoozedUntil },
  }));
}

export function addSilence(state: AlertState, silence: Silence): AlertState {
  return { ...state, silences: [...state.silences, silence].slice(-MAX_KEPT) };
}

export function removeSilence(state: AlertState, id: string): AlertState {
  return { ...state, silences: state.silences.filter((one) => one.id !== id) };
}
