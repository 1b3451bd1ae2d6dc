import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { snapshot } from '../../../src/shared/model/snapshot.ts';
import { type Place, type Started, createPlace } from './agent-process.ts';
import { ask, cookieOf } from './raw-http.ts';
import { type Page, openPage } from './web-server.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

/** Opens the link as a browser does, and the WebSocket behind it. */
async function enter(agent: Started): Promise<{ readonly origin: string; readonly cookie: string; readonly page: Page }> {
  const link = await agent.link;
  const cookie = cookieOf(await ask(link.origin, link.pathname + link.search));
  const page = openPage(link.origin, { origin: link.origin, cookie });
  await page.opened;
  return { origin: link.origin, cookie, page };
}

const isPipe = process.platform === 'win32';

describe('the agent', () => {
  test('prints its link and nothing else, and has live data within 3 s of it', async () => {
    const agent = place.start([], { HEADROOM_CHECK_OUTPUTS: '1' });
    const { page } = await enter(agent);
    const linkedMs = performance.now();
    expect(agent.out()).toMatch(/^Headroom: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    const first = await page.call('look', { views: ['overview'] });
    if (!first.ok) throw new Error(first.error.message);
    const { snapshot: shown } = first.value as { readonly snapshot: unknown };
    expect(snapshot.parse(shown).memory?.totalBytes).toBeGreaterThan(1e6);
    const cpuOf = (message: unknown): unknown =>
      (message as { payload?: { patch?: { cpu?: { usagePercent?: unknown } } } }).payload?.patch?.cpu?.usagePercent;
    await expect.poll(() => page.messages.map(cpuOf).some((value) => typeof value === 'number'), { timeout: 5_000 }).toBe(true);
    expect(performance.now() - linkedMs).toBeLessThan(3_000);
    agent.signal('SIGTERM');
    expect(await page.closed).toEqual({ code: 1001, reason: 'going away' });
    expect(await agent.ended).toBe(0);
    // Another test's agent may have the first port.
    expect(agent.err()).toMatch(/^(Port 4717 is taken: using \d+\.\n)?$/);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0 and leaves nothing behind', async (signal) => {
    const agent = place.start();
    await agent.link;
    expect(readdirSync(place.runtimeDir).sort()).toEqual(['agent.token', 'headroom.sock']);
    const startedMs = performance.now();
    agent.signal(signal);
    expect(await agent.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    expect(readdirSync(place.runtimeDir)).toEqual([]);
  });

  test('a client that never hangs up does not keep it from ending', async () => {
    const agent = place.start();
    const { page } = await enter(agent);
    page.socket.pause();
    agent.signal('SIGTERM');
    expect(await agent.ended).toBe(0);
    page.socket.terminate();
  });

  test('a page with the right to control ends it; the answer comes first', async () => {
    const agent = place.start();
    const { page } = await enter(agent);
    expect(await page.call('quit')).toEqual({ ok: true, value: {} });
    expect(await agent.ended).toBe(0);
  });
});

describe('who may do what', () => {
  test('a link serves one browser once; its cookie opens page, snapshot and socket', async () => {
    const agent = place.start();
    const { origin, cookie, page } = await enter(agent);
    const link = await agent.link;
    expect((await ask(origin, link.pathname + link.search)).status).toBe(403);
    expect((await ask(origin, '/api/snapshot')).status).toBe(401);
    const answer = await ask(origin, '/api/snapshot', { headers: { cookie } });
    expect(snapshot.parse(JSON.parse(answer.body)).processes?.some(({ pid }) => pid === agent.pid)).toBe(true);
    expect(await page.call('getInfo')).toMatchObject({ ok: true, value: { shell: 'agent', right: 'control', pid: agent.pid } });
    // Not even with full rights: only who can open the local socket gets new links.
    expect(await page.call('newAccessUrl', { right: 'view' })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  test('--read-only: whatever changes something is refused, from the link and from any other', async () => {
    const agent = place.start(['--read-only']);
    const { page } = await enter(agent);
    const refused = { ok: false, error: { code: 'forbidden' } };
    expect(await page.call('endProcess', { pid: agent.pid, startTime: 1 })).toMatchObject(refused);
    expect(await page.call('changeSettings', { changes: { 'thresholds.cpuPercent': 50 } })).toMatchObject(refused);
    expect(await page.call('setPaused', { paused: true })).toMatchObject(refused);
    expect(await page.call('quit')).toMatchObject(refused);
    expect(await page.call('look', { views: ['overview'] })).toMatchObject({ ok: true });
    expect(existsSync(join(place.configDir, 'settings.json'))).toBe(false);
    const local = await place.local();
    expect(await local.call('newAccessUrl', { right: 'control' })).toMatchObject(refused);
    expect(await local.call('newAccessUrl', { right: 'view' })).toMatchObject({ ok: true });
  });

  test('over the local socket: the right to control, and links for others', async () => {
    const agent = place.start();
    const { origin } = await agent.link;
    const local = await place.local();
    expect(await local.call('getInfo', {})).toMatchObject({ ok: true, value: { right: 'control', pid: agent.pid } });
    const made = await local.call('newAccessUrl', { right: 'view' });
    if (!made.ok) throw new Error(made.error.message);
    const url = new URL(made.value.url);
    expect(url.origin).toBe(origin);
    const cookie = cookieOf(await ask(origin, url.pathname + url.search));
    const page = openPage(origin, { origin, cookie });
    await page.opened;
    expect(await page.call('getInfo')).toMatchObject({ ok: true, value: { right: 'view' } });
    expect(await page.call('mute', { forMs: 60_000 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    page.socket.terminate();
  });

  test.skipIf(isPipe)('socket and token are for this user alone; the token looks and changes nothing', async () => {
    const agent = place.start();
    const { origin } = await agent.link;
    const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect([place.runtimeDir, place.socketPath, join(place.runtimeDir, 'agent.token')].map(modeOf)).toEqual(['700', '600', '600']);
    const token = readFileSync(join(place.runtimeDir, 'agent.token'), 'utf8').trim();
    const authorization = `Bearer ${token}`;
    expect((await ask(origin, '/api/snapshot', { headers: { authorization } })).status).toBe(200);
    const page = openPage(origin, { authorization });
    await page.opened;
    expect(await page.call('setPaused', { paused: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    page.socket.terminate();
  });

  test('below another root it ends no process: a number there is another process here', async () => {
    const root = join(place.configDir, 'root');
    mkdirSync(join(root, 'proc', String(process.pid)), { recursive: true });
    writeFileSync(join(root, 'proc', 'stat'), 'cpu  1 0 0 1 0 0 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0 0 0\nbtime 1700000000\n');
    writeFileSync(
      join(root, 'proc', String(process.pid), 'stat'),
      `${process.pid} (victim) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 100 0 0 0\n`,
    );
    const agent = place.start(['--rootfs', root]);
    const { page } = await enter(agent);
    const startTime = 1_700_000_001_000;
    expect(await page.call('endProcess', { pid: process.pid, startTime })).toMatchObject({ ok: false, error: { code: 'not-supported' } });
  });
});

describe('starting beside others', () => {
  test('a second one for the same user says which process the first is, and ends with 69', async () => {
    const first = place.start();
    await first.link;
    const second = place.start();
    expect(await second.ended).toBe(69);
    expect(second.err()).toBe(`headroom: Headroom is already running (process ${first.pid}): "bin/headroom open" gives a link to it.\n`);
    expect(second.out()).toBe('');
    expect(await (await place.local()).call('getInfo', {})).toMatchObject({ ok: true, value: { pid: first.pid } });
  });

  test.skipIf(isPipe)('after kill -9 the next start replaces the socket that was left behind', async () => {
    const first = place.start();
    await first.link;
    first.signal('SIGKILL');
    await first.ended;
    expect(existsSync(place.socketPath)).toBe(true);
    const second = place.start();
    await second.link;
    expect(await (await place.local()).call('getInfo', {})).toMatchObject({ ok: true, value: { pid: second.pid } });
  });

  async function occupied(): Promise<{ readonly server: Server; readonly port: number }> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
  }

  test('a port that was asked for and is taken: one line, 69, nothing left behind', async () => {
    const { server, port } = await occupied();
    try {
      const byOption = place.start(['--port', String(port)]);
      expect(await byOption.ended).toBe(69);
      expect(byOption.err()).toBe(
        `headroom: Port ${port} of 127.0.0.1 is taken; give another one with --port, or none to get the next free one.\n`,
      );
      expect(readdirSync(place.runtimeDir)).toEqual([]);
      const bySetting = place.start([], { HEADROOM_AGENT_PORT: String(port) });
      expect(await bySetting.ended).toBe(69);
    } finally {
      server.close();
    }
  });

  test('none asked for: the next free port, said in one line', async () => {
    const first = place.start();
    const taken = Number((await first.link).port);
    const other = createPlace();
    try {
      const second = other.start();
      const port = Number((await second.link).port);
      expect(port).toBeGreaterThan(taken);
      expect(second.err()).toBe(`Port 4717 is taken: using ${port}.\n`);
      // Two agents on one host: each has its own cookie, and takes only its own.
      const { cookie } = await enter(first);
      expect((await ask((await second.link).origin, '/api/snapshot', { headers: { cookie } })).status).toBe(401);
    } finally {
      await other.remove();
    }
  });

  test.each([
    [['--bind', '0.0.0.0'], 64, /--cert and --key/],
    [['--bind', '203.0.113.7', '--insecure'], 64, /expected an address of this machine/],
    [['--cert', '/nonexistent', '--key', '/nonexistent'], 66, /^headroom: --cert \/nonexistent: /],
    [['--rootfs', '/nonexistent'], 66, /\/nonexistent/],
    [['--nonsense'], 64, /--nonsense/],
  ] as const)('%j ends with %d and one line', async (args, code, line) => {
    const agent = place.start(args);
    expect(await agent.ended).toBe(code);
    expect(agent.err()).toMatch(line);
    expect(agent.err().trimEnd().split('\n')).toHaveLength(1);
    expect(agent.out()).toBe('');
  });
});

describe('settings', () => {
  test('a change holds at once, for every client, and over a restart', async () => {
    const first = place.start();
    const { page } = await enter(first);
    const local = await place.local();
    const told: unknown[] = [];
    local.on('settings', ({ settings }) => told.push(settings.thresholds.cpuPercent));
    expect(await page.call('changeSettings', { changes: { 'thresholds.cpuPercent': 55 } })).toMatchObject({ ok: true });
    await expect.poll(() => told).toEqual([55]);
    expect(await page.call('changeSettings', { changes: { 'thresholds.cpuPercent': 500 } })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', message: 'thresholds.cpuPercent: expected at most 100, got 500' },
    });
    first.signal('SIGTERM');
    await first.ended;
    const second = place.start();
    await second.link;
    expect(await (await place.local()).call('getSettings', {})).toMatchObject({
      ok: true,
      value: { settings: { thresholds: { cpuPercent: 55 } } },
    });
  });

  test('a damaged file is told and kept aside when something is written; the agent runs with the defaults', async () => {
    mkdirSync(place.configDir, { recursive: true });
    const path = join(place.configDir, 'settings.json');
    writeFileSync(path, '{"version":1,"thresholds":');
    const agent = place.start();
    const { page } = await enter(agent);
    expect(agent.err()).toContain('settings');
    const state = await page.call('getSettings');
    expect(state).toMatchObject({
      ok: true,
      value: { settings: { thresholds: { cpuPercent: 80 } }, problems: [{ key: `${path}: line 1` }] },
    });
    expect(await page.call('changeSettings', { changes: { 'thresholds.cpuPercent': 55 } })).toMatchObject({ ok: true });
    const kept = readdirSync(place.configDir).filter((name) => name.startsWith('settings.json.damaged-'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(join(place.configDir, kept[0]!), 'utf8')).toBe('{"version":1,"thresholds":');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, thresholds: { cpuPercent: 55 } });
  });
});

describe('its health', () => {
  test('is told to anybody who asks by a name of ours; paused is said', async () => {
    const agent = place.start();
    const { origin, page } = await enter(agent);
    const health = async () => JSON.parse((await ask(origin, '/healthz')).body) as Record<string, unknown>;
    await expect.poll(health).toMatchObject({ status: 'ok', reason: null, paused: false });
    expect((await ask(origin, '/healthz', { headers: { host: 'evil.example' } })).status).toBe(403);
    await page.call('setPaused', { paused: true });
    expect(await health()).toMatchObject({ status: 'degraded', reason: 'paused by the user', paused: true });
  });
});
