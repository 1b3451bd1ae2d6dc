import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlertAction, type Channels, createChannels } from '../../../../../src/core/alerts/channels/create-channels.ts';
import type { Fetch } from '../../../../../src/core/alerts/channels/http-post.ts';
import { createOutboxFiles } from '../../../../../src/core/alerts/channels/outbox-files.ts';
import type { AlertPayload } from '../../../../../src/core/alerts/channels/payload.ts';
import type { Notice, NoticeChoice } from '../../../../../src/core/ports.ts';
import { createSecretsFile } from '../../../../../src/core/secrets-file.ts';
import type { AlertNotice } from '../../../../../src/shared/model/alert.ts';
import { AppError } from '../../../../../src/shared/result.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { nextOf, noticeOf } from './notices.ts';

const MINUTE_MS = 60_000;
const SECRET = 'hunter2-and-more';

let folder: string;
let clock: FakeClock;
let logger: MemoryLogger;
let channels: Channels;
/** Host of a webhook → the keys that it got, each with the monotonic time. */
let arrived: Record<string, { key: string; atMs: number }[]>;
let shown: Notice[];
let choose: (choice: NoticeChoice) => void;
let refuseNotices: Error | null;

/** Receivers by name: `hang…` never answers, `down…` answers 503 with what it was sent, others take everything. */
const network: Fetch = async (url, { headers, body }) => {
  const host = new URL(url).hostname;
  if (host.startsWith('hang')) return await new Promise<never>(() => {});
  if (host.startsWith('down')) return new Response(headers['Authorization'] ?? '', { status: 503 });
  const { data } = JSON.parse(body) as AlertPayload;
  (arrived[host] ??= []).push({ key: data.key, atMs: clock.monotonicMs() });
  return new Response(null, { status: 204 });
};

function start(): Channels {
  const made = createChannels({
    clock,
    logger,
    store: createOutboxFiles(folder, () => clock.now()),
    secrets: createSecretsFile({ path: join(folder, 'secrets.json'), now: () => clock.now() }),
    fetch: network,
    notifier: {
      notify: async (notice) => {
        if (refuseNotices !== null) throw refuseNotices;
        shown.push(notice);
      },
      onChoice(listener) {
        choose = listener;
        return () => (choose = () => {});
      },
    },
    environment: {},
    hostname: 'test-machine',
    version: '1.2.3',
    random: () => 0.5,
  });
  return made;
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-channels-'));
  clock = new FakeClock();
  logger = new MemoryLogger();
  arrived = {};
  shown = [];
  refuseNotices = null;
  channels = start();
});
afterEach(() => {
  channels.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const hook = (id: string, over: object = {}): object => ({ id, kind: 'webhook', url: `http://${id}.invalid/`, ...over });
const keysAt = (host: string): string[] => (arrived[`${host}.invalid`] ?? []).map(({ key }) => key);
/** Files and promises: several turns. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await clock.advance(0);
}
async function deliver(...notices: AlertNotice[]): Promise<string[]> {
  for (const notice of notices) channels.deliver(notice);
  await settled();
  return notices.map(({ idempotencyKey }) => idempotencyKey);
}

describe('channels side by side', () => {
  test('one that hangs for ten minutes holds up no other, and loses nothing', async () => {
    channels.configure([hook('hang'), hook('good'), { id: 'native', kind: 'native' }]);
    const keys: string[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      const sentAtMs = clock.monotonicMs();
      keys.push(...(await deliver(noticeOf())));
      expect(arrived['good.invalid']!.at(-1)).toEqual({ key: keys.at(-1), atMs: sentAtMs });
      await clock.advance(MINUTE_MS);
    }
    expect(keysAt('good')).toEqual(keys);
    expect(shown).toHaveLength(10);
    expect(channels.states()).toMatchObject([
      { id: 'hang', queued: 10, delivered: 0, lost: 0, last: { ok: false, detail: 'no answer within 15 s' } },
      { id: 'good', queued: 0, delivered: 10 },
      { id: 'native', queued: 0, delivered: 10 },
    ]);
    channels.configure([hook('hang', { url: 'http://mended.invalid/' }), hook('good')]);
    await settled();
    expect(keysAt('mended')).toEqual(keys);
  });

  test('each has its severity and subjects, and a rule may name channels', async () => {
    channels.configure([hook('all'), hook('bad', { minSeverity: 'critical' }), hook('web', { subjects: ['container:web-*'] })]);
    const [mild, bad, host, named] = await deliver(
      noticeOf(),
      noticeOf({ severity: 'critical', subject: 'vm:1' }),
      noticeOf({ subject: 'host' }),
      noticeOf({ channels: ['web'] }),
    );
    expect(keysAt('all')).toEqual([mild, bad, host]);
    expect(keysAt('bad')).toEqual([bad]);
    expect(keysAt('web')).toEqual([mild, named]);
  });
});

describe('settings', () => {
  test('of one channel that are wrong are told, without what was in them; the others work', async () => {
    channels.configure([hook('good'), { id: 'chat', kind: 'slack', url: `https://${SECRET}` }, 5, hook('good'), { kind: 'pigeon' }]);
    await deliver(noticeOf());
    expect(keysAt('good')).toHaveLength(1);
    const states = channels.states();
    expect(states).toMatchObject([
      { id: 'good', problem: null },
      { id: 'chat', kind: null, enabled: false, problem: expect.stringContaining('url: expected a reference such as "secret:') as string },
      { id: 'channel 3' },
      { id: 'channel 4', problem: expect.stringContaining('no other channel has') as string },
      { id: 'channel 5' },
    ]);
    expect(JSON.stringify([states, logger.entries])).not.toContain(SECRET);
    await expect(channels.test('chat')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(channels.test('none')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that did not change leave the channel as it is; those that did keep what waits', async () => {
    channels.configure([hook('down')]);
    const [key] = await deliver(noticeOf());
    const before = channels.states();
    channels.configure([hook('down')]);
    expect(channels.states()).toEqual(before);
    channels.configure([hook('down', { url: 'http://up.invalid/' })]);
    await settled();
    expect(keysAt('up')).toEqual([key]);
  });

  test('without a channel, or with it switched off, drop what it had to tell; wrong ones do not', async () => {
    channels.configure([hook('down'), hook('down2')]);
    await deliver(noticeOf());
    channels.configure([hook('down'), hook('down2', { url: 'nonsense' })]);
    expect(readdirSync(folder).sort()).toEqual(['outbox-down.json', 'outbox-down2.json']);
    channels.configure([hook('down', { enabled: false })]);
    expect(readdirSync(folder)).toEqual([]);
    expect(channels.states()).toMatchObject([{ id: 'down', enabled: false, queued: 0 }]);
    await deliver(noticeOf());
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a test message', () => {
  test('goes out by one channel, also by one that is switched off, and its end is shown', async () => {
    channels.configure([hook('good', { enabled: false, minSeverity: 'critical' }), hook('down')]);
    expect(await channels.test('good')).toBe('204');
    expect(keysAt('good')).toHaveLength(1);
    await expect(channels.test('down')).rejects.toThrow(/^Channel down: 503/);
    expect(channels.states()).toMatchObject([{ last: { ok: true } }, { last: { ok: false }, queued: 0 }]);
  });

  test('ends at the time limit', async () => {
    channels.configure([hook('hang', { timeout: '3s' })]);
    const fault = channels.test('hang').catch(String);
    await settled();
    await clock.advance(3_000);
    expect(await fault).toContain('Channel hang: no answer within 3 s');
  });
});

describe('notifications', () => {
  test('have buttons while an alert lasts, and one place on the screen', async () => {
    channels.configure([{ id: 'native', kind: 'native' }]);
    const firing = noticeOf({ severity: 'error' });
    await deliver(firing, nextOf(firing, { kind: 'resolved', title: 'Memory tight on web-1: over' }));
    const [first, last] = shown;
    expect(first).toMatchObject({ severity: 'critical', about: firing.incidentId, actions: [{ id: 'snooze' }, { id: 'acknowledge' }] });
    expect(last).toMatchObject({ severity: 'ok', id: first!.id, title: 'Memory tight on web-1: over', actions: [] });
  });

  test('say what a person chose', () => {
    const actions: AlertAction[] = [];
    const stop = channels.onAction((action) => actions.push(action));
    for (const action of ['snooze', 'open', 'acknowledge', 'format-disk']) choose({ about: 'incident-1', action });
    stop();
    choose({ about: 'incident-1', action: 'open' });
    expect(actions.map(({ action }) => action)).toEqual(['snooze', 'open', 'acknowledge']);
    expect(actions[0]!.incidentId).toBe('incident-1');
  });

  test('that the system will never show are told as lost; others are tried again', async () => {
    channels.configure([{ id: 'native', kind: 'native' }]);
    refuseNotices = new AppError('not-supported', 'The system refused the notification: not signed');
    await deliver(noticeOf());
    expect(channels.states()).toMatchObject([{ queued: 0, lost: 1, last: { ok: false, detail: refuseNotices.message } }]);
    refuseNotices = new Error('busy');
    await deliver(noticeOf());
    refuseNotices = null;
    await clock.advance(5_000);
    await settled();
    expect(shown).toHaveLength(1);
  });
});

describe('handlers of code', () => {
  test('are told of their severity after the caller is done; one that fails stops nothing', async () => {
    const heard: string[] = [];
    channels.registerHandler('critical', () => {
      throw new Error('broken');
    });
    channels.registerHandler('critical', async () => await Promise.reject(new Error('broken, later')));
    const stop = channels.registerHandler('critical', ({ title }) => void heard.push(title));
    channels.deliver(noticeOf({ severity: 'critical', title: 'a' }));
    expect(heard).toEqual([]);
    await deliver(noticeOf({ severity: 'warning', title: 'b' }));
    stop();
    await deliver(noticeOf({ severity: 'critical', title: 'c' }));
    expect(heard).toEqual(['a']);
    expect(logger.entries.filter(({ message }) => message === 'a handler failed')).toHaveLength(4);
  });

  test('may deliver and ask', async () => {
    channels.configure([hook('good')]);
    channels.registerHandler('info', () => channels.deliver(noticeOf({ severity: 'warning', title: String(channels.states().length) })));
    await deliver(noticeOf({ severity: 'info' }));
    expect(keysAt('good')).toHaveLength(2);
  });

  test('have a severity that exists', () => {
    expect(() => channels.registerHandler('fatal' as 'critical', () => {})).toThrow('one of info, warning, error, critical, got "fatal"');
  });
});

test('changes are told, and no more after the end', async () => {
  let changes = 0;
  channels.onChange(() => (changes += 1));
  channels.configure([hook('good'), hook('down')]);
  await deliver(noticeOf());
  expect(changes).toBeGreaterThan(3);
  channels.dispose();
  changes = 0;
  await clock.advance(60 * MINUTE_MS);
  expect([changes, clock.pendingTimers]).toEqual([0, 0]);
});

test('a secret is in nothing but its own file: no log, no state, no outbox, no error', async () => {
  const secrets = createSecretsFile({ path: join(folder, 'secrets.json'), now: () => clock.now() });
  await secrets.set('token', SECRET);
  const settings = [hook('down', { authorization: 'secret:token', signingSecret: 'secret:token' })];
  channels.configure(settings);
  await deliver(noticeOf());
  const fault = await channels.test('down').catch(String);
  const outbox = readFileSync(join(folder, 'outbox-down.json'), 'utf8');
  const told = JSON.stringify([channels.states(), logger.entries, fault, outbox, settings]);
  expect(fault).toContain('•••');
  expect(told).not.toContain(SECRET);
  expect(told).not.toContain(Buffer.from(SECRET).toString('base64'));
});
