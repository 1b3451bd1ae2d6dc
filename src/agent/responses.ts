import type { ServerResponse } from 'node:http';
import { CONTENT_SECURITY_POLICY } from '../shared/csp.ts';

/** On every answer. No CORS header, ever: another origin's page gets nothing to read. */
export const securityHeaders = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
} as const;

type Headers = Readonly<Record<string, string | number>>;

/** Answers; a HEAD request gets the head only. */
export function send(response: ServerResponse, status: number, body: string | Buffer, headers: Headers): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...securityHeaders, 'cache-control': 'no-store', 'content-length': bytes.length, ...headers });
  if (response.req.method === 'HEAD') response.end();
  else response.end(bytes);
}

export function sendText(response: ServerResponse, status: number, text: string, headers: Headers = {}): void {
  send(response, status, `${text}\n`, { 'content-type': 'text/plain; charset=utf-8', ...headers });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, `${JSON.stringify(value)}\n`, { 'content-type': 'application/json; charset=utf-8' });
}
