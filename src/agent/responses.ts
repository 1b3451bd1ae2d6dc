import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '../core/page/page-files.ts';

// No CORS header, ever: another origin's page gets nothing to read.

type Headers = Readonly<Record<string, string | number>>;

/** Answers; a HEAD request gets the head only. */
export function send(response: ServerResponse, status: number, body: string | Buffer, headers: Headers): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...SECURITY_HEADERS, 'cache-control': 'no-store', 'content-length': bytes.length, ...headers });
  if (response.req.method === 'HEAD') response.end();
  else response.end(bytes);
}

export function sendText(response: ServerResponse, status: number, text: string, headers: Headers = {}): void {
  send(response, status, `${text}\n`, { 'content-type': 'text/plain; charset=utf-8', ...headers });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, `${JSON.stringify(value)}\n`, { 'content-type': 'application/json; charset=utf-8' });
}
