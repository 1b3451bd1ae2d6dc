import type { AlertRecord } from '../../shared/model/alert.ts';
import type { HeldWarning, Severity, Verdict } from '../../shared/model/verdict.ts';
import { type Finding, type JudgedParts, type Thresholds, findAll, severityRank } from './findings.ts';

/** How long a level must hold before it is said. CPU alone harms nobody for a while: it is what builds are for. */
const HOLD_MS: Readonly<Record<string, Hold>> = {
  cpu: { warning: 300_000, critical: 300_000 },
};
const DEFAULT_HOLD_MS: Hold = { warning: 60_000, critical: 15_000 };

interface Hold {
  readonly warning: number;
  readonly critical: number;
}

/** One finding's past: since when (monotonic) it is at or above each level, and what is being said. */
interface Episode {
  readonly sinceMs: number;
  readonly criticalSinceMs: number | null;
  readonly said: Severity;
}

/** What the verdict remembers between two judgements. */
export type VerdictState = ReadonlyMap<string, Episode>;

const ALL_FINE: Verdict = { severity: 'ok', title: 'All fine', detail: '', resource: null, since: null, held: [] };
/** Before the first reading. */
export const MEASURING: Verdict = { ...ALL_FINE, title: 'Measuring' };
/** When neither CPU nor memory nor disk can be read. */
export const NOTHING_READ: Verdict = {
  severity: 'warning',
  title: 'Nothing can be read here',
  detail: 'CPU, memory and disk are all absent.',
  resource: null,
  since: null,
  held: [],
};

const holdOf = ({ key }: Finding): Hold => HOLD_MS[key] ?? DEFAULT_HOLD_MS;

function nextEpisode(before: Episode | undefined, finding: Finding, nowMs: number): Episode | null {
  const inside = finding.level !== 'ok' || (before !== undefined && before.said !== 'ok' && finding.lingers);
  if (!inside) return null;
  const sinceMs = before?.sinceMs ?? nowMs;
  const criticalSinceMs = finding.level === 'critical' ? (before?.criticalSinceMs ?? nowMs) : null;
  const hold = holdOf(finding);
  const critical = criticalSinceMs !== null && nowMs - criticalSinceMs >= hold.critical;
  const warning = nowMs - sinceMs >= hold.warning || (before !== undefined && before.said !== 'ok');
  return { sinceMs, criticalSinceMs, said: critical ? 'critical' : warning ? 'warning' : 'ok' };
}

/** Both clocks at one time. Epoch milliseconds are for what is shown, monotonic ones for how long something held. */
interface Time {
  readonly now: number;
  readonly monotonicMs: number;
}

const epochOf = (sinceMs: number, { now, monotonicMs }: Time): number => now - Math.round(monotonicMs - sinceMs);

/** What will be said next of a finding, if it holds; null when nothing more is to be said of it. */
function heldOf(finding: Finding, episode: Episode, time: Time): HeldWarning | null {
  const hold = holdOf(finding);
  const waiting: { readonly severity: HeldWarning['severity']; readonly sinceMs: number; readonly endsMs: number }[] = [];
  if (episode.said === 'ok') waiting.push({ severity: 'warning', sinceMs: episode.sinceMs, endsMs: episode.sinceMs + hold.warning });
  if (episode.criticalSinceMs !== null && episode.said !== 'critical') {
    waiting.push({ severity: 'critical', sinceMs: episode.criticalSinceMs, endsMs: episode.criticalSinceMs + hold.critical });
  }
  const [first] = waiting.sort((a, b) => a.endsMs - b.endsMs || severityRank[b.severity] - severityRank[a.severity]);
  if (first === undefined) return null;
  return {
    subject: 'host',
    resource: finding.resource,
    severity: first.severity,
    title: finding.title,
    detail: finding.detail,
    sinceMs: epochOf(first.sinceMs, time),
    leftMs: Math.ceil(first.endsMs - time.monotonicMs),
  };
}

const SEVERITY_OF_LEVEL: Readonly<Record<AlertRecord['level'], Severity>> = {
  info: 'ok',
  warning: 'warning',
  error: 'warning',
  critical: 'critical',
};

/** The verdict, or the worst alert that fires where that is worse: what a person set up to be told is said here, too. @param firing the worst first */
export function withAlerts(verdict: Verdict, firing: readonly AlertRecord[]): Verdict {
  const worst = firing.find(({ acknowledged }) => !acknowledged);
  if (worst === undefined || severityRank[SEVERITY_OF_LEVEL[worst.level]] <= severityRank[verdict.severity]) return verdict;
  const { title, body, resource, firedAt, level } = worst;
  return { ...verdict, severity: SEVERITY_OF_LEVEL[level], title, detail: body, resource, since: firedAt };
}

/**
 * The one sentence of this moment: the worst finding that has held for its time, the first of its kind in the order of `findAll`; and what
 * is over its threshold, but waits. Setting the clock changes no hold.
 */
export function judge(
  state: VerdictState,
  parts: JudgedParts,
  thresholds: Thresholds,
  time: Time,
): { readonly state: VerdictState; readonly verdict: Verdict } {
  const next = new Map<string, Episode>();
  const held: HeldWarning[] = [];
  let verdict = ALL_FINE;
  for (const finding of findAll(parts, thresholds)) {
    const episode = nextEpisode(state.get(finding.key), finding, time.monotonicMs);
    if (episode === null) continue;
    next.set(finding.key, episode);
    const waiting = heldOf(finding, episode, time);
    if (waiting !== null) held.push(waiting);
    if (severityRank[episode.said] <= severityRank[verdict.severity]) continue;
    verdict = {
      severity: episode.said,
      title: finding.title,
      detail: finding.detail,
      resource: finding.resource,
      since: epochOf(episode.sinceMs, time),
      held: [],
    };
  }
  // The same object while nothing is to be said, so that it is not sent again.
  if (held.length > 0) verdict = { ...verdict, held: held.sort((a, b) => a.leftMs - b.leftMs) };
  return { state: next, verdict };
}
