import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { err, ok } from '../../../src/shared/result.ts';
import { ask } from './raw-http.ts';
import { type Page, type Server, openPage, startServer } from './web-server.ts';

const LIMITS = { highWaterBytes: 65_536, maxQueuedBytes: 64 * 1_048_576, slowMs: 600, pingMs: 300, maxCallsInFlight: 4 };

let server: Server;
beforeEach(async () => {
  server = await startServer({}, LIMITS);
});
afterEach(() => server.close());

async function connected(right: 'view' | 'control' = 'control'): Promise<Page> {
  const page = server.connect(server.cookie(right));
  await page.opened;
  return page;
}

describe('who may connect', () => {
  test.each(['view', 'control'] as const)('a page with the right to %s, and no more than that', async (right) => {
    const page = await connected(right);
    expect(await page.call('getInfo')).toEqual(ok({ command: 'getInfo', snapshot: { at: 1 } }));
    expect([...server.clients]).toMatchObject([{ right, local: false }]);
  });

  test('a page without access is told so by the code 4401, and reaches nothing', async () => {
    for (const cookie of [null, 'headroom-1=x']) {
      const page = server.connect(cookie);
      expect(await page.closed).toEqual({ code: 4401, reason: 'no access' });
    }
    expect(server.clients.size).toBe(0);
  });

  test.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { host: 'evil.example' },
    { host: 'localhost' },
  ])('a page of another name or site is refused, whatever its cookie: %j', async (headers) => {
    const page = server.connect(server.cookie('control'), headers);
    expect(await page.refused).toBe(403);
  });

  test('without an origin only a program with its own token', async () => {
    const byCookie = openPage(server.origin, { cookie: server.cookie('control') });
    expect(await byCookie.refused).toBe(403);
    const byToken = openPage(server.origin, { authorization: `Bearer ${server.access.issueProgramSecret('view')}` });
    await byToken.opened;
    expect([...server.clients]).toMatchObject([{ right: 'view', local: false }]);
    byToken.socket.terminate();
  });

  test('at one address only', async () => {
    const answer = await ask(server.origin, '/api/socket', { headers: { cookie: server.cookie('view') } });
    expect(answer.status).toBe(426);
    const elsewhere = await ask(server.origin, '/', {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    });
    expect(elsewhere.status).toBe(403);
  });
});

describe('what a client may send', () => {
  test('answers carry the number of their request, in whatever order they come', async () => {
    const page = await connected();
    server.answer = async (command) => {
      await sleep(command === 'slow' ? 60 : 1);
      return command === 'slow' ? ok('late') : err('not-found', 'none');
    };
    const results = await Promise.all([page.call('slow'), page.call('quick')]);
    expect(results).toEqual([ok('late'), err('not-found', 'none')]);
  });

  test('a wrong message with a number is answered, the connection goes on', async () => {
    const page = await connected();
    page.socket.send('{"id":9,"command":5}');
    await expect
      .poll(() => page.messages)
      .toEqual([{ id: 9, result: err('invalid-input', 'command: expected a name of at most 64 characters') }]);
    expect((await page.call('getInfo')).ok).toBe(true);
  });

  test.each([
    ['{', 4400],
    ['[]', 4400],
    ['['.repeat(1_000), 4400],
    [Buffer.from([1, 2, 3]), 1003],
    ['x'.repeat(1_048_577), 1009],
  ] as const)('what is no message ends the connection (%#)', async (data, code) => {
    const page = await connected();
    page.socket.send(data);
    expect((await page.closed).code).toBe(code);
    await expect.poll(() => server.clients.size).toBe(0);
    expect((await (await connected()).call('getInfo')).ok).toBe(true);
  });

  test('the largest message that is allowed arrives', async () => {
    const page = await connected();
    let length = 0;
    server.answer = async (_command, input) => {
      length = (input as { text: string }).text.length;
      return ok({});
    };
    const text = 'x'.repeat(1_048_576 - JSON.stringify({ id: 1, command: 'importSettings', input: { text: '' } }).length);
    await page.call('importSettings', { text });
    expect(length).toBe(text.length);
  });

  test('more requests at once than allowed are refused, the others answered', async () => {
    const page = await connected();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answer = async () => {
      await gate;
      return ok('done');
    };
    const calls = Array.from({ length: 6 }, () => page.call('wait'));
    const refused = await Promise.all(calls.slice(4));
    expect(refused).toEqual([
      err('too-large', 'expected at most 4 requests at once'),
      err('too-large', 'expected at most 4 requests at once'),
    ]);
    release();
    expect(await Promise.all(calls.slice(0, 4))).toEqual(Array.from({ length: 4 }, () => ok('done')));
    expect(await page.call('again')).toEqual(ok('done'));
  });
});

describe('a client that takes nothing', () => {
  beforeEach(async () => {
    await server.close();
    // So that it is not dropped for its silence.
    server = await startServer({}, { ...LIMITS, pingMs: 60_000 });
  });

  /** Fills the client's queue beyond the high-water mark. */
  async function stuck(): Promise<Page> {
    const page = await connected();
    const client = [...server.clients].at(-1);
    // Reading stops below the WebSocket: the kernel's buffers fill, then ours.
    page.socket.pause();
    for (let sent = 0; client!.ready(); sent += 1) {
      if (sent > 400) throw new Error('its queue never filled');
      client!.send('navigate', { view: 'overview', filler: 'x'.repeat(500_000) } as never);
      await sleep(1);
    }
    return page;
  }
  const dropped = (): boolean => server.logger.entries.some(({ message }) => message === 'client dropped: it takes nothing');

  test('is dropped with 4408 when it stays so, and costs nobody else anything', async () => {
    const other = await connected();
    const [first] = server.clients;
    const page = await stuck();
    expect(first!.ready()).toBe(true);
    await expect.poll(dropped, { timeout: 5_000, interval: 10 }).toBe(true);
    expect(server.clients.size).toBe(1);
    expect((await other.call('getInfo')).ok).toBe(true);
    page.socket.resume();
    expect(await page.closed).toEqual({ code: 4408, reason: 'too slow' });
  });

  test('that does not even take the closing frame is cut off', async () => {
    const page = await stuck();
    await expect.poll(dropped, { timeout: 5_000, interval: 10 }).toBe(true);
    await sleep(1_300);
    page.socket.resume();
    expect((await page.closed).code).toBe(1006);
  });

  test('is served again when it catches up in time', async () => {
    const page = await stuck();
    const [client] = server.clients;
    expect(client!.ready()).toBe(false);
    page.socket.resume();
    await expect.poll(() => client!.ready(), { timeout: 2_000, interval: 5 }).toBe(true);
    await sleep(LIMITS.slowMs + 600);
    expect(dropped()).toBe(false);
    expect((await page.call('getInfo')).ok).toBe(true);
  });

  test('is dropped at once when answers pile up', async () => {
    await server.close();
    server = await startServer({}, { ...LIMITS, pingMs: 60_000, maxQueuedBytes: 1_000_000 });
    const page = await connected();
    server.answer = async () => ok('x'.repeat(900_000));
    page.socket.pause();
    for (let id = 0; id < 100 && server.clients.size > 0; id += 1) {
      page.socket.send(JSON.stringify({ id, command: 'getSnapshot', input: {} }));
      await sleep(2);
    }
    expect(server.clients.size).toBe(0);
    expect(server.logger.entries.some(({ message }) => message === 'client dropped: too much waits for it')).toBe(true);
  });
});

describe('the end of a connection', () => {
  test('a client that answers no ping is gone after the second', async () => {
    const page = server.connect(server.cookie('view'));
    await page.opened;
    expect(server.clients.size).toBe(1);
    // As a client behind a dead network: the connection is there, and silent.
    page.socket.pause();
    await expect.poll(() => server.clients.size, { timeout: 3_000 }).toBe(0);
    page.socket.resume();
    expect((await page.closed).code).toBe(1006);
  });

  test('a client that answers stays', async () => {
    const page = await connected();
    await sleep(4 * LIMITS.pingMs);
    expect(page.socket.readyState).toBe(page.socket.OPEN);
  });

  test('a client that leaves is forgotten', async () => {
    const page = await connected();
    page.socket.close();
    await expect.poll(() => server.clients.size).toBe(0);
  });
});
