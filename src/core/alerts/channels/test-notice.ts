import { randomUUID } from 'node:crypto';
import type { AlertNotice } from '../../../shared/model/alert.ts';

/** A notice that is about nothing: for the button that tries a channel. @param at epoch milliseconds */
export function testNotice(at: number, hostname: string): AlertNotice {
  const incidentId = randomUUID();
  return {
    incidentId,
    sequence: 1,
    kind: 'firing',
    severity: 'info',
    ruleId: 'test',
    ruleName: 'Test',
    subject: 'self',
    resource: 'test',
    value: null,
    limit: null,
    threshold: null,
    unit: 'event',
    title: `Test from Headroom on ${hostname}`,
    body: 'This channel works. Nothing is wrong.',
    summary: `Test from Headroom on ${hostname}`,
    count: 1,
    at,
    channels: null,
    idempotencyKey: `${incidentId}#1`,
  };
}
