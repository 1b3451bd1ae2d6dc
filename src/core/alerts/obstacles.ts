import type { Suppression } from '../../shared/model/alert.ts';
import { CRITICAL, WHOLE, seriesKey, subjectMatcher } from './compile-rules.ts';
import { isQuiet } from './quiet-hours.ts';
import type { Silence } from './state.ts';
import type { Draft, Place, Work } from './work.ts';

function silences({ rule, subject, resource, upTo }: Silence, place: Place, level: number): boolean {
  const fits = (pattern: string | null, text: string): boolean => pattern === null || subjectMatcher(pattern)(text);
  return level <= upTo && fits(rule, place.rule.rule.id) && fits(subject, place.subject) && fits(resource, place.resource);
}

function isSnoozed({ rule, subject }: Place, { snoozes, nowMs, at }: Work): boolean {
  return snoozes.some(
    (snooze) =>
      snooze.rule === rule.rule.id &&
      (snooze.subject === null || snooze.subject === subject) &&
      (snooze.untilMs === null || nowMs < snooze.untilMs) &&
      (snooze.untilAt === null || at < snooze.untilAt),
  );
}

/** The whole is critical, or what was predicted is there: its parts need not be told. */
function isInhibited({ key, subject, resource, rule }: Place, level: number, { criticals }: Work): boolean {
  const { condition } = rule.rule;
  if (condition.type === 'timeToLimit' && criticals.has(key)) return true;
  const isPart = subject !== WHOLE && subject !== 'self';
  return level < CRITICAL && isPart && condition.type !== 'event' && criticals.has(seriesKey(WHOLE, resource));
}

/** Why a person wants to hear nothing now, whatever it is; null when nothing stands in the way. */
export function hushOf(place: Place, level: number, work: Work): Suppression | null {
  const { gates, policy } = work.input;
  if (isSnoozed(place, work)) return 'snoozed';
  if (work.silences.some((silence) => silences(silence, place, level))) return 'silenced';
  if (gates.muted) return 'muted';
  if (gates.doNotDisturb) return 'do-not-disturb';
  const { quietHours } = place.rule.rule;
  const quiet = work.quiet || (quietHours !== undefined && isQuiet([quietHours], work.at, policy.timeZone));
  if (quiet && !(level === CRITICAL && policy.criticalPiercesQuietHours)) return 'quiet-hours';
  return isInhibited(place, level, work) ? 'inhibited' : null;
}

/** Why this alert at this level is not told, but for what concerns banners; null when it may be told. */
export function obstacleOf(draft: Draft, place: Place, level: number, work: Work): Suppression | null {
  if (draft.incident !== null && level <= draft.incident.ackLevel) return 'acknowledged';
  if (draft.flap !== null && level <= draft.flap.level) return 'flapping';
  const hush = hushOf(place, level, work);
  if (hush !== null) return hush;
  const { cooldown } = draft;
  // Exactly at its end it may be told.
  return cooldown !== null && work.nowMs < cooldown.untilMs && level <= cooldown.level ? 'cooldown' : null;
}
