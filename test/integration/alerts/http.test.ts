import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { AlertPayload } from '../../../src/core/alerts/channels/payload.ts';
import type { ChannelMessage, DeliveryError, Send } from '../../../src/core/alerts/channels/send.ts';
import { createSender } from '../../../src/core/alerts/channels/senders.ts';
import { channelSettings } from '../../../src/shared/model/channels.ts';
import { senderParts } from '../../support/channel-parts.ts';
import { nextOf, noticeOf } from '../../unit/core/alerts/channels/notices.ts';

interface Request {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Receiver {
  readonly url: string;
  readonly requests: Request[];
}
type Answer = (response: ServerResponse, url: string) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A real web server that keeps what it was sent. */
async function receiver(answer: Answer = (response) => response.writeHead(204).end()): Promise<Receiver> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response, url);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url, requests };
}

const KEY = `whsec_${Buffer.from('a key of the receiver').toString('base64')}`;
const TOKEN = 'Bearer s3cr3t-t0ken';
function webhook(url: string, over: object = {}): Send {
  const settings = channelSettings.parse({ id: 'hook', kind: 'webhook', url: `${url}/alerts`, ...over });
  return createSender(settings, senderParts({ key: KEY, text: 'any text', token: TOKEN }));
}
function slack(url: string, over: object = {}): Send {
  const settings = channelSettings.parse({ id: 'chat', kind: 'slack', url: 'secret:slack', ...over });
  return createSender(settings, senderParts({ slack: url }));
}
const message = (over: Parameters<typeof noticeOf>[0] = {}): ChannelMessage => ({ notice: noticeOf(over), fired: null });
const send = (sender: Send, what = message(), timeoutMs = 10_000): Promise<string> => sender(what, AbortSignal.timeout(timeoutMs));
const failure = (sending: Promise<string>): Promise<DeliveryError> =>
  sending.then(
    () => expect.unreachable('it was delivered'),
    (thrown: DeliveryError) => thrown,
  );

describe('a webhook', () => {
  test('gets the alert as JSON, with a key that every try has', async () => {
    const { url, requests } = await receiver();
    const firing = noticeOf();
    const resolved = nextOf(firing, { kind: 'resolved' });
    const sender = webhook(url);
    expect(await send(sender, { notice: firing, fired: null })).toBe('204 No Content');
    await send(sender, { notice: resolved, fired: firing });
    const [first, second] = requests;
    expect(first).toMatchObject({
      path: '/alerts',
      headers: { 'content-type': 'application/json', 'user-agent': 'Headroom/1.2.3', 'idempotency-key': firing.idempotencyKey },
    });
    expect(JSON.parse(first!.body)).toEqual({
      type: 'alert.firing',
      timestamp: '2026-01-01T12:00:00.000Z',
      data: {
        key: firing.idempotencyKey,
        incidentId: firing.incidentId,
        sequence: 1,
        severity: 'warning',
        host: 'test-machine',
        ruleId: 'memory',
        ruleName: 'Memory',
        subject: 'container:web-1',
        resource: 'memory',
        value: 92.4,
        threshold: 85,
        unit: 'percent',
        limit: 2 * 1024 ** 3,
        title: 'Memory tight on web-1',
        body: '92.4 % of 2 GB for 3 min. postgres +610 MB.',
        summary: 'High memory usage: 92.4%',
        count: 1,
        firedAt: null,
      },
    } satisfies AlertPayload);
    const { type, data } = JSON.parse(second!.body) as AlertPayload;
    expect([type, data.firedAt]).toEqual(['alert.resolved', '2026-01-01T12:00:00.000Z']);
  });

  test.each([
    ['secret:key', Buffer.from('a key of the receiver')],
    ['secret:text', Buffer.from('any text')],
  ])('can tell by %s that it is from us, and new', async (signingSecret, key) => {
    const { url, requests } = await receiver();
    await send(webhook(url, { signingSecret, authorization: 'secret:token' }));
    const { headers, body } = requests[0]!;
    const seconds = headers['webhook-timestamp'] as string;
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(30);
    const signed = `${headers['webhook-id'] as string}.${seconds}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(headers.authorization).toBe(TOKEN);
  });

  test('that is not signed has no signature', async () => {
    const { url, requests } = await receiver();
    await send(webhook(url));
    expect(requests[0]!.headers).not.toHaveProperty('webhook-signature');
    expect(requests[0]!.headers).not.toHaveProperty('authorization');
  });

  test('whose secret is not there is not asked, and can be mended', async () => {
    const { url, requests } = await receiver();
    const fault = await failure(send(webhook(url, { signingSecret: 'secret:gone' })));
    expect(fault).toMatchObject({ permanent: false, message: 'secret:gone is not kept on this machine: set it again' });
    expect(requests).toEqual([]);
  });
});

describe('an answer', () => {
  test.each([
    [500, false],
    [503, false],
    [408, false],
    [425, false],
    [429, false],
    [302, false],
    [301, true],
    [400, true],
    [401, true],
    [404, true],
    [410, true],
  ])('%i: refused for good is %s', async (status, permanent) => {
    const { url } = await receiver((response) => response.writeHead(status).end('{"error":\n"no"}'));
    const fault = await failure(send(webhook(url)));
    expect(fault.permanent).toBe(permanent);
    expect(fault.message).toMatch(new RegExp(`^${status} .*: \\{"error": "no"\\}$`));
  });

  test.each([
    ['120', 120_000, 0],
    ['Fri, 01 Jan 2100 00:00:00 GMT', Date.UTC(2100, 0, 1) - Date.now(), 60_000],
  ])('that says when to come back: %s', async (value, expectedMs, toleranceMs) => {
    const { url } = await receiver((response) => response.writeHead(429, { 'Retry-After': value }).end());
    const { retryAfterMs } = await failure(send(webhook(url)));
    expect(Math.abs((retryAfterMs ?? 0) - expectedMs)).toBeLessThanOrEqual(toleranceMs);
  });

  test.each(['soon', '-5', '', 'Thu, 01 Jan 1970 00:00:00 GMT'])('that says it wrongly says nothing: %s', async (value) => {
    const { url } = await receiver((response) => response.writeHead(503, { 'Retry-After': value }).end());
    expect((await failure(send(webhook(url)))).retryAfterMs).toBeNull();
  });

  test('that leads elsewhere is not followed', async () => {
    const { url, requests } = await receiver((response, self) => response.writeHead(307, { Location: `${self}/elsewhere` }).end());
    await failure(send(webhook(url, { authorization: 'secret:token' })));
    expect(requests.map(({ path }) => path)).toEqual(['/alerts']);
  });

  test('without end is not read', async () => {
    let written = 0;
    const { url } = await receiver((response) => {
      response.writeHead(500);
      const more = (): void => {
        written += 65_536;
        if (!response.destroyed && written < 1e9) response.write('x'.repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    const fault = await failure(send(webhook(url)));
    expect(fault.message.length).toBeLessThan(210);
    expect(written).toBeLessThan(100e6);
  });

  test('that never comes ends with the time', async () => {
    const { url } = await receiver(() => {});
    expect(await failure(send(webhook(url), message(), 300))).toMatchObject({ permanent: false });
  });

  test('that is cut off may be sent again', async () => {
    const { url } = await receiver((response) => response.destroy());
    expect(await failure(send(webhook(url)))).toMatchObject({ permanent: false });
    const nobody = await failure(send(webhook('http://127.0.0.1:9')));
    expect(nobody).toMatchObject({ permanent: false });
    expect(nobody.message).not.toContain('fetch failed');
  });

  test('has no secret in it when it is told, however the receiver repeats it', async () => {
    const { url } = await receiver((response) =>
      response.writeHead(401).end(`bad ${TOKEN} ${encodeURIComponent(TOKEN)} ${Buffer.from(TOKEN).toString('base64')}`),
    );
    const { message } = await failure(send(webhook(url, { authorization: 'secret:token' })));
    expect(message).toBe('401 Unauthorized: bad ••• ••• •••');
  });
});

describe('Slack', () => {
  test('gets a text and an attachment in the colour of the severity', async () => {
    const { url, requests } = await receiver((response) => response.end('ok'));
    const notice = noticeOf({ severity: 'critical' });
    await send(slack(`${url}/services/T0/B0/xyz`, { channel: '#alerts' }), { notice, fired: null });
    expect(requests[0]!.path).toBe('/services/T0/B0/xyz');
    expect(JSON.parse(requests[0]!.body)).toEqual({
      channel: '#alerts',
      text: '🚨 Resource Alert: Memory tight on web-1',
      attachments: [
        {
          color: 'danger',
          fallback: 'High memory usage: 92.4%',
          text: '92.4 % of 2 GB for 3 min. postgres +610 MB.',
          fields: [
            { title: 'Resource', value: 'memory', short: true },
            { title: 'Value', value: '92.4 %', short: true },
            { title: 'Threshold', value: '85.0 %', short: true },
            { title: 'Time', value: '2026-01-01T12:00:00.000Z', short: true },
          ],
          footer: `test-machine · ${notice.idempotencyKey}`,
        },
      ],
    });
  });

  test.each([
    ['info', 'firing', 'good'],
    ['warning', 'firing', 'warning'],
    ['error', 'escalated', 'danger'],
    ['critical', 'firing', 'danger'],
    ['critical', 'resolved', 'good'],
  ] as const)('%s, %s is %s', async (severity, kind, color) => {
    const { url, requests } = await receiver();
    await send(slack(url), message({ severity, kind }));
    expect(JSON.parse(requests[0]!.body)).toMatchObject({ attachments: [{ color }] });
  });

  test('wakes nobody and links nowhere because of a name', async () => {
    const { url, requests } = await receiver();
    const evil = '<!channel> & <https://evil.example|click>';
    await send(slack(url), message({ title: evil, body: evil, summary: evil, resource: evil }));
    expect(requests[0]!.body).not.toMatch(/[<>]/);
    expect(requests[0]!.body).toContain('&lt;!channel&gt; &amp; ');
  });

  test('has an address that nobody is shown, also not when it is none', async () => {
    const secret = 'hooks.slack.example/T0/xyz';
    const fault = await failure(send(slack(secret)));
    expect(fault.permanent).toBe(true);
    expect(fault.message).not.toContain('xyz');
    expect((await failure(send(slack('http://127.0.0.1:9/T0/xyz')))).message).not.toContain('xyz');
  });
});
