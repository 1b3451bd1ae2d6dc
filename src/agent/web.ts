import type { Server as HttpServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { ClientPort, Connection } from '../core/api/connection.ts';
import { nodeHttp } from '../core/api/node-http.ts';
import type { Clock, Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';
import type { Access } from './access.ts';
import type { AgentOptions } from './agent-options.ts';
import { isLoopback } from './agent-options.ts';
import { ExitError, exitCodes } from '../core/exit-codes.ts';
import type { Health } from './health.ts';
import { createAllowedHosts, urlHost } from './hosts.ts';
import { type HttpHandlers, createHttpHandlers } from './http-server.ts';
import { listen } from './listen.ts';
import { rendererFolder } from './renderer-folder.ts';
import { type TlsFiles, readTlsFiles } from './tls.ts';

const MAX_CONNECTIONS = 256;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface WebOptions {
  readonly agent: AgentOptions;
  /** The one asked for; null = the first free one. */
  readonly port: number | null;
  readonly api: { connect(client: ClientPort): Connection };
  readonly access: Access;
  readonly health: () => Health;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Web {
  /** Without a token. */
  readonly url: string;
  readonly port: number;
  readonly moved: boolean;
  /** Takes no more clients, ends those that are there. */
  close(): Promise<void>;
}

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Starts the web server. Throws an ExitError when the port or the certificate cannot be used. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { agent, clock, logger } = options;
  const tls = agent.certPath === null || agent.keyPath === null ? null : readTlsFiles(agent.certPath, agent.keyPath);
  const scheme = tls === null ? 'http' : 'https';
  const server = await createHttpServer(tls);
  server.maxConnections = MAX_CONNECTIONS;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;

  const { port, moved } = await listen(server, agent.bind, options.port);
  const more = [...reachableAddresses(agent.bind), ...(tls?.names ?? [])];
  const handlers: HttpHandlers = createHttpHandlers({
    api: options.api,
    access: options.access,
    hosts: createAllowedHosts({ scheme, port, more }),
    cookieName: `headroom-${port}`,
    secure: tls !== null,
    rendererDir: rendererFolder(),
    health: options.health,
    clock,
    logger,
  });
  server.on('request', handlers.onRequest);
  server.on('upgrade', handlers.onUpgrade);
  server.on('error', (error) => logger.error('http', 'the server failed', { error: error.message }));
  // What is no HTTP is answered by Node; nothing of it is worth a line.
  server.on('clientError', (_error, stream) => stream.destroy());
  return {
    url: `${scheme}://${urlHost(linkHost(agent.bind, tls))}:${port}/`,
    port,
    moved,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        handlers.closeSockets();
        server.closeIdleConnections();
      }),
  };
}

async function createHttpServer(tls: TlsFiles | null): Promise<HttpServer> {
  if (tls === null) return nodeHttp.createServer();
  const https = await import('node:https');
  try {
    return https.createServer({ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' });
  } catch (thrown) {
    throw new ExitError(exitCodes.config, `--cert and --key: expected a matching pair in PEM, got ${toError(thrown).message}`, {
      cause: thrown,
    });
  }
}

/** The addresses that a bind address is reached under. */
function reachableAddresses(bind: string): string[] {
  if (!wildcards.has(bind)) return [bind];
  return Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
}

/** The host of the link that is printed: what the certificate names, a loopback address for "all addresses". */
function linkHost(bind: string, tls: TlsFiles | null): string {
  const [name] = tls?.names ?? [];
  if (name !== undefined && !isLoopback(bind)) return name;
  return wildcards.has(bind) ? '127.0.0.1' : bind;
}
