import { type CompiledRule, NONE, seriesKey } from './compile-rules.ts';
import { step } from './step.ts';
import type { AlertEventInput, Draft, Place, Row, Work } from './work.ts';

/** How the events reach the instances. */
export interface EventPlaces {
  readonly work: Work;
  readonly withInstance: (work: Work, place: Place, change: (draft: Draft) => void) => void;
  readonly closeSubject: (work: Work, subject: string) => void;
}

function rowOf(rule: CompiledRule, isOver: boolean): Row {
  const over = [false, false, false, false];
  over[rule.lowest] = isOver;
  return { value: null, limit: null, unit: 'event', over, clear: !isOver, intervalMs: null };
}

const placeOf = (rule: CompiledRule, subject: string): Place => ({
  key: seriesKey(subject, rule.rule.resource),
  subject,
  resource: rule.rule.resource,
  rule,
});

function happen(draft: Draft, place: Place, { state, cause }: AlertEventInput, work: Work): void {
  const { rule } = place;
  if (state === 'end') {
    // An end without a beginning is of a time before us.
    if (draft.event?.state === 'lasts') draft.event = { ...draft.event, state: 'ended' };
    step(draft, place, rowOf(rule, false), work);
    return;
  }
  draft.event = { state: state === 'start' ? 'lasts' : 'once', cause };
  if (state === 'once') {
    // What has no duration need not hold.
    draft.since[rule.lowest] ??= work.nowMs - (rule.forMs[rule.lowest] ?? 0);
    draft.epoch = work.epoch;
    // Once more while it is still shown: to be told when the cooldown lets it.
    if (draft.incident !== null && draft.incident.ackLevel === NONE) draft.incident.owed = true;
  }
  step(draft, place, rowOf(rule, true), work);
}

/** Takes in what happened. Answers with the instances that had their row, as `key\nrule`. */
export function applyEvents(events: readonly AlertEventInput[], { work, withInstance, closeSubject }: EventPlaces): ReadonlySet<string> {
  const done = new Set<string>();
  for (const event of events) {
    if (event.event === 'gone') closeSubject(work, event.subject);
    for (const rule of work.rules.eventRulesOf(event.subject, event.event)) {
      const place = placeOf(rule, event.subject);
      withInstance(work, place, (draft) => happen(draft, place, event, work));
      done.add(`${place.key}\n${rule.rule.id}`);
    }
  }
  return done;
}

/** A row for each event that goes on, or that is still shown. */
export function goOnEvents(done: ReadonlySet<string>, { work, withInstance }: EventPlaces): void {
  if (!work.rules.rules.some(({ compare }) => compare === null)) return;
  for (const [key, { instances }] of work.series) {
    for (const [id, { event, incident, since }] of instances) {
      const rule = event === null ? undefined : work.rules.byId(id);
      if (event === null || rule === undefined || done.has(`${key}\n${id}`)) continue;
      const place = placeOf(rule, key.slice(0, key.indexOf('\n')));
      // One that came in the grace waits for its end.
      const waits = event.state === 'once' && incident === null && since[rule.lowest] !== null;
      withInstance(work, place, (draft) => {
        if (waits) draft.epoch = work.epoch;
        step(draft, place, rowOf(rule, waits || event.state === 'lasts'), work);
      });
    }
  }
}
