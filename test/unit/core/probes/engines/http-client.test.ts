import { afterEach, beforeEach, expect, test } from 'vitest';
import { socketEndpoint } from '../../../../../src/core/probes/engines/endpoint.ts';
import { type EngineHttp, createEngineHttp } from '../../../../../src/core/probes/engines/http-client.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { type Answer, FakeEngine } from './fake-engine.ts';

let fake: FakeEngine;
let http: EngineHttp;
let clock: FakeClock;

beforeEach(async () => {
  fake = new FakeEngine();
  await fake.listen();
  clock = new FakeClock();
  http = createEngineHttp(socketEndpoint(fake.socketPath), clock);
});
afterEach(async () => {
  http.close();
  await fake.remove();
});

const ask = (answer: Answer): Promise<unknown> => {
  fake.instead.set('GET /x', answer);
  return http.ask('GET', '/x', 1000);
};

test('an answer is read to its end, whatever its pieces', async () => {
  const answer = await ask((_, response) => {
    response.write('{"a":"ä');
    setTimeout(() => response.end('ö"}'), 5);
  });
  expect(answer).toMatchObject({ body: { a: 'äö' } });
  expect(clock.pendingTimers).toBe(0);
});

test.each<[string, Answer, object]>([
  [
    'a refusal in Docker’s words',
    (_, response) => response.writeHead(409).end('{"message":"it is paused"}'),
    { reason: 'failed', status: 409, words: 'it is paused' },
  ],
  [
    'a refusal in Podman’s words',
    (_, response) => response.writeHead(404).end('{"cause":"none","message":"no such container"}'),
    { reason: 'not-found', status: 404, words: 'no such container' },
  ],
  ['a refusal that is no JSON', (_, response) => response.writeHead(500).end('oh\nno'), { status: 500, words: '"oh no"' }],
  ['a proxy that wants to know who asks', (_, response) => response.writeHead(403).end(), { reason: 'permission-denied', status: 403 }],
  [
    'an answer that is cut off',
    (_, response) => response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy()),
    { reason: 'failed', status: null },
  ],
  ['no answer but an end', (request) => request.destroy(), { reason: 'failed', status: null }],
  ['an answer without end', (_, response) => response.end(Buffer.alloc(33 * 1024 * 1024, 32)), { reason: 'malformed' }],
])('%s', async (_, answer, expected) => {
  await expect(ask(answer)).rejects.toMatchObject(expected);
});

test('what does not answer in time names place, question and limit', async () => {
  const answer = ask(() => {});
  void clock.advance(1000);
  await expect(answer).rejects.toThrow(`unix://${fake.socketPath}: GET /x: no answer within 1000 ms`);
});

test('nobody there, in words', async () => {
  const nobody = createEngineHttp(socketEndpoint(`${fake.dir}/none.sock`), clock);
  await expect(nobody.ask('GET', '/_ping', 1000)).rejects.toMatchObject({
    reason: 'not-found',
    message: expect.stringContaining('nothing there (ENOENT)') as string,
  });
});

test('a kept connection that the engine closed meanwhile is not the question’s fault', async () => {
  await ask((_, response) => response.end('{}'));
  let tries = 0;
  const again = await ask((request, response) => {
    tries += 1;
    // The first comes over the kept connection.
    if (tries === 1) request.socket.destroy();
    else response.end('{"second":true}');
  });
  expect(again).toMatchObject({ body: { second: true } });
  expect(tries).toBe(2);
});

test('a question that changes something is never asked twice', async () => {
  await ask((_, response) => response.end('{}'));
  let tries = 0;
  fake.instead.set('POST /x', (request) => {
    tries += 1;
    request.socket.destroy();
  });
  await expect(http.ask('POST', '/x', 1000)).rejects.toMatchObject({ reason: 'failed' });
  expect(tries).toBe(1);
});

test('a stream gives its values, and says why it ended', async () => {
  fake.instead.set('GET /s', (_, response) => {
    response.write('{"n":1}\n{"n"');
    setTimeout(() => response.end(':2}\n'), 5);
  });
  const values: unknown[] = [];
  const stream = http.stream('/s', 1000, (value) => values.push(value));
  await stream.opened;
  expect((await stream.ended).message).toContain('the engine ended the stream');
  expect(values).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a stream that is refused, and one that is closed here', async () => {
  fake.instead.set('GET /s', (_, response) => response.writeHead(404).end('{"message":"no"}'));
  const refused = http.stream('/s', 1000, () => {});
  await expect(refused.opened).rejects.toMatchObject({ status: 404 });
  expect((await refused.ended).words).toBe('no');

  fake.instead.set('GET /s', (_, response) => response.flushHeaders());
  const stream = http.stream('/s', 1000, () => {});
  await stream.opened;
  stream.close();
  expect((await stream.ended).reason).toBe('switched-off');
  expect(clock.pendingTimers).toBe(0);
});
