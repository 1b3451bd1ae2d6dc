import { type AlertLevel, type AlertNotice, alertLevels } from '../../../shared/model/alert.ts';
import { subjectMatcher } from '../compile-rules.ts';

export interface ChannelFilter {
  /** The channel's own id, which a rule may name. */
  readonly id: string;
  readonly minSeverity: AlertLevel;
  /** Ids and globs. */
  readonly subjects: readonly string[];
}

/** From the mildest, 0, to the worst. */
export function severityRank(level: AlertLevel): number {
  return alertLevels.indexOf(level);
}

/** True when the notice is for this channel at all: its rule names it, or none, and the channel wants the subject. */
export function isAddressed({ id, subjects }: ChannelFilter, notice: AlertNotice): boolean {
  const { channels, subject, kind } = notice;
  if (channels !== null && !channels.includes(id)) return false;
  // A summary stands for alerts of many subjects.
  return kind === 'summary' || subjects.some((pattern) => subjectMatcher(pattern)(subject));
}

/** True when the notice is also bad enough. */
export function passes(filter: ChannelFilter, notice: AlertNotice): boolean {
  return isAddressed(filter, notice) && severityRank(notice.severity) >= severityRank(filter.minSeverity);
}
