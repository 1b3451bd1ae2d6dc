import type { AlertLevel, AlertNotice } from '../../../shared/model/alert.ts';
import type { ChannelOf } from '../../../shared/model/channels.ts';
import { AppError } from '../../../shared/result.ts';
import { plainWords } from '../../plain-fault.ts';
import type { Notice, NoticeAction } from '../../ports.ts';
import { bodyText, isGoodNews, oneLine } from './message.ts';
import { type ChannelMessage, DeliveryError, type Send } from './send.ts';
import type { SenderParts } from './sender-parts.ts';

const ACTIONS: readonly NoticeAction[] = [
  { id: 'snooze', label: 'Snooze 1 h' },
  { id: 'acknowledge', label: 'Acknowledge' },
];

const SEVERITIES: Readonly<Record<AlertLevel, Notice['severity']>> = {
  info: 'ok',
  warning: 'warning',
  error: 'critical',
  critical: 'critical',
};

/** Shows alerts by the shell's notifier. */
export function createNativeSender(_settings: ChannelOf<'native'>, { notifier }: SenderParts): Send {
  return async (message) => {
    try {
      await notifier.notify(noticeOf(message));
    } catch (thrown) {
      throw new DeliveryError(plainWords(thrown), { permanent: thrown instanceof AppError && thrown.code === 'not-supported' });
    }
    return 'shown';
  };
}

function noticeOf(message: ChannelMessage): Notice {
  const { notice } = message;
  const over = isGoodNews(notice);
  return {
    title: oneLine(notice.title),
    body: bodyText(message),
    severity: over ? 'ok' : SEVERITIES[notice.severity],
    id: placeOf(notice),
    about: notice.incidentId,
    actions: over || notice.kind === 'summary' ? [] : ACTIONS,
  };
}

/** One place on the screen for one rule and what it watches: the end of an alert stands where its beginning stood. */
function placeOf({ ruleId, subject, resource, kind }: AlertNotice): string {
  return kind === 'summary' ? 'summary' : `${ruleId} ${subject} ${resource}`;
}
