import { type AlertNotice, type AlertRecord, alertLevels } from '../../shared/model/alert.ts';
import type { Tick } from './active-time.ts';
import { announceEnd } from './announce.ts';
import { CRITICAL, type RuleSet, WHOLE, partsOfKey } from './compile-rules.ts';
import { flushCollected } from './collected.ts';
import { type EventPlaces, applyEvents, goOnEvents } from './events.ts';
import { isClear, isOver, levelsOver, measureOf, unitOf } from './measure.ts';
import { isQuiet } from './quiet-hours.ts';
import { type AlertState, type Instance, type SeriesState, emptySeries } from './state.ts';
import { GAP_INTERVALS, draftOf, instanceOf, step } from './step.ts';
import { withRow } from './series.ts';
import type { AlertInput, AlertReading, AlertTransition, Draft, Place, Work } from './work.ts';

export interface Evaluated {
  readonly state: AlertState;
  /** What happened, in the order of the rows and rules. */
  readonly events: readonly AlertTransition[];
  readonly notices: readonly AlertNotice[];
  /** Entries of the log that are new or changed: the last one of an id counts. */
  readonly records: readonly AlertRecord[];
}

/** Series nobody heard of for this long are forgotten when there are many. */
const FORGET_MS = 3_600_000;
const MANY_SERIES = 2_000;

function workOf(state: AlertState, input: AlertInput, rules: RuleSet, tick: Tick): Work & { graceUntilMs: number } {
  const { policy, gates } = input;
  const nowMs = state.nowMs + tick.elapsedMs;
  const graceUntilMs = tick.resumed || tick.started ? nowMs + policy.graceMs : state.graceUntilMs;
  const criticals = new Map<string, number>();
  for (const [key, { instances }] of state.series) {
    for (const [id, { incident, rule }] of instances) {
      const isKnown = rules.byId(id)?.fingerprint === rule;
      if (incident?.level === CRITICAL && isKnown && marksCritical(rules, id)) criticals.set(key, (criticals.get(key) ?? 0) + 1);
    }
  }
  return {
    input,
    rules,
    nowMs,
    at: tick.at,
    graceUntilMs,
    epoch: state.epoch + (tick.resumed ? 1 : 0),
    inGrace: nowMs < graceUntilMs,
    quiet: gates.quiet || isQuiet(policy.quietHours, tick.at, policy.timeZone),
    snoozes: state.snoozes.filter(
      ({ untilMs, untilAt }) => (untilMs === null || nowMs < untilMs) && (untilAt === null || tick.at < untilAt),
    ),
    silences: state.silences.filter(({ untilAt }) => untilAt === null || tick.at < untilAt),
    series: new Map(state.series),
    ownLists: new WeakSet(),
    criticals,
    banners: state.banners,
    events: [],
    notices: [],
    records: [],
  };
}

/** What is only predicted does not stand for what is. */
function marksCritical(rules: RuleSet, id: string): boolean {
  return rules.byId(id)?.rule.condition.type !== 'timeToLimit';
}

function countCritical(work: Work, place: Place, before: Instance | undefined, draft: Draft): void {
  const was = before?.incident?.level === CRITICAL;
  const is = draft.incident?.level === CRITICAL;
  if (was === is || !marksCritical(work.rules, place.rule.rule.id)) return;
  const count = (work.criticals.get(place.key) ?? 0) + (is ? 1 : -1);
  if (count > 0) work.criticals.set(place.key, count);
  else work.criticals.delete(place.key);
}

/** Works on one instance and keeps what became of it. The one way in which an instance changes. */
export function withInstance(work: Work, place: Place, change: (draft: Draft) => void): void {
  const series = work.series.get(place.key) ?? emptySeries;
  const before = series.instances.get(place.rule.rule.id);
  const draft = draftOf(before, place, work);
  const eventsBefore = work.events.length;
  change(draft);
  countCritical(work, place, before, draft);
  const { incident } = draft;
  if (incident !== null) {
    const flapping = draft.flap !== null;
    if (incident.record.flapping !== flapping) incident.record = { ...incident.record, flapping };
    if (work.events.length > eventsBefore || incident.record.notified !== before?.incident?.record.notified)
      work.records.push(incident.record);
  }
  const after = instanceOf(draft, work);
  if (after === null && before === undefined) return;
  // The state that was given stays as it was: the first change of a series at this moment makes a list of its own.
  const own = work.ownLists.has(series.instances);
  const instances = own ? (series.instances as Map<string, Instance>) : new Map(series.instances);
  if (after === null) instances.delete(place.rule.rule.id);
  else instances.set(place.rule.rule.id, after);
  if (own) return;
  work.ownLists.add(instances);
  work.series.set(place.key, { ...series, instances });
}

/** The newest row of another resource of the subject; undefined when there is none, or one that is no longer read. */
function sideOf(subject: string, resource: string, main: SeriesState, work: Work): SeriesState | undefined {
  const side = work.series.get(work.rules.bindingOf(subject, resource).key);
  if (side?.lastMs == null) return undefined;
  return work.nowMs - side.lastMs < GAP_INTERVALS * Math.max(side.intervalMs ?? 0, main.intervalMs ?? 0, 1) ? side : undefined;
}

function judge(reading: AlertReading, work: Work): void {
  const { subject, resource } = reading;
  const binding = work.rules.bindingOf(subject, resource);
  if (binding.rules.length === 0) return;
  const series = work.series.get(binding.key);
  if (series === undefined) return;
  for (const rule of binding.rules) {
    const { type } = rule.rule.condition;
    if (type === 'event') continue;
    const value = measureOf(type, series, reading);
    if (value === null) continue;
    // Most rules have nothing to say at most rows.
    if (rule.or.length === 0 && rule.compare !== null && !isOver(rule.compare, value, rule.lowest) && !series.instances.has(rule.rule.id))
      continue;
    const over = levelsOver(rule, value, (other) => sideOf(subject, other, series, work));
    const place = { key: binding.key, subject, resource, rule };
    const row = {
      value,
      limit: reading.limit,
      unit: unitOf(type, reading.unit),
      over,
      clear: isClear(rule, value, over),
      intervalMs: reading.intervalMs ?? series.intervalMs,
    };
    withInstance(work, place, (draft) => step(draft, place, row, work));
  }
}

/** False for a row that no rule looks at, that is a gap, or that was there before: what is read seldom is shown many times. */
function takeRow(reading: AlertReading, work: Work): boolean {
  const binding = work.rules.bindingOf(reading.subject, reading.resource);
  if (!binding.watched || reading.used === null || !Number.isFinite(reading.used)) return false;
  const before = work.series.get(binding.key) ?? emptySeries;
  if (before.readAt === reading.at) return false;
  work.series.set(binding.key, withRow(before, reading, work));
  return true;
}

/** Ends silently what belongs to a rule that is gone, off or another now. */
function closeChanged(work: Work): void {
  for (const [key, series] of work.series) {
    for (const [id, instance] of series.instances) {
      const rule = work.rules.byId(id);
      if (rule?.fingerprint === instance.rule) continue;
      const { incident } = instance;
      if (incident !== null) {
        const { record } = incident;
        work.events.push({
          at: work.at,
          rule: id,
          ...partsOfKey(key),
          event: 'resolved',
          level: alertLevels[incident.level] ?? 'info',
          value: record.value,
          notified: false,
        });
        work.records.push({ ...record, state: 'resolved', resolvedAt: work.at, end: 'rule changed', outcome: 'rule changed' });
      }
      const instances = new Map(work.series.get(key)?.instances);
      instances.delete(id);
      // What was told stays told: a rule that is moved up and down does not tell each time.
      const { cooldown } = instance;
      if (rule !== undefined && cooldown !== null) {
        const place = { key, ...partsOfKey(key), rule };
        instances.set(id, { ...draftOf(undefined, place, work), cooldown });
      }
      work.series.set(key, { ...series, ...work.series.get(key), instances });
    }
  }
}

/** A subject that is gone takes its alerts along, but for those about things that happened to it. */
export function closeSubject(work: Work, subject: string): void {
  for (const [key, series] of work.series) {
    const parts = partsOfKey(key);
    if (parts.subject !== subject) continue;
    for (const id of series.instances.keys()) {
      const rule = work.rules.byId(id);
      if (rule === undefined) continue;
      const place = { key, ...parts, rule };
      withInstance(work, place, (draft) => {
        if (draft.event?.state === 'once') return;
        announceEnd(draft, place, 'subject gone', work);
        draft.since = [null, null, null, null];
        draft.event = null;
      });
    }
    if ((work.series.get(key)?.instances.size ?? 0) === 0) work.series.delete(key);
  }
}

function forgetOld(work: Work): void {
  if (work.series.size <= MANY_SERIES) return;
  for (const [key, { lastMs, instances }] of work.series) {
    const holds = [...instances.values()].some(({ incident, event }) => incident !== null || event?.state === 'lasts');
    if (!holds && work.nowMs - (lastMs ?? 0) > FORGET_MS) work.series.delete(key);
  }
}

/**
 * Judges the rows and events of one moment: O(1) per row and rule. Pure: the same state, input and tick give the same answer (but for the
 * ids that `input.newId` makes), and the state that was given stays as it was.
 * @param tick how the time went on since the evaluation that made the state
 */
export function evaluate(state: AlertState, input: AlertInput, rules: RuleSet, tick: Tick): Evaluated {
  const work = workOf(state, input, rules, tick);
  if (state.rules !== rules.fingerprint) closeChanged(work);
  // All rows first: a rule may look at a second figure of the same moment.
  const fresh = input.readings.filter((reading) => takeRow(reading, work));
  // The whole before its parts: what it mutes is known then.
  for (const reading of fresh) if (reading.subject === WHOLE) judge(reading, work);
  for (const reading of fresh) if (reading.subject !== WHOLE) judge(reading, work);
  const places: EventPlaces = { work, withInstance, closeSubject };
  const happened = applyEvents(input.events, places);
  goOnEvents(happened, places);
  flushCollected(work);
  forgetOld(work);
  return {
    state: {
      version: 1,
      nowMs: work.nowMs,
      at: work.at,
      epoch: work.epoch,
      graceUntilMs: work.graceUntilMs,
      rules: rules.fingerprint,
      banners: work.banners,
      snoozes: work.snoozes,
      silences: work.silences,
      series: work.series,
    },
    events: work.events,
    notices: work.notices,
    records: work.records,
  };
}
