import { readFile } from 'node:fs/promises';
import { extname, normalize, resolve, sep } from 'node:path';
import { isAppUrl } from './origin.ts';

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const;

/** What the bundle consists of. A file of any other kind is not ours, and not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface BundleFile {
  readonly path: string;
  readonly contentType: string;
}

/**
 * The file a URL of our origin names below `rootDir`, or null when it names none: another origin, a path that leaves the folder, a name with
 * a NUL, a backslash or a drive, an encoding that is none, a kind of file that the bundle has not.
 */
export function bundleFileOf(rootDir: string, requestUrl: string): BundleFile | null {
  if (!isAppUrl(requestUrl)) return null;
  const name = decodedPath(new URL(requestUrl).pathname);
  if (name === null || /[\0\\:]/.test(name)) return null;
  const root = resolve(rootDir);
  const path = normalize(root + sep + (name === '/' ? 'index.html' : name));
  const contentType = CONTENT_TYPES[extname(path).toLowerCase()];
  return path.startsWith(root + sep) && contentType !== undefined ? { path, contentType } : null;
}

function decodedPath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A lone "%" or bytes that are no UTF-8.
    return null;
  }
}

/** Answers `app://bundle/…` from `rootDir`: 404 for what is not there, 405 for anything but reading. */
export function createBundleHandler(rootDir: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Method not allowed');
    const file = bundleFileOf(rootDir, request.url);
    if (file === null) return refusal(404, 'Not found');
    try {
      const body = await readFile(file.path);
      const headers = { ...SECURITY_HEADERS, 'content-type': file.contentType };
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers });
    } catch {
      // Not there, a folder, or not readable: the page need not know which.
      return refusal(404, 'Not found');
    }
  };
}

function refusal(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } });
}
