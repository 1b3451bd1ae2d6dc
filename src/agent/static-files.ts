import { type BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, extname, join, resolve, sep } from 'node:path';

/** What the page consists of. A file of any other kind is not ours, and not served. */
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
/** Beyond any file of the build. */
const MAX_FILE_BYTES = 16 * 1_048_576;
/** The build puts a hash of the content into these names: another content has another name. */
const HASHED_NAME = /^[\w.-]+-[\w-]{8,}\.\w+$/;

export interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly etag: string;
  readonly cacheControl: string;
}

/**
 * The file that a URL's path names below `rootDir`, or null when it names none: a path that leaves the folder, a hidden name, a NUL, a
 * backslash or a drive, an encoding that is none, a kind of file that the page has not.
 */
export function staticPathOf(rootDir: string, pathname: string): string | null {
  const name = decoded(pathname);
  if (name === null || !name.startsWith('/') || /[\0\\:]/.test(name)) return null;
  const parts = name.slice(1).split('/');
  if (name !== '/' && parts.some((part) => part === '' || part.startsWith('.'))) return null;
  const root = resolve(rootDir);
  const path = join(root, name === '/' ? 'index.html' : name);
  return path.startsWith(root + sep) && CONTENT_TYPES[extname(path).toLowerCase()] !== undefined ? path : null;
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A lone "%" or bytes that are no UTF-8.
    return null;
  }
}

/** Reads it; null when there is no such file. */
export async function readStaticFile(rootDir: string, pathname: string): Promise<StaticFile | null> {
  const path = staticPathOf(rootDir, pathname);
  if (path === null) return null;
  try {
    const file = await open(path);
    try {
      const stat = await file.stat({ bigint: true });
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return null;
      return {
        body: await file.readFile(),
        contentType: CONTENT_TYPES[extname(path).toLowerCase()] ?? '',
        etag: etagOf(stat),
        cacheControl: isHashed(path) ? 'private, max-age=31536000, immutable' : 'no-cache',
      };
    } finally {
      await file.close();
    }
  } catch {
    // Not there, or not readable: who asks need not know which.
    return null;
  }
}

function isHashed(path: string): boolean {
  return basename(join(path, '..')) === 'assets' && HASHED_NAME.test(basename(path));
}

function etagOf({ size, mtimeNs }: BigIntStats): string {
  return `"${size.toString(36)}-${mtimeNs.toString(36)}"`;
}
