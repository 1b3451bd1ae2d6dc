import type { AlertLevel, AlertUnit, NoticeKind } from '../../../shared/model/alert.ts';
import { timeText } from './message.ts';
import type { ChannelMessage } from './send.ts';

/** An alert as programs get it: the body of a webhook's request, and what a command reads from its standard input. See docs/alert-channels.md. */
export interface AlertPayload {
  /** `alert.firing`, `alert.escalated`, `alert.resolved` … */
  readonly type: `alert.${NoticeKind}`;
  /** ISO 8601, as all times here: when it happened, not when it was sent. */
  readonly timestamp: string;
  readonly data: {
    /** The same for every try: who saw it need not take it twice. */
    readonly key: string;
    /** The same for everything that is told of one alert. */
    readonly incidentId: string;
    /** From 1 on. A number that is missing was not for this channel, or is told by the next. */
    readonly sequence: number;
    readonly severity: AlertLevel;
    readonly host: string;
    readonly ruleId: string;
    readonly ruleName: string;
    readonly subject: string;
    readonly resource: string;
    readonly value: number | null;
    readonly threshold: number | null;
    readonly unit: AlertUnit;
    /** The subject's limit, in the resource's own unit. */
    readonly limit: number | null;
    readonly title: string;
    readonly body: string;
    readonly summary: string;
    /** How many alerts it stands for: 1 but for a summary. */
    readonly count: number;
    /** When it began, if that could not be told before; else null. */
    readonly firedAt: string | null;
  };
}

export function payloadOf({ notice, fired }: ChannelMessage, hostname: string): AlertPayload {
  return {
    type: `alert.${notice.kind}`,
    timestamp: timeText(notice.at),
    data: {
      key: notice.idempotencyKey,
      incidentId: notice.incidentId,
      sequence: notice.sequence,
      severity: notice.severity,
      host: hostname,
      ruleId: notice.ruleId,
      ruleName: notice.ruleName,
      subject: notice.subject,
      resource: notice.resource,
      value: notice.value,
      threshold: notice.threshold,
      unit: notice.unit,
      limit: notice.limit,
      title: notice.title,
      body: notice.body,
      summary: notice.summary,
      count: notice.count,
      firedAt: fired === null ? null : timeText(fired.at),
    },
  };
}
