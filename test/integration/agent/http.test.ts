import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../src/shared/result.ts';
import { ask, cookieOf } from './raw-http.ts';
import { type Server, startServer } from './web-server.ts';

const FILES = {
  'renderer/index.html': '<!doctype html><title>Headroom</title>',
  'renderer/assets/index-B1c2D3e4.js': 'console.log(1)',
  'renderer/assets/index.js': 'console.log(2)',
  'renderer/icon.svg': '<svg/>',
  'renderer/notes.txt': 'not of a kind that is served',
  'secret.json': '{"secret":true}',
};

let server: Server;
let control: { readonly cookie: string };
beforeAll(async () => {
  server = await startServer(FILES);
  control = { cookie: server.cookie('control') };
});
afterAll(() => server.close());
beforeEach(() => {
  server.answer = async (command) => ok({ command, snapshot: { at: 1 } });
});

describe('access', () => {
  test('a link becomes a cookie that scripts cannot read and other sites cannot use, and leaves the address', async () => {
    const answer = await ask(server.origin, `/?token=${server.access.issueToken('control')}`);
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/');
    const [cookie] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^headroom-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const page = await ask(server.origin, '/', { headers: { cookie: cookieOf(answer) } });
    expect(page).toMatchObject({ status: 200, body: FILES['renderer/index.html'] });
  });

  test('a link that was used lets nobody in, and sets no cookie', async () => {
    const path = `/?token=${server.access.issueToken('control')}`;
    await ask(server.origin, path);
    const again = await ask(server.origin, path);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('headroom open');
  });

  test('HEAD, as a preview of a link asks, does not use it up', async () => {
    const path = `/?token=${server.access.issueToken('view')}`;
    expect((await ask(server.origin, path, { method: 'HEAD' })).headers['set-cookie']).toBeUndefined();
    expect((await ask(server.origin, path)).status).toBe(303);
  });

  test('a link on another site leads through a page of ours: the new cookie is strict', async () => {
    const answer = await ask(server.origin, `/?token=${server.access.issueToken('view')}`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);
    expect(answer.body).toContain('content="0;url=/"');
  });

  test.each(['/', '/index.html', '/assets/index-B1c2D3e4.js', '/nothing.js', '/?token=', '/?token=wrong', '/?x=1'])(
    'without access %s says how to get a link, and nothing else',
    async (path) => {
      const answer = await ask(server.origin, path, { headers: { cookie: 'headroom-1=x; other=y' } });
      expect([401, 403]).toContain(answer.status);
      expect(answer.body).toContain('headroom open');
      expect(answer.body).not.toContain('console.log');
    },
  );

  test('the plain page allows its one style by hash, and no script', async () => {
    const csp = String((await ask(server.origin, '/')).headers['content-security-policy']);
    expect(csp).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'/);
    expect(csp).not.toContain('script-src');
  });
});

describe('every answer', () => {
  test.each(['/', '/healthz', '/nothing.js', '/api/snapshot'])('%s has the security headers, and no CORS header', async (path) => {
    const { headers } = await ask(server.origin, path, { headers: { ...control, origin: server.origin } });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each(['evil.example', 'localhost', '127.0.0.1', 'localhost:1'])('the host name "%s" is refused, with a cookie too', async (host) => {
    for (const path of ['/', '/healthz', '/api/snapshot', `/?token=${server.access.issueToken('control')}`]) {
      const answer = await ask(server.origin, path, { headers: { ...control, host } });
      expect(answer.status).toBe(403);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test.each([
    ['no host name', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['an empty one', 'GET /healthz HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 403],
    ['none, as HTTP/1.0 may', 'GET /healthz HTTP/1.0\r\n\r\n', 403],
  ])('%s is refused', async (_name, request, status) => {
    const { hostname, port } = new URL(server.origin);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.end(request);
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])('the origin %s is refused', async (origin) => {
    expect((await ask(server.origin, '/api/snapshot', { headers: { ...control, origin } })).status).toBe(403);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is not answered', async (method) => {
    const answer = await ask(server.origin, '/api/snapshot', { method, headers: { ...control, origin: server.origin } });
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('GET, HEAD');
  });
});

describe('the page', () => {
  test('hashed files are kept for good, others are asked for again', async () => {
    const hashed = await ask(server.origin, '/assets/index-B1c2D3e4.js', { headers: control });
    expect(hashed.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
    });
    for (const path of ['/', '/assets/index.js', '/icon.svg']) {
      expect((await ask(server.origin, path, { headers: control })).headers['cache-control']).toBe('no-cache');
    }
  });

  test('a known file is not sent again; HEAD gets the head', async () => {
    const first = await ask(server.origin, '/icon.svg', { headers: control });
    const etag = String(first.headers['etag']);
    const again = await ask(server.origin, '/icon.svg', { headers: { ...control, 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, body: '' });
    const head = await ask(server.origin, '/icon.svg', { method: 'HEAD', headers: control });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(String(FILES['renderer/icon.svg'].length));
  });

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/..\\secret.json',
    '/%5c..%5csecret.json',
    '//secret.json',
    '/%00/../secret.json',
    '/icon.svg%00.json',
    '/%',
    '/%ff.js',
    '/assets',
    '/assets/',
    '/notes.txt',
    'http://evil.example/icon.svg',
    '*',
  ])('%s is not found', async (path) => {
    const answer = await ask(server.origin, path, { headers: control });
    expect(answer.status).toBe(404);
    expect(answer.body).toBe('Not found\n');
  });

  test('a page that is not built says so', async () => {
    const bare = await startServer({});
    const answer = await ask(bare.origin, '/', { headers: { cookie: bare.cookie('view') } });
    await bare.close();
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('npm run build');
  });
});

describe('for programs', () => {
  test('/healthz needs no cookie, and says what is wrong', async () => {
    expect(await ask(server.origin, '/healthz')).toMatchObject({
      status: 200,
      body: '{"status":"ok","reason":null,"newestTickAgeMs":5,"paused":false}\n',
    });
    server.health = { status: 'degraded', reason: 'the newest tick is old', newestTickAgeMs: 9_000, paused: false };
    expect((await ask(server.origin, '/healthz')).status).toBe(503);
    server.health = { ...server.health, reason: 'paused by the user', paused: true };
    expect((await ask(server.origin, '/healthz')).status).toBe(200);
  });

  test('/api/snapshot: all that is known, to a cookie or a token, and the connection ends with it', async () => {
    const asked: unknown[] = [];
    server.answer = async (command, input) => {
      asked.push([command, input, [...server.clients].map(({ right, local }) => ({ right, local }))]);
      return ok({ seq: 0, snapshot: { at: 42 } });
    };
    const secret = server.access.issueProgramSecret('view');
    for (const headers of [control, { authorization: `Bearer ${secret}` }]) {
      expect(await ask(server.origin, '/api/snapshot', { headers })).toMatchObject({ status: 200, body: '{"at":42}\n' });
    }
    expect(asked[0]).toEqual(['look', { views: ['everything'] }, [{ right: 'view', local: false }]]);
    expect(server.clients.size).toBe(0);
  });

  test.each([{}, { authorization: 'Bearer wrong' }, { authorization: `Bearer ${'A'.repeat(43)}` }, { cookie: 'headroom-1=x' }])(
    '/api/snapshot with %j is refused',
    async (headers) => {
      const answer = await ask(server.origin, '/api/snapshot', { headers });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'forbidden' } });
    },
  );

  test('a defect is a 500 that tells nothing of the inside', async () => {
    server.answer = async () => {
      throw new Error('inside story');
    };
    const answer = await ask(server.origin, '/api/snapshot', { headers: control });
    expect(answer).toMatchObject({ status: 500, body: 'Internal error\n' });
    expect(server.logger.entries.some(({ data }) => JSON.stringify(data).includes('inside story'))).toBe(true);
  });
});
