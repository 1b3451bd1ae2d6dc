import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Connection } from '../../../../src/core/api/connection.ts';
import { serveSocket } from '../../../../src/core/api/socket.ts';
import { ok } from '../../../../src/shared/result.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly sent: unknown[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {}
  ping(): void {}
  terminate(): void {}
}

function build(call: Connection['call']) {
  const socket = new FakeSocket();
  const logger = new MemoryLogger();
  const clock = new FakeClock();
  serveSocket(socket as unknown as WebSocket, {
    api: { connect: () => ({ call, close: () => {} }) },
    right: 'control',
    local: true,
    clock,
    logger,
    limits: { maxCallsInFlight: 1 },
  });
  let id = 0;
  const ask = async (command: string): Promise<unknown> => {
    id += 1;
    socket.emit('message', Buffer.from(JSON.stringify({ id, command, input: {} })), false);
    await clock.advance(0);
    return socket.sent.at(-1);
  };
  return { ask, logger };
}

test('a call that throws is answered as internal, is told, and gives its place in flight back', async () => {
  let fails = true;
  const { ask, logger } = build(async () => {
    if (fails) throw new Error('broken');
    return ok('fine');
  });
  expect(await ask('getInfo')).toEqual({ id: 1, result: { ok: false, error: { code: 'internal', message: 'getInfo failed: broken' } } });
  expect(logger.entries).toMatchObject([{ level: 'error', data: { command: 'getInfo', error: 'broken' } }]);
  fails = false;
  expect(await ask('getInfo')).toEqual({ id: 2, result: ok('fine') });
});

test('an answer that is no JSON is a failed call', async () => {
  const { ask } = build(async () => ok(1n));
  expect(await ask('look')).toMatchObject({ id: 1, result: { ok: false, error: { code: 'internal' } } });
  expect(await ask('look')).toMatchObject({ id: 2, result: { ok: false, error: { code: 'internal' } } });
});
