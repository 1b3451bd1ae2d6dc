import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ClientPort } from '../../../src/core/api/connection.ts';
import { type Ipc, serveIpc } from '../../../src/main/ipc/ipc.ts';
import { commandNames } from '../../../src/shared/ipc/channels.ts';
import { type Result, ok } from '../../../src/shared/result.ts';
import { FakeContents } from '../../fakes/electron.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

type Handler = (event: unknown, input: unknown) => Promise<Result<unknown>>;
const FRAME = { url: 'app://bundle/index.html', origin: 'app://bundle', parent: null };

describe('serveIpc', () => {
  const handlers = new Map<string, Handler>();
  let ipc: Ipc;
  let clients: ClientPort[];
  let closed: number;
  let calls: string[];
  let visible: boolean;
  const contents = (id: number): FakeContents & WebContents => new FakeContents(id) as FakeContents & WebContents;
  const call = (name: string, input: unknown, sender: { id: number }, senderFrame: unknown = FRAME): Promise<Result<unknown>> =>
    handlers.get(`headroom:command:${name}`)!({ sender, senderFrame }, input);

  beforeEach(() => {
    handlers.clear();
    clients = [];
    calls = [];
    closed = 0;
    visible = true;
    const api = {
      connect(client: ClientPort) {
        clients.push(client);
        return {
          async call(name: string) {
            calls.push(name);
            return ok({});
          },
          close: () => void (closed += 1),
        };
      },
    };
    const ipcMain = {
      handle: (channel: string, handler: unknown) => void handlers.set(channel, handler as Handler),
      removeHandler: (channel: string) => void handlers.delete(channel),
    };
    ipc = serveIpc({ ipcMain, api, logger: new MemoryLogger() });
  });

  it('has a channel for every command, and none is left when it is disposed', () => {
    expect([...handlers.keys()]).toEqual(commandNames.map((name) => `headroom:command:${name}`));
    ipc.dispose();
    expect(handlers.size).toBe(0);
  });

  it('answers the main frame of a page of ours only, and runs nothing for others', async () => {
    const page = contents(1);
    ipc.attach(page, () => true);
    expect(await call('getInfo', {}, page)).toEqual({ ok: true, value: {} });
    const refused = [
      call('getInfo', {}, { id: 2 }),
      call('getInfo', {}, page, null),
      call('getInfo', {}, page, { ...FRAME, parent: {} }),
      call('getInfo', {}, page, { ...FRAME, origin: 'null' }),
      call('getInfo', {}, page, { ...FRAME, url: 'about:blank' }),
    ];
    for (const answer of await Promise.all(refused)) expect(answer).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } });
    expect(calls).toEqual(['getInfo']);
  });

  it('refuses what is too large or no JSON, before anything runs', async () => {
    const page = contents(1);
    ipc.attach(page, () => true);
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(await call('importSettings', { text: 'x'.repeat(1_048_600) }, page)).toMatchObject({ ok: false, error: { code: 'too-large' } });
    expect(await call('getInfo', cycle, page)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(await call('getInfo', { a: 1n }, page)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(calls).toEqual([]);
  });

  it('has one connection for each page, closed with it', async () => {
    const page = contents(1);
    const release = ipc.attach(page, () => true);
    expect(clients).toHaveLength(1);
    release();
    release();
    expect(closed).toBe(1);
    expect(await call('getInfo', {}, page)).toMatchObject({ ok: false, error: { code: 'untrusted-sender' } });
  });

  it('is ready only for a page that is there and seen, and sends nothing to one that is gone', () => {
    const page = contents(1);
    ipc.attach(page, () => visible);
    const client = clients[0]!;
    expect([client.right, client.local, client.ready()]).toEqual(['control', false, true]);
    visible = false;
    expect(client.ready()).toBe(false);
    visible = true;
    page.gone = true;
    expect(client.ready()).toBe(false);
    client.send('navigate', { view: 'settings' });
    expect(page.received).toEqual([]);
  });

  it('asks a page for a view once it has begun to look, and only once', async () => {
    const page = contents(1);
    ipc.attach(page, () => true);
    ipc.navigate(page, 'settings');
    expect(page.received).toEqual([]);
    await call('look', { views: [] }, page);
    await call('look', { views: [] }, page);
    expect(page.received).toEqual([{ channel: 'headroom:event:navigate', payload: { view: 'settings' } }]);
    ipc.navigate(page, 'processes');
    expect(page.received).toHaveLength(2);
  });
});
