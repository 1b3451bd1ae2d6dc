import type { RawData, WebSocket } from 'ws';
import type { Right, SocketMessage } from '../../shared/ipc/contract.ts';
import { err, toError } from '../../shared/result.ts';
import type { Clock, Disposer, Logger } from '../ports.ts';
import type { ClientPort, Connection } from './connection.ts';
import { parseMessage } from './socket-message.ts';

/** Why the server closed a connection: 44xx is ours, the others are the protocol's. */
export const closeCodes = { goingAway: 1001, unsupportedData: 1003, badMessage: 4400, noAccess: 4401, tooSlow: 4408 } as const;

export interface SocketLimits {
  /** With more than this waiting to be taken, pushes are left out. */
  readonly highWaterBytes: number;
  /** With more than this (answers count too) the client is dropped at once. */
  readonly maxQueuedBytes: number;
  /** A client that stays above the high-water mark this long is dropped. */
  readonly slowMs: number;
  /** A client that has not answered one ping when the next is due is gone. */
  readonly pingMs: number;
  readonly maxCallsInFlight: number;
}

const DEFAULT_LIMITS: SocketLimits = {
  highWaterBytes: 1_048_576,
  maxQueuedBytes: 16 * 1_048_576,
  slowMs: 10_000,
  pingMs: 30_000,
  maxCallsInFlight: 32,
};

/** How often a client above the high-water mark is looked at again. */
const SLOW_CHECK_MS = 500;
/** Longer messages help nobody. */
const MAX_FAULT_LENGTH = 500;
/** A closing handshake that a client does not answer ends here. */
const CLOSE_DEADLINE_MS = 1_000;

export interface SocketOptions {
  readonly api: { connect(client: ClientPort): Connection };
  readonly right: Right;
  /** True for the local socket, which only this user can open. */
  readonly local: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<SocketLimits>;
}

/** Serves one client over one WebSocket, until either side closes it. What waits for the client is bounded. The disposer closes it (1001). */
export function serveSocket(socket: WebSocket, options: SocketOptions): Disposer {
  const { api, right, local, clock, logger } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let inFlight = 0;
  let alive = true;
  let slowSinceMs: number | null = null;
  let stopSlowCheck: Disposer = () => {};
  let stopPing: Disposer = () => {};
  let stopDeadline: Disposer = () => {};
  let closing = false;

  function close(code: number, reason: string): void {
    if (closing) return;
    closing = true;
    connection.close();
    socket.close(code, reason);
    // A client that takes nothing does not take the closing frame either.
    stopDeadline = clock.setTimer(() => socket.terminate(), CLOSE_DEADLINE_MS);
  }

  function checkSlow(): void {
    if (slowSinceMs === null || closing) return;
    if (socket.bufferedAmount <= limits.highWaterBytes) {
      slowSinceMs = null;
    } else if (clock.monotonicMs() - slowSinceMs >= limits.slowMs) {
      logger.warn('socket', 'client dropped: it takes nothing', { queuedBytes: socket.bufferedAmount, slowMs: limits.slowMs });
      close(closeCodes.tooSlow, 'too slow');
    } else {
      stopSlowCheck = clock.setTimer(checkSlow, SLOW_CHECK_MS);
    }
  }

  function ready(): boolean {
    if (closing || socket.readyState !== socket.OPEN) return false;
    if (socket.bufferedAmount <= limits.highWaterBytes) return true;
    if (slowSinceMs === null) {
      slowSinceMs = clock.monotonicMs();
      stopSlowCheck = clock.setTimer(checkSlow, SLOW_CHECK_MS);
    }
    return false;
  }

  function send(message: SocketMessage): void {
    if (closing || socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message));
    if (socket.bufferedAmount > limits.maxQueuedBytes) {
      logger.warn('socket', 'client dropped: too much waits for it', { queuedBytes: socket.bufferedAmount });
      close(closeCodes.tooSlow, 'too slow');
    } else {
      ready();
    }
  }

  async function answer(data: RawData, isBinary: boolean): Promise<void> {
    if (closing) return;
    if (isBinary) {
      close(closeCodes.unsupportedData, 'expected text');
      return;
    }
    // The server is told to give whole messages as one Buffer.
    const message = parseMessage((data as Buffer).toString('utf8'));
    if ('fault' in message) {
      if (message.id === null) close(closeCodes.badMessage, message.fault.slice(0, 120));
      else send({ id: message.id, result: err('invalid-input', message.fault) });
      return;
    }
    const { id, command, input } = message;
    if (inFlight >= limits.maxCallsInFlight) {
      send({ id, result: err('too-large', `expected at most ${limits.maxCallsInFlight} requests at once`) });
      return;
    }
    inFlight += 1;
    try {
      send({ id, result: await connection.call(command, input) });
    } catch (thrown) {
      // A connection promises not to throw: one that does, or an answer that is no JSON, must cost neither the program nor the client.
      const { message: cause, stack } = toError(thrown);
      logger.error('socket', 'a request was not answered', { command, error: cause, stack });
      send({ id, result: err('internal', `${command} failed: ${cause}`.slice(0, MAX_FAULT_LENGTH)) });
    } finally {
      inFlight -= 1;
    }
  }

  function ping(): void {
    if (!alive) {
      logger.info('socket', 'client gone: no answer to a ping');
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
    stopPing = clock.setTimer(ping, limits.pingMs);
  }

  const connection = api.connect({ right, local, ready, send: (event, payload) => send({ event, payload }) });
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', (data, isBinary) => void answer(data, isBinary));
  // An error (a frame too large, a reset) is followed by `close`.
  socket.on('error', (error) => logger.info('socket', 'connection failed', { error: error.message }));
  socket.on('close', () => {
    closing = true;
    stopSlowCheck();
    stopPing();
    stopDeadline();
    connection.close();
  });
  stopPing = clock.setTimer(ping, limits.pingMs);
  return () => close(closeCodes.goingAway, 'going away');
}
