import { alertLevels } from '../../shared/model/alert.ts';
import { announce, announceEnd, announceFlapping, announceStable, emit, plainNumber, textsFor, thresholdOf } from './announce.ts';
import { NONE, levelName } from './compile-rules.ts';
import { hushOf } from './obstacles.ts';
import type { Instance } from './state.ts';
import type { Draft, Place, Row, Work } from './work.ts';

/** From this many intervals on a hole in the data is a gap: what was counted before it counts anew. */
export const GAP_INTERVALS = 3;
const FLAP_CHANGES = 4;
const FLAP_MS = 600_000;

export function draftOf(before: Instance | undefined, place: Place, work: Work): Draft {
  if (before === undefined) {
    return {
      rule: place.rule.fingerprint,
      lastMs: work.nowMs,
      epoch: work.epoch,
      since: [null, null, null, null],
      clearSinceMs: null,
      incident: null,
      cooldown: null,
      changesMs: [],
      flap: null,
      event: null,
    };
  }
  return { ...before, since: [...before.since], incident: before.incident === null ? null : { ...before.incident } };
}

/** The instance to remember; null when there is nothing to remember. */
export function instanceOf(draft: Draft, { nowMs }: Work): Instance | null {
  const lastChange = draft.changesMs.at(-1);
  const idle =
    draft.incident === null &&
    draft.flap === null &&
    draft.event?.state !== 'lasts' &&
    draft.since.every((since) => since === null) &&
    (draft.cooldown === null || nowMs >= draft.cooldown.untilMs) &&
    (lastChange === undefined || nowMs - lastChange > FLAP_MS);
  return idle ? null : draft;
}

/** A firing or an end. The fourth within ten minutes begins the flapping. */
function change(draft: Draft, level: number, { nowMs }: Work): boolean {
  draft.changesMs = [...draft.changesMs, nowMs].slice(-FLAP_CHANGES);
  const begins = draft.flap === null && draft.changesMs.length === FLAP_CHANGES && nowMs - (draft.changesMs[0] ?? 0) <= FLAP_MS;
  if (begins) draft.flap = { level, told: false, ended: null };
  return begins;
}

function fire(draft: Draft, place: Place, row: Row, level: number, work: Work): void {
  const { rule, subject, resource } = place;
  const sinceMs = draft.since[level] ?? work.nowMs;
  const record: (Draft['incident'] & object)['record'] = {
    id: work.input.newId(),
    ruleId: rule.rule.id,
    ruleName: rule.name,
    subject,
    resource,
    value: plainNumber(row.value),
    limit: row.limit,
    threshold: thresholdOf(rule.compare, level),
    unit: row.unit,
    ...textsFor(place, row, work.nowMs - sinceMs, draft.event?.cause ?? null, work),
    state: 'firing',
    level: levelName(level),
    peakLevel: levelName(level),
    peakValue: plainNumber(row.value),
    firedAt: work.at,
    resolvedAt: null,
    end: null,
    outcome: '',
    notified: false,
    suppressed: null,
    acknowledged: false,
    snoozedUntil: null,
    flapping: false,
  };
  draft.incident = {
    record,
    level,
    sinceMs,
    firedMs: work.nowMs,
    toldLevel: NONE,
    toldMs: null,
    owed: false,
    ackLevel: NONE,
    collected: false,
    sequence: 0,
  };
  const flaps = change(draft, level, work);
  announce(draft, place, 'firing', work);
  if (flaps) announceFlapping(draft, place, work);
}

function resolve(draft: Draft, place: Place, work: Work): void {
  const level = draft.incident?.level ?? NONE;
  const passes = draft.event?.state === 'once';
  const flaps = !passes && change(draft, level, work);
  announceEnd(draft, place, passes ? 'passed' : 'recovered', work);
  if (flaps) announceFlapping(draft, place, work);
}

function setLevel(draft: Draft, place: Place, row: Row, level: number, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  incident.level = level;
  const heldMs = work.nowMs - incident.sinceMs;
  const { record } = incident;
  incident.record = {
    ...record,
    ...textsFor(place, row, heldMs, draft.event?.cause ?? null, work),
    level: levelName(level),
    peakLevel: level > alertLevels.indexOf(record.peakLevel) ? levelName(level) : record.peakLevel,
    threshold: thresholdOf(place.rule.compare, level),
    acknowledged: level <= incident.ackLevel,
  };
}

/** The newest value, and the worst. */
function follow(draft: Draft, place: Place, row: Row): void {
  const { incident } = draft;
  const value = plainNumber(row.value);
  if (incident === null || value === null) return;
  const sign = place.rule.compare?.sign ?? 1;
  const { peakValue } = incident.record;
  const isPeak = peakValue === null || sign * value > sign * peakValue;
  incident.record = { ...incident.record, value, limit: row.limit, peakValue: isPeak ? value : peakValue };
}

/** What was put off is told once nothing stands in the way, but not while it is already on the clear side. */
function tellLater(draft: Draft, place: Place, row: Row, work: Work): void {
  const { incident } = draft;
  if (incident === null || incident.collected || work.inGrace) return;
  if (row.clear && draft.event?.state !== 'once') return;
  const { level } = incident;
  const hush = hushOf(place, level, work);
  // Who wanted to hear nothing for a while hears then that it still fires.
  if ((hush === 'snoozed' || hush === 'quiet-hours') && level > incident.ackLevel) incident.owed = true;
  const { repeatMs } = place.rule;
  const repeats = repeatMs !== null && incident.toldMs !== null && work.nowMs - incident.toldMs >= repeatMs;
  if (!incident.owed && !repeats) return;
  incident.record = { ...incident.record, ...textsFor(place, row, work.nowMs - incident.sinceMs, draft.event?.cause ?? null, work) };
  announce(draft, place, null, work);
}

function goOn(draft: Draft, place: Place, row: Row, met: number, work: Work): void {
  const { incident } = draft;
  if (incident === null) return;
  const { rule } = place;
  if (!row.clear) draft.clearSinceMs = null;
  else {
    draft.clearSinceMs ??= work.nowMs;
    if (work.nowMs - draft.clearSinceMs >= (draft.event?.state === 'once' ? rule.shownMs : rule.clearMs)) {
      resolve(draft, place, work);
      return;
    }
  }
  if (met > incident.level) {
    if (work.inGrace) return;
    if (met > incident.ackLevel) incident.ackLevel = NONE;
    setLevel(draft, place, row, met, work);
    announce(draft, place, 'escalated', work);
    return;
  }
  if (row.over[incident.level] !== true && incident.level > rule.lowest) {
    const below = rule.levels.filter((level) => level < incident.level);
    const level = below.findLast((one) => row.over[one]) ?? rule.lowest;
    setLevel(draft, place, row, level, work);
    if (incident.toldLevel >= level) incident.owed = false;
    emit(work, place, 'deescalated', level, row.value);
  }
  tellLater(draft, place, row, work);
}

/** One row of one rule: the whole state machine. Changes the draft, and adds to the work what happened. */
export function step(draft: Draft, place: Place, row: Row, work: Work): void {
  const { rule } = place;
  const far = row.intervalMs !== null && work.nowMs - draft.lastMs >= GAP_INTERVALS * row.intervalMs;
  if (far || draft.epoch !== work.epoch) {
    draft.since = [null, null, null, null];
    draft.clearSinceMs = null;
    draft.epoch = work.epoch;
  }
  draft.lastMs = work.nowMs;
  const wasPending = draft.since.some((since) => since !== null);
  let met = NONE;
  let worst = NONE;
  for (const level of rule.levels) {
    const over = row.over[level] === true;
    const since = over ? (draft.since[level] ?? work.nowMs) : null;
    draft.since[level] = since;
    if (since === null) continue;
    worst = level;
    if (work.nowMs - since >= (rule.forMs[level] ?? 0)) met = level;
  }
  follow(draft, place, row);
  if (draft.incident === null) {
    if (worst !== NONE && !wasPending) emit(work, place, 'pending', worst, row.value);
    // `for` runs during the grace; nothing fires in it.
    if (met !== NONE && !work.inGrace) fire(draft, place, row, met, work);
  } else goOn(draft, place, row, met, work);
  const lastChange = draft.changesMs.at(-1) ?? work.nowMs;
  if (draft.flap !== null && !work.inGrace && work.nowMs - lastChange >= FLAP_MS) announceStable(draft, place, row, work);
}
