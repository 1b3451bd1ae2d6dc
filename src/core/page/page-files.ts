import { extname, join, resolve, sep } from 'node:path';
import { CONTENT_SECURITY_POLICY } from '../../shared/csp.ts';

/** On every answer that a page gets, whichever shell gives it. */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
} as const;

/** What the built page consists of. A file of any other kind is not ours, and not served. */
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

export interface PageFile {
  readonly path: string;
  readonly contentType: string;
}

/**
 * The file that a URL's path names below `rootDir`, or null when it names none: a path that leaves the folder, a hidden name, a NUL, a
 * backslash or a drive, an encoding that is none, a kind of file that the page has not.
 */
export function pageFileOf(rootDir: string, pathname: string): PageFile | null {
  const name = decodedPath(pathname);
  if (name === null || !name.startsWith('/') || /[\0\\:]/.test(name)) return null;
  const parts = name.slice(1).split('/');
  if (name !== '/' && parts.some((part) => part === '' || part.startsWith('.'))) return null;
  const root = resolve(rootDir);
  const path = join(root, name === '/' ? 'index.html' : name);
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
