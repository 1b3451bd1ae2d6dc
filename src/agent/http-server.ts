import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ClientPort, Connection } from '../core/api/connection.ts';
import { MAX_MESSAGE_BYTES } from '../core/api/socket-message.ts';
import { type SocketLimits, closeCodes, serveSocket } from '../core/api/socket.ts';
import type { Clock, Disposer, Logger } from '../core/ports.ts';
import type { Right } from '../shared/ipc/contract.ts';
import { type Access, bearerValue, cookieValue } from './access.ts';
import type { Health } from './health.ts';
import type { AllowedHosts } from './hosts.ts';
import { ENTER_PAGE, NOT_BUILT_PAGE, PLAIN_PAGE_CSP, noAccessPage } from './plain-pages.ts';
import { send, sendJson, sendText } from './responses.ts';
import { readStaticFile } from './static-files.ts';

const MAX_PAGE_SOCKETS = 64;
const HEALTHY_OR_PAUSED = 200;
const UNHEALTHY = 503;

export interface HttpServerOptions {
  readonly api: { connect(client: ClientPort): Connection };
  readonly access: Access;
  readonly hosts: AllowedHosts;
  /** Of one agent: cookies are shared by all ports of a host, so another agent must not take this name. */
  readonly cookieName: string;
  /** True behind TLS. */
  readonly secure: boolean;
  readonly rendererDir: string;
  readonly health: () => Health;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly socketLimits?: Partial<SocketLimits>;
}

export interface HttpHandlers {
  readonly onRequest: RequestListener;
  readonly onUpgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  /** Closes all WebSockets (1001). */
  readonly closeSockets: Disposer;
}

/** What the agent answers: its page, its health, the snapshot, and the contract over a WebSocket. */
export function createHttpHandlers(options: HttpServerOptions): HttpHandlers {
  const { api, access, hosts, cookieName, clock, logger } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const clients = new Set<Disposer>();

  const cookieRight = ({ headers }: IncomingMessage): Right | null => access.rightOf(cookieValue(headers.cookie, cookieName) ?? '');
  const bearerRight = ({ headers }: IncomingMessage): Right | null => access.rightOf(bearerValue(headers.authorization) ?? '');

  function enter(request: IncomingMessage, response: ServerResponse, token: string): void {
    const session = access.redeem(token);
    if (session === null) {
      // People click a link twice: who is let in already is not shut out by it.
      if (cookieRight(request) !== null) sendText(response, 303, 'See /', { location: '/' });
      else sendPlainPage(response, 403, noAccessPage());
      return;
    }
    const cookie = `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict${options.secure ? '; Secure' : ''}`;
    // Led here from another site, a browser would keep the new cookie from the redirect, too: a page of ours begins anew.
    if (request.headers['sec-fetch-site'] === 'cross-site') sendPlainPage(response, 200, ENTER_PAGE, { 'set-cookie': cookie });
    else sendText(response, 303, 'See /', { location: '/', 'set-cookie': cookie });
  }

  async function snapshot(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (cookieRight(request) === null && bearerRight(request) === null) {
      sendJson(response, 401, {
        error: { code: 'forbidden', message: 'Expected the cookie of a link, or Authorization: Bearer with the token of agent.token.' },
      });
      return;
    }
    const connection = api.connect({ right: 'view', local: false, ready: () => false, send: () => {} });
    const result = await connection.call('look', { views: ['everything'] });
    connection.close();
    if (result.ok) sendJson(response, 200, (result.value as { snapshot: unknown }).snapshot);
    else sendJson(response, 500, { error: result.error });
  }

  async function page(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    if (cookieRight(request) === null) {
      sendPlainPage(response, 401, noAccessPage());
      return;
    }
    const file = await readStaticFile(options.rendererDir, pathname);
    if (file === null) {
      if (pathname === '/') sendPlainPage(response, 503, NOT_BUILT_PAGE);
      else sendText(response, 404, 'Not found');
      return;
    }
    const headers = { 'content-type': file.contentType, etag: file.etag, 'cache-control': file.cacheControl };
    if (request.headers['if-none-match'] === file.etag) send(response, 304, '', headers);
    else send(response, 200, file.body, headers);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = faultOf(request, hosts);
    if (fault !== null) {
      sendText(response, fault.status, fault.message, fault.status === 405 ? { allow: 'GET, HEAD' } : {});
      return;
    }
    // The path as it came, not as a URL parser would have it: "/a/../b" is nothing we ever name.
    const [pathname = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const token = pathname === '/' && request.method === 'GET' ? new URLSearchParams(query).get('token') : null;
    if (token !== null) enter(request, response, token);
    else if (pathname === '/healthz') sendHealth(response, options.health());
    else if (pathname === '/api/snapshot') await snapshot(request, response);
    else if (pathname === '/api/socket') sendText(response, 426, 'This address speaks WebSocket.', { upgrade: 'websocket' });
    else await page(request, response, pathname);
  }

  return {
    onRequest(request, response) {
      answer(request, response).catch((thrown: unknown) => {
        logger.error('http', 'a request failed', { path: request.url?.split('?')[0], error: String(thrown) });
        if (!response.headersSent) sendText(response, 500, 'Internal error');
        else response.destroy();
      });
    },
    onUpgrade(request, stream, head) {
      stream.on('error', () => {});
      const refusal = upgradeFault(request, hosts, bearerRight(request) !== null, clients.size);
      if (refusal !== null) {
        logger.warn('http', 'a WebSocket was refused', { why: refusal });
        stream.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${refusal}\n`);
        return;
      }
      const right = cookieRight(request) ?? bearerRight(request);
      sockets.handleUpgrade(request, stream, head, (socket) => {
        if (right === null) {
          // A page is told apart from a network fault by this code; it gets nothing else.
          socket.on('error', () => {});
          socket.close(closeCodes.noAccess, 'no access');
          clock.setTimer(() => socket.terminate(), 1_000);
          return;
        }
        const limits = options.socketLimits === undefined ? {} : { limits: options.socketLimits };
        const dispose = serveSocket(socket, { api, right, local: false, clock, logger, ...limits });
        clients.add(dispose);
        socket.on('close', () => clients.delete(dispose));
      });
    },
    closeSockets() {
      for (const dispose of clients) dispose();
    },
  };
}

function sendPlainPage(response: ServerResponse, status: number, html: string, headers: Readonly<Record<string, string>> = {}): void {
  send(response, status, html, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PLAIN_PAGE_CSP, ...headers });
}

function sendHealth(response: ServerResponse, health: Health): void {
  sendJson(response, health.status === 'ok' || health.paused ? HEALTHY_OR_PAUSED : UNHEALTHY, health);
}

function faultOf({ method, headers }: IncomingMessage, hosts: AllowedHosts): { readonly status: number; readonly message: string } | null {
  if (!hosts.allowsHost(headers.host)) return { status: 403, message: 'This host name is not one of this agent.' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, message: 'Only GET and HEAD are answered.' };
  if (headers.origin !== undefined && !hosts.allowsOrigin(headers.origin))
    return { status: 403, message: 'This origin is not one of this agent.' };
  return null;
}

/** Why a WebSocket is refused; null when it is not. A browser always says the page's origin; a program with its own token has none. */
function upgradeFault({ url, headers }: IncomingMessage, hosts: AllowedHosts, isProgram: boolean, openCount: number): string | null {
  if (url !== '/api/socket') return 'There is no WebSocket at this address.';
  if (!hosts.allowsHost(headers.host)) return 'This host name is not one of this agent.';
  if (headers.origin === undefined ? !isProgram : !hosts.allowsOrigin(headers.origin)) return 'This origin is not one of this agent.';
  return openCount >= MAX_PAGE_SOCKETS ? `Expected at most ${MAX_PAGE_SOCKETS} connections.` : null;
}
