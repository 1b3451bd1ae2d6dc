import { randomUUID } from 'node:crypto';
import type { AlertNotice } from '../../../../../src/shared/model/alert.ts';

/** A notice as the engine makes it. Another `incidentId` or `sequence` gives another key. */
export function noticeOf(over: Partial<AlertNotice> = {}): AlertNotice {
  const notice: AlertNotice = {
    incidentId: randomUUID(),
    sequence: 1,
    kind: 'firing',
    severity: 'warning',
    ruleId: 'memory',
    ruleName: 'Memory',
    subject: 'container:web-1',
    resource: 'memory',
    value: 92.4,
    limit: 2 * 1024 ** 3,
    threshold: 85,
    unit: 'percent',
    title: 'Memory tight on web-1',
    body: '92.4 % of 2 GB for 3 min. postgres +610 MB.',
    summary: 'High memory usage: 92.4%',
    count: 1,
    at: Date.UTC(2026, 0, 1, 12),
    channels: null,
    idempotencyKey: '',
    ...over,
  };
  return { ...notice, idempotencyKey: `${notice.incidentId}#${notice.sequence}` };
}

/** What comes after a notice of the same alert. */
export function nextOf(notice: AlertNotice, over: Partial<AlertNotice>): AlertNotice {
  return noticeOf({ ...notice, sequence: notice.sequence + 1, at: notice.at + 60_000, ...over });
}
