import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../src/renderer/backoff.ts';
import { type SocketHandlers, createSocketApi } from '../../../src/renderer/socket-api.ts';

interface Timer {
  readonly callback: () => void;
  readonly delayMs: number;
}

/** The agent's end of the socket, and the timers, worked by hand. */
function agent() {
  const opened: SocketHandlers[] = [];
  const sent: { id: number; command: string; input: unknown }[] = [];
  const timers = new Set<Timer>();
  const socketApi = createSocketApi({
    open(handlers) {
      opened.push(handlers);
      return { send: (text) => sent.push(JSON.parse(text)), close: () => handlers.onClose(1000) };
    },
    setTimer(callback, delayMs) {
      const timer = { callback, delayMs };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 0,
  });
  const fire = (): void => {
    const [timer] = timers;
    timers.delete(timer!);
    timer!.callback();
  };
  const last = (): SocketHandlers => opened.at(-1)!;
  const say = (message: unknown): void => last().onMessage(JSON.stringify(message));
  return { ...socketApi, opened, sent, timers, fire, last, say, state: () => socketApi.connection.getState().state };
}

describe('the contract over a WebSocket', () => {
  it('matches answers to questions by their number', async () => {
    const { api, last, sent, say } = agent();
    last().onOpen();
    const info = api.getInfo({});
    const look = api.look({ views: ['overview'] });
    say({ id: sent[1]!.id, result: { ok: true, value: 'looked' } });
    say({ id: sent[0]!.id, result: { ok: false, error: { code: 'forbidden', message: 'no' } } });
    expect(await look).toEqual({ ok: true, value: 'looked' });
    expect(await info).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(sent.map(({ command, input }) => [command, input])).toEqual([
      ['getInfo', {}],
      ['look', { views: ['overview'] }],
    ]);
  });

  it('gives events to who listens, and to nobody after', () => {
    const { api, last, say } = agent();
    last().onOpen();
    const seen: unknown[] = [];
    const stop = api.on('navigate', (payload) => seen.push(payload));
    say({ event: 'navigate', payload: { view: 'settings' } });
    say({ event: 'snapshot', payload: {} });
    stop();
    say({ event: 'navigate', payload: { view: 'overview' } });
    expect(seen).toEqual([{ view: 'settings' }]);
  });

  it('outlives messages that are none', () => {
    const { last, say, state } = agent();
    last().onOpen();
    for (const message of ['{', 'null', '"x"', '[]', '{"id":999,"result":{"ok":true}}']) last().onMessage(message);
    last().onMessage(new ArrayBuffer(4));
    say({ event: 'unheard', payload: 1 });
    expect(state()).toBe('open');
  });

  it('answers what was asked when the connection goes, and comes back by itself', async () => {
    const { api, last, opened, fire, state, timers } = agent();
    expect(state()).toBe('connecting');
    last().onOpen();
    const answer = api.getInfo({});
    last().onClose(1006);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'timed-out' } });
    expect(state()).toBe('lost');
    expect(await api.getInfo({})).toMatchObject({ ok: false });
    expect(timers.size).toBe(1);
    fire();
    expect(opened).toHaveLength(2);
    last().onOpen();
    expect(state()).toBe('open');
  });

  it('waits longer after each failure, up to a limit, and anew after a success', () => {
    const { last, fire, timers } = agent();
    const delays: number[] = [];
    for (let index = 0; index < 9; index += 1) {
      last().onClose(1006);
      delays.push([...timers][0]!.delayMs);
      fire();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    last().onOpen();
    last().onClose(1006);
    expect([...timers][0]!.delayMs).toBe(250);
  });

  it('connects at once when asked to, and once only', () => {
    const socket = agent();
    const { last, opened, timers } = socket;
    last().onClose(1006);
    socket.retry();
    socket.retry();
    expect(opened).toHaveLength(2);
    expect(timers.size).toBe(0);
  });

  it('does not try again by itself without access, and does when asked to', () => {
    const socket = agent();
    const { last, opened, state, timers } = socket;
    last().onClose(4401);
    expect(state()).toBe('refused');
    expect(timers.size).toBe(0);
    // Another tab was opened with a new link: the browser has access now.
    socket.retry();
    expect(opened).toHaveLength(2);
    last().onOpen();
    expect(state()).toBe('open');
  });

  it('gives up on a question that is never answered', async () => {
    const { api, last, fire, timers, sent, say } = agent();
    last().onOpen();
    const answer = api.getInfo({});
    expect([...timers][0]!.delayMs).toBe(20_000);
    fire();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'timed-out', message: expect.stringContaining('getInfo') } });
    say({ id: sent[0]!.id, result: { ok: true, value: 1 } });
  });

  it('lets an engine have the time that its containers take to end', () => {
    const { api, last, timers } = agent();
    last().onOpen();
    void api.actOnContainer({ id: 'ab'.repeat(32), action: 'stop' });
    expect([...timers][0]!.delayMs).toBeGreaterThan(120_000);
  });

  it('ignores the end of a socket that was replaced', () => {
    const { opened, fire, state } = agent();
    opened[0]!.onClose(1006);
    fire();
    opened[1]!.onOpen();
    opened[0]!.onClose(1006);
    expect(state()).toBe('open');
  });
});

it('spreads retries between half and all of the delay', () => {
  expect(retryDelayMs(3, 0)).toBe(2000);
  expect(retryDelayMs(3, 0.999_999)).toBeCloseTo(4000, 0);
  expect(retryDelayMs(1000, 0.999_999)).toBeLessThanOrEqual(30_000);
});
