import { createConnection } from 'node:net';
import { WebSocket } from 'ws';
import type { CommandName, EventName } from '../../shared/ipc/channels.ts';
import type { CommandInput, CommandOutput, EventPayload, SocketMessage, Unsubscribe } from '../../shared/ipc/contract.ts';
import { AppError, type Result, err } from '../../shared/result.ts';
import type { Clock } from '../ports.ts';

/** The contract as a client of this machine's own socket has it. */
export interface LocalClient {
  /** Never rejects. */
  call<K extends CommandName>(name: K, input: CommandInput<K>): Promise<Result<CommandOutput<K>>>;
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Unsubscribe;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface LocalClientOptions {
  /** The socket's path, or the pipe's name. */
  readonly path: string;
  readonly clock: Clock;
  /** For the connection, and for each answer. */
  readonly timeoutMs: number;
}

/** Nobody listens: no socket, a socket file that was left behind, or no folder for one. */
const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK']);

/**
 * Connects to a running Headroom; null when none listens there. Throws an AppError: `permission-denied` for the socket of another user,
 * `timed-out` when it is taken but not answered, `internal` otherwise.
 */
export async function connectLocal({ path, clock, timeoutMs }: LocalClientOptions): Promise<LocalClient | null> {
  const socket = new WebSocket('ws://localhost/api/socket', {
    perMessageDeflate: false,
    createConnection: (() => createConnection({ path })) as typeof createConnection,
  });
  let stopTimer = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stopTimer = clock.setTimer(() => reject(new AppError('timed-out', `${path}: no answer within ${timeoutMs} ms`)), timeoutMs);
      socket.once('open', resolve);
      socket.once('error', reject);
    });
  } catch (thrown) {
    socket.on('error', () => {});
    socket.terminate();
    if (thrown instanceof AppError) throw thrown;
    const { code = '', message } = thrown as NodeJS.ErrnoException;
    if (NOBODY.has(code)) return null;
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new AppError(denied ? 'permission-denied' : 'internal', `${path}: ${denied ? 'it belongs to another user' : message}`, {
      cause: thrown,
    });
  } finally {
    stopTimer();
  }
  return clientOf(socket, clock, timeoutMs);
}

function clientOf(socket: WebSocket, clock: Clock, timeoutMs: number): LocalClient {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  let lastId = 0;
  const lost = err('timed-out', 'Headroom closed the connection before it answered.');

  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as SocketMessage;
    if ('event' in message) for (const listener of listeners.get(message.event) ?? []) listener(message.payload as never);
    else if ('result' in message) waiting.get(message.id)?.(message.result);
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const settle of waiting.values()) settle(lost);
      resolve();
    });
  });

  function call(command: string, input: unknown): Promise<Result<unknown>> {
    if (socket.readyState !== socket.OPEN) return Promise.resolve(lost);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const settle = (result: Result<unknown>): void => {
        waiting.delete(id);
        stopTimer();
        resolve(result);
      };
      const stopTimer = clock.setTimer(() => settle(err('timed-out', `${command}: no answer within ${timeoutMs} ms`)), timeoutMs);
      waiting.set(id, settle);
      socket.send(JSON.stringify({ id, command, input } satisfies SocketMessage));
    });
  }

  return {
    call: call as LocalClient['call'],
    on(name, listener) {
      const ofName = listeners.get(name) ?? new Set();
      listeners.set(name, ofName);
      ofName.add(listener);
      return () => ofName.delete(listener);
    },
    closed,
    close: () => socket.close(),
  };
}
