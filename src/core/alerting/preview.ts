import type { AlertRule } from '../../shared/model/alert.ts';
import type { CommandOutput } from '../../shared/ipc/contract.ts';
import type { SeriesKey } from '../../shared/model/history.ts';
import { subjectMatcher } from '../alerts/compile-rules.ts';
import { type ReplayItem, replay } from '../alerts/replay.ts';
import type { HistoryRing } from '../history/ring.ts';

const SPAN_MS = 86_400_000;
/** As many as the ring keeps of a series. */
const MAX_POINTS = 4_000;
/** Series that are tried at most: a rule over all containers of a large machine need not be tried on each. */
const MAX_SERIES = 64;

/** How often a rule would have fired over what is recorded, on the series that are known now. */
export function previewRule(rule: AlertRule, ring: HistoryRing, known: readonly SeriesKey[], now: number): CommandOutput<'previewRule'> {
  const { condition } = rule;
  const resources = new Set([
    rule.resource,
    ...(condition.type === 'event' ? [] : [...(condition.and ?? []), ...(condition.or ?? [])].map(({ resource }) => resource)),
  ]);
  const matches = subjectMatcher(rule.subject);
  const series = known.filter(({ subject, resource }) => resources.has(resource) && matches(subject)).slice(0, MAX_SERIES);
  const items: ReplayItem[] = ring
    .query({ series: series.map(({ subject, resource }) => ({ subject, resource })), spanMs: SPAN_MS, points: MAX_POINTS, now })
    .flatMap(({ subject, resource, unit, at, mean, limit }) =>
      at.map((time, i): ReplayItem => ({
        at: time,
        row: { subject, resource, unit, at: time, used: mean[i] ?? null, limit: limit[i] ?? null },
      })),
    );
  const events = replay(items, [{ ...rule, enabled: true }], 0);
  const firings = events.filter(({ event }) => event === 'firing');
  return {
    fired: firings.length,
    notified: firings.filter(({ notified }) => notified).length,
    since: items.reduce<number | null>((first, { at }) => (first === null || at < first ? at : first), null),
  };
}
