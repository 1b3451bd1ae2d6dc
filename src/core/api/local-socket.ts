import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { WebSocketServer } from 'ws';
import { AppError, toError } from '../../shared/result.ts';
import { ownCommand } from '../own-command.ts';
import type { Clock, Disposer, Logger } from '../ports.ts';
import type { ClientPort, Connection } from './connection.ts';
import { connectLocal } from './local-client.ts';
import { nodeHttp } from './node-http.ts';
import { preparePrivateFolder } from './private-folder.ts';
import { MAX_MESSAGE_BYTES } from './socket-message.ts';
import { serveSocket } from './socket.ts';

/** Whoever holds the socket answers much sooner; one that hangs is not waited for. */
const ANSWER_TIMEOUT_MS = 1_500;
/** Two that start at once may find the same stale file; the second round settles it. */
const MAX_ATTEMPTS = 3;
const MAX_CLIENTS = 64;

export interface LocalSocketOptions {
  readonly api: { connect(client: ClientPort): Connection };
  /** As of `localSocketPath`. */
  readonly path: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

export interface LocalSocket {
  readonly path: string;
  /** Ends all connections and removes the socket. */
  close(): Promise<void>;
}

const isPipe = (path: string): boolean => path.startsWith('\\\\');

/**
 * Serves the contract to programs of this user: a socket of mode 0600 in a folder that nobody else may write to (or a named pipe), with the right
 * to control. A socket file that nobody answers is replaced. Throws an AppError: `conflict` with the pid of the Headroom that runs already,
 * `permission-denied` when the folder is not this user's alone.
 */
export async function serveLocalSocket({ api, path, logger, clock }: LocalSocketOptions): Promise<LocalSocket> {
  if (!isPipe(path)) preparePrivateFolder(dirname(path));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const clients = new Set<Disposer>();
  const server = nodeHttp.createServer((_request, response) => {
    response.writeHead(426, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' });
    response.end('This socket speaks WebSocket.\n');
  });
  server.maxConnections = MAX_CLIENTS;
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const dispose = serveSocket(socket, { api, right: 'control', local: true, clock, logger });
      clients.add(dispose);
      socket.on('close', () => clients.delete(dispose));
    });
  });

  await listen(server, path, clock);
  if (!isPipe(path)) chmodSync(path, 0o600);
  server.on('error', (error) => logger.error('local-socket', 'failed', { error: error.message }));
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        for (const dispose of clients) dispose();
        // Node removes the socket file with the listener.
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function listen(server: Server, path: string, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await listenOnce(server, path);
      return;
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE' || attempt === MAX_ATTEMPTS) {
        throw new AppError('permission-denied', `The local socket ${path} cannot be opened: ${message}`, { cause: thrown });
      }
      await removeStale(path, clock);
    }
  }
}

function listenOnce(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Node binds before it returns: so there is no moment in which others could connect.
    const umaskBefore = process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(umaskBefore);
    }
  });
}

/** Removes a socket file that nobody answers; throws a `conflict` when somebody does. */
async function removeStale(path: string, clock: Clock): Promise<void> {
  const before = inodeOf(path);
  const holder = await holderOf(path, clock);
  if (holder !== null) throw new AppError('conflict', `Headroom is already running${holder}: "${ownCommand()} open" gives a link to it.`);
  // Another start may have put its own socket there meanwhile.
  if (!isPipe(path) && before !== null && inodeOf(path) === before) unlinkSync(path);
}

/** " (process 42)", or less when it does not say; null when nobody listens. */
async function holderOf(path: string, clock: Clock): Promise<string | null> {
  try {
    const client = await connectLocal({ path, clock, timeoutMs: ANSWER_TIMEOUT_MS });
    if (client === null) return null;
    const info = await client.call('getInfo', {});
    client.close();
    return info.ok ? ` (process ${info.value.pid})` : ' and does not say who it is';
  } catch (thrown) {
    return ` but does not answer (${toError(thrown).message})`;
  }
}

function inodeOf(path: string): number | null {
  try {
    return lstatSync(path).ino;
  } catch {
    return null;
  }
}
