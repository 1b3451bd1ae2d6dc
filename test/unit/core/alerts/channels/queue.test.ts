import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertNotice } from '../../../../../src/shared/model/alert.ts';
import { isAddressed } from '../../../../../src/core/alerts/channels/filter.ts';
import {
  EMPTY_QUEUE,
  MAX_WAITING,
  type Queue,
  type Waiting,
  merged,
  oneTooMany,
  withNotice,
  withoutMessage,
} from '../../../../../src/core/alerts/channels/queue.ts';
import { nextOf, noticeOf } from './notices.ts';

const ALL = { id: 'mail', minSeverity: 'info', subjects: ['*'] } as const;
const waiting = (notice: AlertNotice): Waiting => ({ notice, fired: null, queuedAt: 0, giveUpAtMs: 0 });
const queueOf = (filter: Parameters<typeof withNotice>[1], ...notices: AlertNotice[]): Queue =>
  notices.reduce((queue, notice) => withNotice(queue, filter, waiting(notice)), EMPTY_QUEUE);
const keys = (items: readonly Waiting[]): string[] => items.map(({ notice }) => notice.idempotencyKey);

describe('what a channel takes', () => {
  test('a notice once, however often it is given', () => {
    const firing = noticeOf();
    const escalated = nextOf(firing, { kind: 'escalated', severity: 'critical' });
    const queue = queueOf(ALL, firing, firing, escalated, firing, escalated);
    expect(keys(queue.waiting)).toEqual([firing.idempotencyKey, escalated.idempotencyKey]);
    const sent = withoutMessage(withoutMessage(queue, queue.waiting[0]!, true), queue.waiting[1]!, true);
    expect(withNotice(sent, ALL, waiting(escalated))).toBe(sent);
  });

  test('what is bad enough, and the end of it although the end is mild', () => {
    const filter = { ...ALL, minSeverity: 'error' } as const;
    const mild = noticeOf({ severity: 'warning' });
    const bad = noticeOf({ severity: 'critical' });
    const end = { kind: 'resolved', severity: 'info' } as const;
    const queue = queueOf(filter, mild, bad, nextOf(mild, end), nextOf(bad, end));
    expect(keys(queue.waiting)).toEqual([`${bad.incidentId}#1`, `${bad.incidentId}#2`]);
  });

  test('no end of what it lost, but the end of what it told before', () => {
    const lost = noticeOf();
    const told = noticeOf();
    let queue = queueOf(ALL, lost, told);
    queue = withoutMessage(queue, queue.waiting[0]!, false);
    queue = withoutMessage(queue, queue.waiting[0]!, true);
    queue = withNotice(queue, ALL, waiting(nextOf(lost, { kind: 'resolved' })));
    queue = withNotice(queue, ALL, waiting(nextOf(told, { kind: 'resolved' })));
    expect(keys(queue.waiting)).toEqual([`${told.incidentId}#2`]);
  });

  test('the end of what only a summary told, as anything else', () => {
    const end = noticeOf({ kind: 'resolved', severity: 'error' });
    expect(queueOf(ALL, end).waiting).toHaveLength(1);
    expect(queueOf({ ...ALL, minSeverity: 'critical' }, end).waiting).toEqual([]);
    expect(queueOf(ALL, { ...end, sequence: 2 }).waiting).toEqual([]);
  });

  test('what its rule sends to it', () => {
    expect(queueOf(ALL, noticeOf({ channels: ['slack'] })).waiting).toEqual([]);
    expect(queueOf(ALL, noticeOf({ channels: ['slack', 'mail'] })).waiting).toHaveLength(1);
  });

  test('a summary, whatever subjects it wants', () => {
    const filter = { ...ALL, subjects: ['host'] };
    expect(queueOf(filter, noticeOf({ kind: 'summary', count: 14 }), noticeOf()).waiting).toHaveLength(1);
  });
});

test.each([
  [['host'], 'host', true],
  [['host'], 'container:web-1', false],
  [['host', 'container:*'], 'container:web-1', true],
  [['vm:*'], 'container:vm:1', false],
])('a channel for %j and %s', (subjects, subject, expected) => {
  expect(isAddressed({ ...ALL, subjects }, noticeOf({ subject }))).toBe(expected);
});

describe('messages of one alert that wait', () => {
  const firing = noticeOf();
  const escalated = nextOf(firing, { kind: 'escalated' });
  const resolved = nextOf(escalated, { kind: 'resolved' });
  const other = noticeOf();

  test('are one when it is over, with the newest key and the beginning', () => {
    const result = merged([firing, other, escalated, resolved].map(waiting), null);
    expect(keys(result)).toEqual([other.idempotencyKey, resolved.idempotencyKey]);
    expect(result[1]!.fired).toEqual(firing);
  });

  test('stay as they are while it fires', () => {
    expect(merged([firing, escalated].map(waiting), null)).toHaveLength(2);
  });

  test('do not swallow one that is on its way', () => {
    const [busy, rest] = [waiting(firing), waiting(resolved)];
    expect(merged([busy, rest], busy)).toEqual([busy, rest]);
    expect(keys(merged([busy, rest], null))).toEqual([resolved.idempotencyKey]);
  });

  test('make reminders needless', () => {
    const reminder = nextOf(firing, { kind: 'reminder' });
    expect(keys(merged([waiting(firing), waiting(reminder)], null))).toEqual([firing.idempotencyKey]);
    expect(keys(merged([waiting(reminder)], null))).toEqual([reminder.idempotencyKey]);
  });

  test('merge twice as once, and keep the order', () => {
    const kind = fc.constantFrom('firing', 'escalated', 'resolved', 'reminder' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), kind), { maxLength: 12 }), (steps) => {
        const incidents = [0, 1, 2, 3].map(() => noticeOf());
        const items = steps.map(([at, kind], index) => waiting(noticeOf({ ...incidents[at]!, kind, sequence: index + 1 })));
        const once = merged(items, null);
        expect(merged(once, null)).toEqual(once);
        const places = once.map(({ notice }) => notice.sequence);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });
});

test('of too many messages the oldest of the mildest goes, never the one on its way', () => {
  const items = Array.from({ length: MAX_WAITING + 1 }, (_, index) =>
    waiting(noticeOf({ severity: index === 1 || index === 5 || index === 9 ? 'info' : 'critical' })),
  );
  expect(oneTooMany(items.slice(1), null)).toBeNull();
  expect(oneTooMany(items, null)).toBe(items[1]);
  expect(oneTooMany(items, items[1]!)).toBe(items[5]);
});
