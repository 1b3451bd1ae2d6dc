import { type StoreApi, createStore } from 'zustand/vanilla';
import { type CommandName, type EventName, commandNames } from '../shared/ipc/channels.ts';
import type { Api, SocketMessage, Unsubscribe } from '../shared/ipc/contract.ts';
import { type Result, err } from '../shared/result.ts';
import { retryDelayMs } from './backoff.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';
export type ConnectionStore = StoreApi<{ readonly state: ConnectionState }>;

/** The agent closes with this code when the page has no access: trying again would not help. */
const NO_ACCESS_CODE = 4401;
const ANSWER_TIMEOUT_MS = 20_000;
/** A container that is stopped has its own time to end, and the engine the last word on it. */
const ANSWER_TIMEOUTS_MS: Partial<Readonly<Record<CommandName, number>>> = { actOnContainer: 130_000 };

export interface SocketHandlers {
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  readonly onClose: (code: number) => void;
}

/** The part of a WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketApiOptions {
  /** Begins to connect; the handlers are called later, never before it returns. */
  readonly open: (handlers: SocketHandlers) => Socket;
  /** Calls once after the delay; the returned function prevents it. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface SocketApi {
  readonly api: Api;
  readonly connection: ConnectionStore;
  /** Tries to connect now, when it waits to or was refused: by now the browser may have been given access. */
  retry(): void;
  close(): void;
}

interface Waiting {
  readonly settle: (result: Result<unknown>) => void;
  readonly cancel: () => void;
}

/** The contract over a WebSocket: numbered requests, events, and a connection that comes back by itself. Calls never reject. */
export function createSocketApi({ open, setTimer, random }: SocketApiOptions): SocketApi {
  const connection: ConnectionStore = createStore(() => ({ state: 'connecting' as ConnectionState }));
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const waiting = new Map<number, Waiting>();
  let socket: Socket | null = null;
  let lastId = 0;
  let attempt = 0;
  let closed = false;
  let cancelRetry = (): void => {};

  function settle(id: number, result: Result<unknown>): void {
    const entry = waiting.get(id);
    if (entry === undefined) return;
    waiting.delete(id);
    entry.cancel();
    entry.settle(result);
  }

  function receive(data: unknown): void {
    const message = parse(data);
    if (message === null) return;
    if ('event' in message) for (const listener of listeners.get(message.event) ?? []) listener(message.payload as never);
    else if ('result' in message) settle(message.id, message.result);
  }

  function lose(code: number): void {
    socket = null;
    for (const id of waiting.keys()) settle(id, err('timed-out', 'The connection was lost before the answer came.'));
    if (closed) return;
    if (code === NO_ACCESS_CODE) {
      connection.setState({ state: 'refused' });
      return;
    }
    connection.setState({ state: 'lost' });
    cancelRetry = setTimer(connect, retryDelayMs(attempt, random()));
    attempt += 1;
  }

  function connect(): void {
    cancelRetry();
    const next = open({
      onOpen() {
        attempt = 0;
        connection.setState({ state: 'open' });
      },
      onMessage: receive,
      onClose(code) {
        if (socket === next) lose(code);
      },
    });
    socket = next;
  }

  function call(command: CommandName, input: unknown): Promise<Result<unknown>> {
    if (socket === null || connection.getState().state !== 'open') return Promise.resolve(err('timed-out', 'There is no connection.'));
    lastId += 1;
    const id = lastId;
    const target = socket;
    const limitMs = ANSWER_TIMEOUTS_MS[command] ?? ANSWER_TIMEOUT_MS;
    return new Promise((resolve) => {
      const cancel = setTimer(() => settle(id, err('timed-out', `No answer to ${command} within ${limitMs / 1000} s.`)), limitMs);
      waiting.set(id, { settle: resolve, cancel });
      target.send(JSON.stringify({ id, command, input } satisfies SocketMessage));
    });
  }

  function on(name: EventName, listener: (payload: never) => void): Unsubscribe {
    const ofName = listeners.get(name) ?? new Set();
    listeners.set(name, ofName);
    ofName.add(listener);
    return () => ofName.delete(listener);
  }

  connect();
  const calls = commandNames.map((name) => [name, (input: unknown) => call(name, input)]);
  return {
    api: { ...Object.fromEntries(calls), on } as Api,
    connection,
    retry() {
      if (socket === null && !closed) connect();
    },
    close() {
      closed = true;
      cancelRetry();
      socket?.close();
    },
  };
}

/** A message of the agent; null when it is none. */
function parse(data: unknown): SocketMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null ? (message as SocketMessage) : null;
  } catch {
    return null;
  }
}
