import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { ChannelMessage, DeliveryError, Send } from '../../../src/core/alerts/channels/send.ts';
import { createSender } from '../../../src/core/alerts/channels/senders.ts';
import { channelSettings } from '../../../src/shared/model/channels.ts';
import { senderParts } from '../../support/channel-parts.ts';
import { nextOf, noticeOf } from '../../unit/core/alerts/channels/notices.ts';

const PASSWORD = 'pass/word "with" signs';
const message = (over: Parameters<typeof noticeOf>[0] = {}): ChannelMessage => ({ notice: noticeOf(over), fired: null });

const folder = mkdtempSync(join(tmpdir(), 'headroom-mail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** A certificate that only its own file vouches for; false where there is no openssl. */
function makeCertificate(): boolean {
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  const args = [...request.split(' '), '-addext', 'subjectAltName=DNS:localhost'];
  return spawnSync('openssl', [...args, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]).status === 0;
}
const hasCertificate = makeCertificate();
if (!hasCertificate) console.warn('Mail over TLS is not tested: there is no openssl to make a certificate with.');

interface Mailbox {
  readonly port: number;
  readonly mails: string[];
  readonly senders: { from: string; to: string[]; user: unknown }[];
}
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real SMTP server. `refuse` says with which code a mail is refused, for each mail in turn. */
async function mailServer(options: SMTPServerOptions = {}, refuse: (number | null)[] = []): Promise<Mailbox> {
  const mails: string[] = [];
  const senders: Mailbox['senders'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.secure === true || options.key !== undefined ? [] : ['STARTTLS', 'AUTH'],
    onAuth: ({ username, password }, _session, done) =>
      password === PASSWORD ? done(null, { user: username }) : done(new Error(`Wrong password ${password}`)),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = refuse.shift() ?? null;
        if (code !== null) {
          done(Object.assign(new Error(`refused with ${code}`), { responseCode: code }));
          return;
        }
        mails.push(Buffer.concat(chunks).toString());
        const { mailFrom, rcptTo } = session.envelope;
        senders.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), user: session.user });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, mails, senders };
}

function mailer(port: number, over: object = {}): Send {
  const settings = channelSettings.parse({
    id: 'mail',
    kind: 'email',
    host: 'localhost',
    port,
    security: 'none',
    from: 'headroom@example.org',
    to: ['ops@example.org', 'me@example.org'],
    ...over,
  });
  return createSender(settings, senderParts({ mail: PASSWORD }));
}
const send = (sender: Send, what = message(), signal = AbortSignal.timeout(10_000)): Promise<string> => sender(what, signal);
const failure = (sending: Promise<string>): Promise<DeliveryError> =>
  sending.then(
    () => expect.unreachable('it was delivered'),
    (thrown: DeliveryError) => thrown,
  );

describe('a mail', () => {
  test('says what, how much, how bad and when', async () => {
    const { port, mails, senders } = await mailServer();
    expect(await send(mailer(port))).toMatch(/^250 /);
    expect(senders).toMatchObject([{ from: 'headroom@example.org', to: ['ops@example.org', 'me@example.org'] }]);
    const [mail = ''] = mails;
    expect(mail).toContain('Subject: Resource Alert: Memory tight on web-1\r\n');
    for (const line of [
      'Resource Alert: Memory tight on web-1',
      'Severity: warning',
      'Resource: memory',
      'Value: 92.4 %',
      'Threshold: 85.0 %',
      'Time: 2026-01-01T12:00:00.000Z',
    ])
      expect(mail).toContain(`\r\n${line}\r\n`);
  });

  test('has the same id in every try, and the end of an alert belongs to its beginning', async () => {
    const { port, mails } = await mailServer();
    const firing = noticeOf();
    const sender = mailer(port);
    await send(sender, { notice: firing, fired: null });
    await send(sender, { notice: firing, fired: null });
    await send(sender, { notice: nextOf(firing, { kind: 'resolved' }), fired: firing });
    const id = `<${firing.incidentId}.1@example.org>`;
    expect(mails.slice(0, 2).map((mail) => /^Message-ID: (.+)\r$/m.exec(mail)?.[1])).toEqual([id, id]);
    expect(mails[2]).toContain(`In-Reply-To: ${id}`);
    expect(mails[2]!.replaceAll('=\r\n', '')).toContain('It began at 2026-01-01T12:00:00.000Z');
  });

  test('cannot be given another header or line by what it is about', async () => {
    const { port, mails, senders } = await mailServer();
    const evil = 'web\r\nBcc: thief@example.org\r\n\r\nSeverity: info\nValue: 0';
    await send(mailer(port), message({ title: evil, body: evil, resource: evil, ruleName: evil }));
    const [head = '', text = ''] = mails[0]!.split(/\r\n\r\n([^]*)/);
    expect(head).not.toMatch(/^Bcc/im);
    expect(head.replaceAll(/\r\n[ \t]+/g, ' ')).toMatch(/^Subject: Resource Alert: web Bcc: thief@example.org Severity: info Value: 0\r$/m);
    expect(text.match(/^Severity:/gm)).toHaveLength(1);
    expect(senders[0]!.to).toHaveLength(2);
  });

  test('bears any language', async () => {
    const { port, mails } = await mailServer();
    await send(mailer(port), message({ title: '内存 knapp 😀' }));
    const encoded = /^Subject: (.+(?:\r\n .+)*)\r$/m.exec(mails[0]!)?.[1] ?? '';
    expect(encoded).toMatch(/=\?UTF-8\?[BQ]\?/);
  });
});

describe('a server that', () => {
  test('has no time now is asked again', async () => {
    const { port, mails } = await mailServer({}, [451, null]);
    const sender = mailer(port);
    expect(await failure(send(sender))).toMatchObject({ permanent: false, message: '451 refused with 451' });
    await send(sender);
    expect(mails).toHaveLength(1);
  });

  test('refuses is not', async () => {
    const { port } = await mailServer({}, [550]);
    expect(await failure(send(mailer(port)))).toMatchObject({ permanent: true, message: '550 refused with 550' });
  });

  test('is not there may come', async () => {
    const { port } = await mailServer();
    await closers.pop()?.();
    expect(await failure(send(mailer(port)))).toMatchObject({ permanent: false });
  });

  test('says nothing is left when the time is over, and its connection closed', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => void silent.close(() => resolve())));
    const sending = failure(send(mailer((silent.address() as AddressInfo).port), message(), AbortSignal.timeout(300)));
    expect(await sending).toMatchObject({ permanent: false });
    const [socket] = sockets;
    if (!socket!.destroyed) await once(socket!.resume(), 'close');
  });
});

describe.runIf(hasCertificate)('a server with TLS', () => {
  const certificate = () => ({ key: read('key.pem'), cert: read('cert.pem') });
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const trusted = (): object => ({ caFile: join(folder, 'cert.pem'), user: 'ops', password: 'secret:mail' });

  test('from the first byte', async () => {
    const { port, senders } = await mailServer({ secure: true, ...certificate() });
    await send(mailer(port, { security: 'tls', ...trusted() }));
    expect(senders).toMatchObject([{ user: 'ops' }]);
  });

  test('by STARTTLS', async () => {
    const { port, senders } = await mailServer(certificate());
    await send(mailer(port, { security: 'starttls', ...trusted() }));
    expect(senders).toMatchObject([{ user: 'ops' }]);
  });

  test('that nobody vouches for gets no mail, and no password', async () => {
    const { port, senders } = await mailServer(certificate());
    const fault = await failure(send(mailer(port, { security: 'starttls', ...trusted(), caFile: undefined })));
    expect(fault).toMatchObject({ permanent: false });
    expect(fault.message).toMatch(/self[- ]signed/);
    expect(senders).toEqual([]);
  });

  test('that should have it and has not gets no mail', async () => {
    const { port, mails } = await mailServer();
    expect(await failure(send(mailer(port, { security: 'starttls' })))).toMatchObject({
      permanent: false,
      message: expect.stringContaining('STARTTLS') as string,
    });
    expect(mails).toEqual([]);
  });

  test('and a wrong password: refused for good, and the password is not in what is told', async () => {
    const { port } = await mailServer({
      ...certificate(),
      onAuth: ({ password }, _session, done) => done(new Error(`no such password: ${password}`)),
    });
    const fault = await failure(send(mailer(port, { security: 'starttls', ...trusted() })));
    expect(fault).toMatchObject({ permanent: true, message: '535 no such password: •••' });
  });

  test('whose certificates cannot be read', async () => {
    const fault = await failure(send(mailer(1, { security: 'tls', caFile: join(folder, 'none') })));
    expect(fault.message).toMatch(/none: expected a file of certificates, got nothing there$/);
  });
});
