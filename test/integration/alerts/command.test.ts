import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlertPayload } from '../../../src/core/alerts/channels/payload.ts';
import type { ChannelMessage, DeliveryError, Send } from '../../../src/core/alerts/channels/send.ts';
import { createSender } from '../../../src/core/alerts/channels/senders.ts';
import { channelSettings } from '../../../src/shared/model/channels.ts';
import { senderParts } from '../../support/channel-parts.ts';
import { noticeOf } from '../../unit/core/alerts/channels/notices.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'headroom-command-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const commandOf = (...command: string[]): Send =>
  createSender(channelSettings.parse({ id: 'run', kind: 'command', enabled: true, command }), senderParts());
/** A program of this test: it has its arguments from 1 on in `process.argv.slice(1)`. */
const node = (code: string, ...args: string[]): Send => commandOf(process.execPath, '-e', code, ...args);
const file = (name: string): string => join(folder, name);
const message = (over: Parameters<typeof noticeOf>[0] = {}): ChannelMessage => ({ notice: noticeOf(over), fired: null });
const send = (sender: Send, what = message(), timeoutMs = 10_000): Promise<string> => sender(what, AbortSignal.timeout(timeoutMs));
const failure = (sending: Promise<string>): Promise<DeliveryError> =>
  sending.then(
    () => expect.unreachable('it was delivered'),
    (thrown: DeliveryError) => thrown,
  );

test('a command gets the alert on its standard input and in variables, and no shell reads its arguments', async () => {
  const write =
    'const fs = require("node:fs"); fs.writeFileSync(process.argv[1], JSON.stringify({ argv: process.argv.slice(2), env: process.env, input: fs.readFileSync(0, "utf8") }))';
  const evil = '$(touch pwned); `id` "; \n HEADROOM_ALERT_VALUE=1';
  const { notice } = message({ title: evil });
  expect(await send(node(write, file('out'), '$HOME', '*', 'a b'), { notice, fired: null })).toBe('exit code 0');
  const { argv, env, input } = JSON.parse(readFileSync(file('out'), 'utf8')) as {
    argv: string[];
    env: Record<string, string>;
    input: string;
  };
  expect(argv).toEqual(['$HOME', '*', 'a b']);
  expect(env).toMatchObject({
    PATH: process.env['PATH'],
    HEADROOM_ALERT_KIND: 'firing',
    HEADROOM_ALERT_TIME: '2026-01-01T12:00:00.000Z',
    HEADROOM_ALERT_KEY: notice.idempotencyKey,
    HEADROOM_ALERT_INCIDENT: notice.incidentId,
    HEADROOM_ALERT_SEVERITY: 'warning',
    HEADROOM_ALERT_HOST: 'test-machine',
    HEADROOM_ALERT_RULE: 'memory',
    HEADROOM_ALERT_SUBJECT: 'container:web-1',
    HEADROOM_ALERT_RESOURCE: 'memory',
    HEADROOM_ALERT_VALUE: '92.4',
    HEADROOM_ALERT_THRESHOLD: '85',
    HEADROOM_ALERT_LIMIT: String(2 * 1024 ** 3),
    HEADROOM_ALERT_UNIT: 'percent',
    HEADROOM_ALERT_TITLE: '$(touch pwned); `id` "; HEADROOM_ALERT_VALUE=1',
    HEADROOM_ALERT_BODY: notice.body,
    HEADROOM_ALERT_SUMMARY: notice.summary,
  });
  expect((JSON.parse(input) as AlertPayload).data.title).toBe(evil);
});

test('what is unknown is an empty variable', async () => {
  const write = 'require("node:fs").writeFileSync(process.argv[1], process.env.HEADROOM_ALERT_VALUE)';
  await send(node(write, file('out')), message({ value: null }));
  expect(readFileSync(file('out'), 'utf8')).toBe('');
});

test('any other exit code is tried again, and its last words are told', async () => {
  const fault = await failure(send(node('console.error("first\\nno\\u0007 route"); process.exit(7)')));
  expect(fault).toMatchObject({ permanent: false, message: String.raw`exit code 7: no\x07 route` });
});

test('a program that reads nothing, and one that says very much, are fine', async () => {
  expect(await send(node('process.stdin.destroy()'), message({ body: 'x'.repeat(500_000) }))).toBe('exit code 0');
  expect(await send(node('process.stderr.write("x".repeat(2_000_000))'))).toBe('exit code 0');
});

test.each([['/nonexistent/program'], ['/etc/passwd']])('%s cannot be started, and is not tried again', async (path) => {
  const fault = await failure(send(commandOf(path)));
  expect(fault.permanent).toBe(true);
  expect(fault.message).toMatch(new RegExp(`^${path} could not be started: `));
});

test.skipIf(process.platform !== 'linux')('at the time limit it ends with everything that it started', async () => {
  const sender = commandOf('/bin/sh', '-c', `sleep 1000 & echo $! > ${file('child')}; wait`);
  const limit = new AbortController();
  const sending = failure(sender(message(), limit.signal));
  await vi.waitFor(() => expect(existsSync(file('child')) && readFileSync(file('child'), 'utf8')).toMatch(/^\d+\n$/));
  limit.abort();
  expect(await sending).toMatchObject({ permanent: false, message: 'ended by SIGKILL' });
  const child = Number(readFileSync(file('child'), 'utf8'));
  await vi.waitFor(() => expect(stateOf(child)).toMatch(/^(gone|Z)$/));
});

test.skipIf(process.platform === 'win32')('a success does not wait for what it left running', async () => {
  const sending = send(commandOf('/bin/sh', '-c', `sleep 1000 & echo $! > ${file('child')}`));
  expect(await sending).toBe('exit code 0');
  process.kill(Number(readFileSync(file('child'), 'utf8')), 'SIGKILL');
});

/** The letter of /proc/<pid>/stat: a process that nobody waits for stays as Z where there is no init. */
function stateOf(pid: number): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '?';
  } catch {
    return 'gone';
  }
}

test('is off unless somebody says otherwise', () => {
  expect(channelSettings.parse({ id: 'run', kind: 'command', command: ['true'] }).enabled).toBe(false);
  for (const command of [[], 'true; id', [''], ['a', 5], ['a\0b']]) {
    expect(channelSettings.safeParse({ id: 'run', kind: 'command', command }).success).toBe(false);
  }
});
