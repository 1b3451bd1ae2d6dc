import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withDeadline } from '../../../../../src/core/alerts/channels/deadline.ts';
import { createOutboxFiles } from '../../../../../src/core/alerts/channels/outbox-files.ts';
import { Outbox, type OutboxParts } from '../../../../../src/core/alerts/channels/outbox.ts';
import { MAX_WAITING } from '../../../../../src/core/alerts/channels/queue.ts';
import { type ChannelMessage, DeliveryError } from '../../../../../src/core/alerts/channels/send.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { nextOf, noticeOf } from './notices.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let folder: string;
let clock: FakeClock;
let logger: MemoryLogger;
const open: Outbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-outbox-'));
  clock = new FakeClock();
  logger = new MemoryLogger();
});
afterEach(() => {
  for (const outbox of open.splice(0)) outbox.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A receiver that a test breaks and mends. It keeps what it took, and when it was asked. */
class Receiver {
  readonly taken: ChannelMessage[] = [];
  readonly askedAtMs: number[] = [];
  answer: 'ok' | 'hang' | Error = 'ok';
  send = async (message: ChannelMessage): Promise<string> => {
    this.askedAtMs.push(clock.monotonicMs());
    if (this.answer === 'hang') return await new Promise<never>(() => {});
    if (this.answer !== 'ok') throw this.answer;
    this.taken.push(message);
    return '200 OK';
  };
  get keys(): string[] {
    return this.taken.map(({ notice }) => notice.idempotencyKey);
  }
}

function start(receiver: Receiver, over: Partial<OutboxParts> = {}): Outbox {
  const outbox = new Outbox({
    filter: { id: 'mail', minSeverity: 'info', subjects: ['*'] },
    send: (message, stop) => withDeadline(clock, 15_000, stop, () => receiver.send(message)),
    store: createOutboxFiles(folder, () => clock.now()),
    clock,
    logger,
    random: () => 0.5,
    onChange: () => {},
    ...over,
  });
  open.push(outbox);
  return outbox;
}
const settled = (): Promise<void> => clock.advance(0);
const refusal = (permanent = false, retryAfterMs: number | null = null): DeliveryError =>
  new DeliveryError('503 Service Unavailable', { permanent, retryAfterMs });

test('delivers in order, and says what the receiver said', async () => {
  const receiver = new Receiver();
  const outbox = start(receiver);
  const notices = [noticeOf(), noticeOf(), noticeOf()];
  for (const notice of notices) outbox.add(notice);
  await settled();
  expect(receiver.keys).toEqual(notices.map(({ idempotencyKey }) => idempotencyKey));
  expect(outbox.state).toMatchObject({ queued: 0, delivered: 3, lost: 0, last: { ok: true, detail: '200 OK', at: clock.now() } });
});

describe('a receiver that is down', () => {
  test('is tried after 5 s, 10 s … 5 min, and loses nothing', async () => {
    const receiver = new Receiver();
    receiver.answer = refusal();
    const outbox = start(receiver);
    const notices = [noticeOf(), noticeOf()];
    for (const notice of notices) outbox.add(notice);
    await settled();
    await clock.advance(HOUR_MS);
    const waits = receiver.askedAtMs.slice(1).map((at, index) => (at - receiver.askedAtMs[index]!) / 1000);
    expect(waits.slice(0, 9)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    expect(outbox.state).toMatchObject({ queued: 2, last: { ok: false, detail: '503 Service Unavailable' } });
    expect(outbox.state.nextTryAt).toBeGreaterThan(clock.now());

    receiver.answer = 'ok';
    await clock.advance(5 * MINUTE_MS);
    expect(receiver.keys).toEqual(notices.map(({ idempotencyKey }) => idempotencyKey));
    expect(outbox.state).toMatchObject({ queued: 0, nextTryAt: null, lost: 0 });
  });

  test('is asked at once when there is reason to', async () => {
    const receiver = new Receiver();
    receiver.answer = refusal();
    const outbox = start(receiver);
    outbox.add(noticeOf());
    await clock.advance(HOUR_MS);
    receiver.answer = 'ok';
    outbox.retryNow();
    await settled();
    expect(receiver.taken).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['20 s', 20_000, 20_000],
    ['less than our own wait', 1_000, 5_000],
    ['an hour', HOUR_MS, 10 * MINUTE_MS],
  ])('is left alone as long as it asks for: %s', async (_, retryAfterMs, expectedMs) => {
    const receiver = new Receiver();
    receiver.answer = refusal(false, retryAfterMs);
    start(receiver).add(noticeOf());
    await settled();
    receiver.answer = 'ok';
    await clock.advance(expectedMs - 1);
    expect(receiver.taken).toHaveLength(0);
    await clock.advance(1);
    expect(receiver.taken).toHaveLength(1);
  });

  test('waits ± 20 %', async () => {
    for (const [random, expectedMs] of [
      [0, 4_000],
      [0.999_999, 6_000],
    ] as const) {
      const receiver = new Receiver();
      receiver.answer = refusal();
      start(receiver, { random: () => random, filter: { id: `r${expectedMs}`, minSeverity: 'info', subjects: ['*'] } }).add(noticeOf());
      await settled();
      await clock.advance(7_000);
      expect(receiver.askedAtMs[1]! - receiver.askedAtMs[0]!).toBeCloseTo(expectedMs, 0);
    }
  });

  test('for a day: given up, and told', async () => {
    const receiver = new Receiver();
    receiver.answer = refusal();
    const outbox = start(receiver);
    outbox.add(noticeOf({ title: 'Old' }));
    await clock.advance(23 * HOUR_MS);
    const fresh = noticeOf({ title: 'Fresh' });
    outbox.add(fresh);
    expect(outbox.state.queued).toBe(2);
    await clock.advance(HOUR_MS + 6 * MINUTE_MS);
    expect(outbox.state).toMatchObject({ queued: 1, lost: 1 });
    expect(logger.entries.filter(({ level }) => level === 'warn')).toMatchObject([{ data: { title: 'Old' } }]);
    receiver.answer = 'ok';
    await clock.advance(6 * MINUTE_MS);
    expect(receiver.keys).toEqual([fresh.idempotencyKey]);
  });

  test('gets one message of an alert that is over meanwhile', async () => {
    const receiver = new Receiver();
    receiver.answer = 'hang';
    const outbox = start(receiver);
    const firing = noticeOf();
    const resolved = nextOf(firing, { kind: 'resolved' });
    outbox.add(firing);
    await settled();
    outbox.add(resolved);
    expect(outbox.state.queued).toBe(2);
    await clock.advance(15_000);
    expect(outbox.state.queued).toBe(1);
    receiver.answer = 'ok';
    await clock.advance(5_000);
    expect(receiver.taken).toEqual([expect.objectContaining({ notice: resolved, fired: firing })]);
  });
});

test('a receiver that refuses for good loses that message only, and it is told', async () => {
  const receiver = new Receiver();
  receiver.answer = refusal(true);
  const outbox = start(receiver);
  outbox.add(noticeOf({ title: 'Refused' }));
  await settled();
  receiver.answer = 'ok';
  const next = noticeOf();
  outbox.add(next);
  await settled();
  expect(receiver.keys).toEqual([next.idempotencyKey]);
  expect(outbox.state).toMatchObject({ delivered: 1, lost: 1 });
  expect(logger.entries).toMatchObject([{ level: 'warn', data: { title: 'Refused', cause: '503 Service Unavailable' } }]);
});

test('a try ends at its time limit, also when the receiver never answers', async () => {
  const receiver = new Receiver();
  receiver.answer = 'hang';
  const outbox = start(receiver);
  outbox.add(noticeOf());
  await clock.advance(15_000);
  expect(outbox.state.last).toMatchObject({ ok: false, detail: 'no answer within 15 s' });
  receiver.answer = 'ok';
  await clock.advance(5_000);
  expect(outbox.state).toMatchObject({ queued: 0, delivered: 1 });
});

describe('the file', () => {
  const path = (): string => join(folder, 'outbox-mail.json');

  test('is there before the message is sent, for this user alone, and brings it back', async () => {
    const receiver = new Receiver();
    receiver.answer = 'hang';
    const outbox = start(receiver);
    const [first, second] = [noticeOf(), noticeOf()];
    outbox.add(first);
    outbox.add(second);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    outbox.dispose();

    const again = new Receiver();
    start(again);
    await settled();
    expect(again.keys).toEqual([first.idempotencyKey, second.idempotencyKey]);
    expect(start(new Receiver()).state.queued).toBe(0);
  });

  test('knows after a restart what was delivered, and whose end is to be told', async () => {
    const firing = noticeOf();
    start(new Receiver()).add(firing);
    await settled();
    const receiver = new Receiver();
    const outbox = start(receiver);
    outbox.add(firing);
    const resolved = nextOf(firing, { kind: 'resolved' });
    outbox.add(resolved);
    await settled();
    expect(receiver.keys).toEqual([resolved.idempotencyKey]);
  });

  test('of yesterday gets one try', async () => {
    const broken = new Receiver();
    broken.answer = refusal();
    const before = start(broken);
    before.add(noticeOf());
    before.add(noticeOf());
    before.dispose();
    clock.setWall(25 * HOUR_MS);
    const after = start(broken);
    await settled();
    expect(after.state).toMatchObject({ queued: 0, lost: 2 });
  });

  test.each(['', '{', '[]', '{"version":9}', '{"version":1,"waiting":5}', 'null'])('damaged is set aside: %s', async (text) => {
    writeFileSync(path(), text);
    const receiver = new Receiver();
    const outbox = start(receiver);
    expect(outbox.state.problem).toContain('kept as');
    const kept = readdirSync(folder).find((name) => name.includes('damaged'));
    expect(readFileSync(join(folder, kept!), 'utf8')).toBe(text);
    outbox.add(noticeOf());
    await settled();
    expect(receiver.taken).toHaveLength(1);
  });

  test('with one broken message gives the others', async () => {
    const before = start(Object.assign(new Receiver(), { answer: 'hang' as const }));
    const [first, second] = [noticeOf(), noticeOf()];
    before.add(first);
    before.add(second);
    before.dispose();
    const stored = JSON.parse(readFileSync(path(), 'utf8')) as { waiting: unknown[] };
    stored.waiting[0] = { notice: { title: 5 } };
    writeFileSync(path(), JSON.stringify(stored));
    const receiver = new Receiver();
    const outbox = start(receiver);
    await settled();
    expect(receiver.keys).toEqual([second.idempotencyKey]);
    expect(outbox.state.problem).toContain('got 1 that are none');
  });

  test('that cannot be read is not written over, and alerts are told all the same', async () => {
    const store = createOutboxFiles(folder, () => clock.now());
    const written: string[] = [];
    const receiver = new Receiver();
    const outbox = start(receiver, {
      store: {
        ...store,
        read: () => {
          throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
        },
        write: (id) => written.push(id),
      },
    });
    outbox.add(noticeOf());
    await settled();
    expect(receiver.taken).toHaveLength(1);
    expect(written).toEqual([]);
    expect(outbox.state.problem).toBe('its outbox cannot be read: no permission');
  });

  test('that cannot be written is told once, until it can', async () => {
    const store = createOutboxFiles(folder, () => clock.now());
    let full = true;
    const receiver = new Receiver();
    const outbox = start(receiver, {
      store: {
        ...store,
        write: (id, data) => {
          if (full) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
          store.write(id, data);
        },
      },
    });
    outbox.add(noticeOf());
    outbox.add(noticeOf());
    await settled();
    expect(receiver.taken).toHaveLength(2);
    expect(outbox.state.problem).toBe('its outbox could not be written: no space left on the disk');
    expect(logger.entries).toHaveLength(1);
    full = false;
    outbox.add(noticeOf());
    expect(outbox.state.problem).toBeNull();
    await settled();
  });
});

test('more than it may hold: the mildest are lost, and counted', async () => {
  const receiver = new Receiver();
  receiver.answer = 'hang';
  const outbox = start(receiver);
  const critical = noticeOf({ severity: 'critical' });
  outbox.add(critical);
  for (let count = 0; count < MAX_WAITING + 9; count += 1) outbox.add(noticeOf());
  expect(outbox.state).toMatchObject({ queued: MAX_WAITING, lost: 10 });
  receiver.answer = 'ok';
  await clock.advance(HOUR_MS);
  expect(receiver.keys).toHaveLength(MAX_WAITING);
  expect(receiver.keys[0]).toBe(critical.idempotencyKey);
});

test('nothing goes out after it was disposed of, and no timer stays', async () => {
  const receiver = new Receiver();
  receiver.answer = refusal();
  const outbox = start(receiver);
  outbox.add(noticeOf());
  await settled();
  outbox.dispose();
  await clock.advance(HOUR_MS);
  expect(receiver.askedAtMs).toHaveLength(1);
  expect(clock.pendingTimers).toBe(0);
});
