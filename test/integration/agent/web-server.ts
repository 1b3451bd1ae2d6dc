import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WebSocket } from 'ws';
import { createAccess } from '../../../src/agent/access.ts';
import type { Health } from '../../../src/agent/health.ts';
import { createAllowedHosts } from '../../../src/agent/hosts.ts';
import { createHttpHandlers } from '../../../src/agent/http-server.ts';
import type { ClientPort } from '../../../src/core/api/connection.ts';
import type { SocketLimits } from '../../../src/core/api/socket.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import type { SocketMessage } from '../../../src/shared/ipc/contract.ts';
import { type Result, ok } from '../../../src/shared/result.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

export interface Server {
  readonly origin: string;
  readonly access: ReturnType<typeof createAccess>;
  readonly logger: MemoryLogger;
  /** Everybody who is connected. */
  readonly clients: Set<ClientPort>;
  /** What the next calls do. */
  answer: (command: string, input: unknown) => Promise<Result<unknown>>;
  health: Health;
  /** A cookie with this right. */
  cookie(right: 'view' | 'control'): string;
  /** Opens the WebSocket as a page of ours does. */
  connect(cookie: string | null, headers?: Readonly<Record<string, string>>): Page;
  close(): Promise<void>;
}

/** The agent's real HTTP and WebSocket side on a free port, over a page in a folder and an API that a test answers for. */
export async function startServer(files: Readonly<Record<string, string>>, limits: Partial<SocketLimits> = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-web-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const clock = createSystemClock();
  const logger = new MemoryLogger();
  const access = createAccess(clock);
  const clients = new Set<ClientPort>();
  const http = createServer();
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const pages = new Set<Page>();
  const server: Server = {
    origin,
    access,
    logger,
    clients,
    answer: async (command) => ok({ command, snapshot: { at: 1 } }),
    health: { status: 'ok', reason: null, newestTickAgeMs: 5, paused: false },
    cookie: (right) => `headroom-${port}=${access.redeem(access.issueToken(right)) ?? ''}`,
    connect(cookie, headers = {}) {
      const page = openPage(origin, { origin, ...(cookie === null ? {} : { cookie }), ...headers });
      pages.add(page);
      return page;
    },
    async close() {
      for (const { socket } of pages) socket.terminate();
      handlers.closeSockets();
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const handlers = createHttpHandlers({
    api: {
      connect(client) {
        clients.add(client);
        return { call: (command, input) => server.answer(command, input), close: () => void clients.delete(client) };
      },
    },
    access,
    hosts: createAllowedHosts({ scheme: 'http', port, more: [] }),
    cookieName: `headroom-${port}`,
    secure: false,
    rendererDir: join(folder, 'renderer'),
    health: () => server.health,
    clock,
    logger,
    socketLimits: limits,
  });
  http.on('request', handlers.onRequest);
  http.on('upgrade', handlers.onUpgrade);
  return server;
}

export interface Page {
  readonly socket: WebSocket;
  readonly messages: SocketMessage[];
  readonly opened: Promise<void>;
  /** The code and reason with which it ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Resolves with the status when the server refused the upgrade. */
  readonly refused: Promise<number>;
  call(command: string, input?: unknown): Promise<Result<unknown>>;
}

export function openPage(origin: string, headers: Readonly<Record<string, string>>): Page {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/socket`, { headers, perMessageDeflate: false });
  const messages: SocketMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as SocketMessage));
  socket.on('error', () => {});
  let lastId = 0;
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, { statusCode }) => reject(new Error(`refused with ${statusCode}`)));
  });
  // Who expects a refusal does not wait for this.
  opened.catch(() => {});
  return {
    socket,
    messages,
    opened,
    closed: new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    }),
    refused: new Promise((resolve) => {
      socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    }),
    call(command, input = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        const take = (data: Buffer): void => {
          const message = JSON.parse(data.toString()) as SocketMessage;
          if (!('result' in message) || message.id !== id) return;
          socket.off('message', take);
          resolve(message.result);
        };
        socket.on('message', take);
        socket.send(JSON.stringify({ id, command, input }));
      });
    },
  };
}
