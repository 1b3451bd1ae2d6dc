import { announceCollected, markTold } from './announce.ts';
import { takeCollected } from './banners.ts';
import { levelName, partsOfKey } from './compile-rules.ts';
import type { Collected, SeriesState } from './state.ts';
import { draftOf } from './step.ts';
import type { Draft, Place, Work } from './work.ts';

const NAMED = 3;

interface Waiting {
  readonly entry: Collected;
  readonly place: Place;
  readonly draft: Draft;
  readonly series: SeriesState;
}

/** The instance of an entry; null when its alert is over. */
function waitingOf(entry: Collected, work: Work): Waiting | null {
  const series = work.series.get(entry.key);
  const instance = series?.instances.get(entry.rule);
  const rule = work.rules.byId(entry.rule);
  if (series === undefined || rule === undefined || instance?.incident?.record.id !== entry.incident) return null;
  const place = { key: entry.key, ...partsOfKey(entry.key), rule };
  return { entry, place, series, draft: draftOf(instance, place, work) };
}

function tellSummary(entries: readonly Collected[], waiting: readonly Waiting[], work: Work): void {
  const worst = entries.reduce((a, b) => (b.level > a.level ? b : a));
  const over = entries.length - waiting.length;
  const titles = [...new Set([...waiting.map(({ entry }) => entry), ...entries].map(({ title }) => title))];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : '';
  const title = entries.length === 1 ? '1 more alert' : `${entries.length} more alerts`;
  const ended = over === 0 ? '' : over === entries.length ? ' All over already.' : ` ${over} of them over already.`;
  const id = work.input.newId();
  work.notices.push({
    incidentId: id,
    sequence: 1,
    kind: 'summary',
    severity: levelName(worst.level),
    ruleId: worst.rule,
    ruleName: work.rules.byId(worst.rule)?.name ?? worst.rule,
    ...partsOfKey(worst.key),
    value: null,
    limit: null,
    threshold: null,
    unit: 'event',
    title,
    body: `${titles.slice(0, NAMED).join(', ')}${more}.${ended}`,
    summary: `${title}: ${titles.slice(0, NAMED).join(', ')}${more}`,
    count: entries.length,
    at: work.at,
    channels: null,
    idempotencyKey: `${id}#1`,
  });
}

/** Tells what was collected when its time has come: one alone as itself, several as one. Nothing while a person wants quiet. */
export function flushCollected(work: Work): void {
  const { gates } = work.input;
  if (work.inGrace || work.quiet || gates.muted || gates.doNotDisturb) return;
  // What got worse meanwhile was told then, and what a person acknowledged is known.
  const entries = takeCollected(work, (entry) => waitingOf(entry, work)?.draft.incident?.collected !== false);
  if (entries.length === 0) return;
  const waiting = entries.map((entry) => waitingOf(entry, work)).filter((one) => one !== null);
  const [first] = waiting;
  if (entries.length === 1 && first !== undefined) announceCollected(first.draft, first.place, work);
  else tellSummary(entries, waiting, work);
  for (const { entry, place, draft, series } of waiting) {
    markTold(draft, place, work);
    if (draft.incident !== null) work.records.push(draft.incident.record);
    const kept = work.series.get(entry.key) ?? series;
    work.series.set(entry.key, { ...kept, instances: new Map(kept.instances).set(entry.rule, draft) });
  }
}
