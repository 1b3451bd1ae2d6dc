import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { Clock, Disposer } from '../../ports.ts';
import { excerpt } from '../portable/text.ts';
import type { Endpoint } from './endpoint.ts';
import { EngineError, engineErrorOf } from './engine-error.ts';
import { createJsonLines } from './json-lines.ts';
import { fieldsOf, textOf } from './json-values.ts';

/** A list of a thousand containers with many labels has a few megabytes. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** One event, or one sample of statistics. */
const MAX_LINE_BYTES = 1024 * 1024;
const MAX_SOCKETS = 6;
/** A dead machine behind TCP is noticed by this, not by an answer that never comes. */
const KEEP_ALIVE_MS = 30_000;
const MAX_MESSAGE_LENGTH = 300;

export type Method = 'GET' | 'POST';

export interface Answer {
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body is no JSON. */
  readonly body: unknown;
}

export interface EngineStream {
  /** Resolves when the engine began to answer; rejects with an EngineError when it refuses. */
  readonly opened: Promise<void>;
  /** Resolves with why, when it has ended, whoever ended it. */
  readonly ended: Promise<EngineError>;
  /** Ends it for a reason of the caller's. */
  readonly fail: (thrown: unknown) => void;
  close(): void;
}

/** HTTP to one engine over a Unix socket, a named pipe or TCP. All failures are EngineErrors that name place and question. */
export interface EngineHttp {
  readonly endpoint: Endpoint;
  /** Throws for any status of 400 and above, with the engine's own words. */
  ask(method: Method, path: string, timeoutMs: number): Promise<Answer>;
  /** JSON values, one a line, until one side ends it. The time limit is for the beginning of the answer. */
  stream(path: string, timeoutMs: number, onValue: (value: unknown) => void): EngineStream;
  /** Ends everything that is under way. */
  close(): void;
}

export function createEngineHttp(endpoint: Endpoint, clock: Clock): EngineHttp {
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: MAX_SOCKETS, maxFreeSockets: 1 });
  const inFlight = new Set<ClientRequest>();
  let closed = false;

  /** Sends a request; `onAnswer` gets the answer's head. `fail` may be called more than once. */
  function send(
    method: Method,
    path: string,
    kept: boolean,
    onAnswer: (answer: IncomingMessage) => void,
    fail: (thrown: unknown) => void,
  ): ClientRequest {
    const headers = { Host: 'localhost', ...(method === 'POST' ? { 'Content-Length': 0 } : {}) };
    const outgoing = request({ ...endpoint.connect, method, path, headers, agent: kept ? agent : false });
    inFlight.add(outgoing);
    outgoing.once('close', () => inFlight.delete(outgoing));
    outgoing.once('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    outgoing.on('error', fail);
    outgoing.once('response', onAnswer);
    outgoing.end();
    return outgoing;
  }

  function ask(method: Method, path: string, timeoutMs: number): Promise<Answer> {
    const what = `${endpoint.address}: ${method} ${path}`;
    return new Promise((resolve, reject) => {
      let stopTimer: Disposer = () => {};
      let failed = false;
      const fail = (thrown: unknown): void => {
        stopTimer();
        if (failed) return;
        failed = true;
        // The engine closed a kept connection while the question was on its way: it never saw it.
        if (!closed && method === 'GET' && outgoing.reusedSocket && (thrown as { code?: unknown }).code === 'ECONNRESET') {
          resolve(ask(method, path, timeoutMs));
        } else {
          reject(engineErrorOf(thrown, what));
        }
      };
      const outgoing = send(method, path, true, (answer) => void collect(answer, what).finally(stopTimer).then(resolve, fail), fail);
      stopTimer = clock.setTimer(() => {
        fail(new EngineError('timed-out', `${what}: no answer within ${timeoutMs} ms`));
        outgoing.destroy();
      }, timeoutMs);
    });
  }

  return {
    endpoint,
    ask,
    stream(path, timeoutMs, onValue) {
      const what = `${endpoint.address}: GET ${path}`;
      const opened = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<EngineError>();
      // Whoever does not wait for the beginning learns of its failure from the end.
      opened.promise.catch(() => {});
      const end = (thrown: unknown): void => {
        stopTimer();
        const error = engineErrorOf(thrown, what);
        opened.reject(error);
        ended.resolve(error);
        outgoing.destroy();
      };
      const lines = createJsonLines({
        maxLineBytes: MAX_LINE_BYTES,
        onValue,
        onBroken: () => {},
        onTooLong: () => end(new EngineError('malformed', `${what}: expected lines of at most ${MAX_LINE_BYTES} bytes, got a longer one`)),
      });
      const outgoing = send(
        'GET',
        path,
        false,
        (answer) => {
          if ((answer.statusCode ?? 0) >= 300) {
            collect(answer, what).then(
              () => end(new EngineError('malformed', `${what}: expected a stream, got status ${answer.statusCode}`)),
              end,
            );
            return;
          }
          stopTimer();
          opened.resolve();
          answer.on('data', (chunk: Buffer) => lines.push(chunk));
          answer.once('error', end);
          answer.once('close', () => end(new EngineError('failed', `${what}: the engine ended the stream`)));
        },
        end,
      );
      outgoing.once('close', () => end(new EngineError('failed', `${what}: the connection was closed`)));
      const stopTimer = clock.setTimer(() => end(new EngineError('timed-out', `${what}: no answer within ${timeoutMs} ms`)), timeoutMs);
      const close = (): void => end(new EngineError('switched-off', `${what}: closed`));
      return { opened: opened.promise, ended: ended.promise, fail: end, close };
    },
    close() {
      closed = true;
      for (const outgoing of inFlight) outgoing.destroy();
      agent.destroy();
    },
  };
}

/** The whole answer, up to a bound. Rejects for a status of 400 and above. */
function collect(answer: IncomingMessage, what: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else answer.destroy(new EngineError('malformed', `${what}: expected at most ${MAX_BODY_BYTES} bytes, got more`));
    });
    answer.once('error', reject);
    // "close" without "end" or "error": cut off.
    answer.once('close', () => reject(new EngineError('failed', `${what}: the answer was cut off`)));
    answer.once('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = jsonOf(text);
      const status = answer.statusCode ?? 0;
      if (status < 400) {
        resolve({ headers: answer.headers, body });
        return;
      }
      const words = wordsOf(body, text);
      reject(new EngineError(reasonOfStatus(status), `${what}: ${words} (status ${status})`, { status, words }));
    });
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Docker says `{"message": …}`, Podman `{"cause": …, "message": …}`. */
function wordsOf(body: unknown, text: string): string {
  const message = textOf(fieldsOf(body)['message'], MAX_MESSAGE_LENGTH).trim();
  return message === '' ? excerpt(text, MAX_MESSAGE_LENGTH) : message;
}

function reasonOfStatus(status: number): 'permission-denied' | 'not-found' | 'not-supported' | 'failed' {
  if (status === 401 || status === 403) return 'permission-denied';
  if (status === 404) return 'not-found';
  return status === 501 ? 'not-supported' : 'failed';
}
