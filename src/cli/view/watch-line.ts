import { formatPercent } from '../../shared/format.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Style, styleOfSeverity } from '../terminal/style.ts';
import { escapeControl, fit } from '../terminal/text.ts';
import { resourceLines } from './resource-lines.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** "14:03:07" in the machine's own time zone. */
export function clockText(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** One moment in one line: time, share of each resource, verdict. */
export function watchLine(snapshot: Snapshot, style: Style, columns: number): string {
  const shares = resourceLines(snapshot)
    .filter(({ percent, label }) => percent !== null && label !== 'Battery')
    .map(({ label, percent }) => `${label} ${formatPercent(percent).padStart(4)}`);
  const { title, detail, severity } = snapshot.verdict;
  const verdict = escapeControl(detail === '' ? title : `${title}: ${detail}`);
  return style(styleOfSeverity(severity), fit([clockText(snapshot.at), ...shares, verdict].join('  '), columns));
}
