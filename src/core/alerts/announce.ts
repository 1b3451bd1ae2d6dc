import type { AlertEnd, AlertNotice, AlertRecord, NoticeKind, Suppression } from '../../shared/model/alert.ts';
import { admit } from './banners.ts';
import { type Comparison, NONE, levelName } from './compile-rules.ts';
import { hushOf, obstacleOf } from './obstacles.ts';
import type { Incident } from './state.ts';
import { eventTexts, nounOf, outcomeText, placeText, textsOf, valueText } from './words.ts';
import type { AlertTransition, Draft, Place, Row, Work } from './work.ts';

/** JSON has no Infinity: a time to the limit that is not in sight is no value. */
export const plainNumber = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

export function emit(
  work: Work,
  place: Place,
  event: AlertTransition['event'],
  level: number,
  value: number | null,
  reason?: Suppression | null,
): void {
  const { at } = work;
  const { subject, resource, rule } = place;
  const base = {
    at,
    rule: rule.rule.id,
    subject,
    resource,
    event,
    level: levelName(level),
    value: plainNumber(value),
    notified: reason === null,
  };
  work.events.push(reason === null || reason === undefined ? base : { ...base, reason });
}

/** The texts of an alert as it is now. */
export function textsFor(
  place: Place,
  row: Row,
  heldMs: number,
  cause: string | null,
  work: Work,
): Pick<AlertRecord, 'title' | 'body' | 'summary'> {
  const { condition } = place.rule.rule;
  const { nameOf, causeOf } = work.input;
  const where = placeText(place.subject, nameOf);
  if (condition.type === 'event') return eventTexts(condition.event, where, cause ?? '');
  const seriesUnit = work.series.get(place.key)?.unit ?? null;
  return textsOf({
    type: condition.type,
    isAbove: condition.above !== undefined,
    resource: place.resource,
    value: row.value ?? 0,
    unit: row.unit,
    limit: row.limit,
    limitText: row.limit === null || seriesUnit === null ? '' : valueText(row.limit, seriesUnit, place.resource),
    place: where,
    heldMs,
    cause: causeOf?.(place.subject, place.resource) ?? '',
  });
}

export const thresholdOf = (compare: Comparison | null, level: number): number | null => plainNumber(compare?.thresholds[level] ?? null);

function notice(work: Work, place: Place, incident: Draft['incident'] & object, kind: NoticeKind, texts?: Partial<AlertNotice>): void {
  const { record } = incident;
  incident.sequence += 1;
  work.notices.push({
    incidentId: record.id,
    sequence: incident.sequence,
    kind,
    severity: record.level,
    ruleId: record.ruleId,
    ruleName: record.ruleName,
    subject: record.subject,
    resource: record.resource,
    value: record.value,
    limit: record.limit,
    threshold: record.threshold,
    unit: record.unit,
    title: record.title,
    body: record.body,
    summary: record.summary,
    count: 1,
    at: work.at,
    channels: place.rule.rule.channels ?? null,
    idempotencyKey: `${record.id}#${incident.sequence}`,
    ...texts,
  });
}

/** A person is told that it fires: from now on the cooldown holds. */
export function markTold(draft: Draft, place: Place, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  incident.owed = false;
  incident.collected = false;
  incident.toldLevel = Math.max(incident.toldLevel, incident.level);
  incident.toldMs = work.nowMs;
  incident.record = { ...incident.record, notified: true, suppressed: null };
  draft.cooldown = { untilMs: work.nowMs + place.rule.cooldownMs, level: incident.level };
  if (draft.flap !== null) draft.flap = { ...draft.flap, level: Math.max(draft.flap.level, incident.level) };
}

/**
 * Tells that an alert fires, or says why not. What is held back stays owed, but for what a person acknowledged or the collecting banner took.
 * @param event what happened at this row; null when something is told later
 */
export function announce(draft: Draft, place: Place, event: 'firing' | 'escalated' | null, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  const { level, record } = incident;
  const obstacle = obstacleOf(draft, place, level, work);
  const entry = { key: place.key, rule: place.rule.rule.id, incident: record.id, level, title: record.title };
  const banner = obstacle === null ? admit(work, entry) : null;
  const reason = banner === 'hold' ? 'coalesced' : obstacle;
  if (event !== null || reason === null || reason === 'coalesced') emit(work, place, event ?? 'firing', level, record.value, reason);
  if (banner === 'tell' || banner === 'join') {
    const kind = event ?? (incident.toldLevel === NONE ? 'firing' : 'reminder');
    markTold(draft, place, work);
    if (banner === 'tell') notice(work, place, incident, kind);
    else incident.collected = true;
    return;
  }
  incident.collected ||= banner === 'hold';
  if (event !== null || banner === 'hold') {
    incident.owed = banner !== 'hold' && reason !== 'acknowledged';
    incident.record = { ...incident.record, suppressed: reason };
  }
}

/** Tells what waited alone for the collecting banner. */
export function announceCollected(draft: Draft, place: Place, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  const kind = incident.toldLevel === NONE ? 'firing' : 'reminder';
  markTold(draft, place, work);
  notice(work, place, incident, kind);
}

/** Ends an alert: told where its firing was told, and never when a rule was changed or an event just passed. */
export function announceEnd(draft: Draft, place: Place, end: AlertEnd, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  if (draft.flap !== null) draft.flap = { ...draft.flap, ended: incident };
  const silent = end === 'rule changed' || end === 'passed';
  const wasTold = incident.toldLevel !== NONE;
  const untold: Suppression | null = draft.flap !== null ? 'flapping' : wasTold ? hushOf(place, incident.level, work) : 'no-firing-notice';
  const ended: Incident['record'] = { ...incident.record, state: 'resolved', resolvedAt: work.at, end };
  const outcome = outcomeText(ended, work.nowMs - incident.firedMs);
  incident.record = { ...ended, outcome };
  emit(work, place, 'resolved', incident.level, ended.value, silent ? undefined : untold);
  if (!silent && untold === null) {
    const title = end === 'subject gone' ? `${ended.title}: gone` : `${ended.title}: over`;
    notice(work, place, incident, 'resolved', { title, body: `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}.`, summary: title });
  }
  work.records.push(incident.record);
  draft.incident = null;
  draft.clearSinceMs = null;
}

/** Begins a time in which only that is told: it passes the cooldown and needs no place among the banners. */
export function announceFlapping(draft: Draft, place: Place, work: Work): void {
  const incident = draft.incident ?? draft.flap?.ended ?? null;
  if (draft.flap === null || incident === null) return;
  const hush = hushOf(place, incident.level, work);
  emit(work, place, 'flapping', incident.level, incident.record.value, hush);
  if (hush !== null) return;
  draft.flap = { ...draft.flap, told: true };
  const title = `${nounOf(place.resource)}${placeText(place.subject, work.input.nameOf)}: comes and goes`;
  notice(work, place, incident, 'flapping', {
    title,
    summary: title,
    body: 'It changed 4 times in 10 min. The next you hear is how it ends.',
  });
}

/** Ends that time: how it is now is told once. */
export function announceStable(draft: Draft, place: Place, row: Row, work: Work): void {
  const { flap } = draft;
  const ended = flap?.ended ?? null;
  const incident = draft.incident ?? (ended === null ? null : { ...ended });
  draft.flap = null;
  if (flap === null || incident === null) return;
  const isFiring = draft.incident !== null;
  const known = isFiring || flap.told || incident.toldLevel !== NONE;
  const reason = known ? hushOf(place, incident.level, work) : 'no-firing-notice';
  emit(work, place, isFiring ? 'firing' : 'resolved', incident.level, row.value, reason);
  if (reason === null) {
    if (isFiring) markTold(draft, place, work);
    const title = `${nounOf(place.resource)}${placeText(place.subject, work.input.nameOf)}: stable again`;
    notice(work, place, incident, 'stable', { title, summary: title, body: isFiring ? incident.record.body : 'All is well for 10 min.' });
  } else if (isFiring) incident.owed = true;
}
