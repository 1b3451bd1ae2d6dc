import { escapeControl } from '../../../shared/escape-control.ts';
import { UNKNOWN } from '../../../shared/format.ts';
import type { AlertNotice } from '../../../shared/model/alert.ts';
import { valueText } from '../words.ts';
import type { ChannelMessage } from './send.ts';

/** Longer titles are cut: a mail's subject and a notification have one line. */
const MAX_LINE_CHARS = 200;

/** Any text as one line without control characters: a container, a process or a server may say anything. */
export function oneLine(text: string, maxChars = MAX_LINE_CHARS): string {
  const line = escapeControl(text.replaceAll(/\s+/g, ' ').trim());
  if (line.length <= maxChars) return line;
  // Not half of a character that takes two units.
  return `${line.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function amount(value: number | null, { unit, resource }: AlertNotice): string {
  return value === null ? UNKNOWN : valueText(value, unit, resource);
}

/** The value that the rule compared: "92.4 %". */
export function valueOf(notice: AlertNotice): string {
  return amount(notice.value, notice);
}

export function thresholdOf(notice: AlertNotice): string {
  return amount(notice.threshold, notice);
}

export function timeText(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** An alert is over, or calm again: nothing to be alarmed by. */
export function isGoodNews({ kind }: AlertNotice): boolean {
  return kind === 'resolved' || kind === 'stable';
}

/** The body; and, for an alert that was over before it could be told, when it began. */
export function bodyText({ notice, fired }: ChannelMessage): string {
  const body = oneLine(notice.body, 2_000);
  if (fired === null) return body;
  return `${body} It began at ${timeText(fired.at)} with ${valueOf(fired)} and could not be told then.`.trim();
}

/** Plain text in the markup of Slack and of notification servers: a container's name must not become a link, or wake everyone. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
