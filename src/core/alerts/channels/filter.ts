import { type AlertLevel, type AlertNotice, alertLevels } from '../../../shared/model/alert.ts';

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
  return kind === 'summary' || subjects.some((pattern) => matches(pattern, subject));
}

/** True when the notice is also bad enough. */
export function passes(filter: ChannelFilter, notice: AlertNotice): boolean {
  return isAddressed(filter, notice) && severityRank(notice.severity) >= severityRank(filter.minSeverity);
}

/** A glob whose only sign is "*": any text, also none. Linear in both, whatever the pattern. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return text === pattern;
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
