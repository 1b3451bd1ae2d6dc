import { type BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pageFileOf } from '../core/page/page-files.ts';

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

/** Reads the file that a URL's path names below `rootDir`; null when there is no such file. */
export async function readStaticFile(rootDir: string, pathname: string): Promise<StaticFile | null> {
  const found = pageFileOf(rootDir, pathname);
  if (found === null) return null;
  const { path, contentType } = found;
  try {
    const file = await open(path);
    try {
      const stat = await file.stat({ bigint: true });
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return null;
      return {
        body: await file.readFile(),
        contentType,
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
  return basename(dirname(path)) === 'assets' && HASHED_NAME.test(basename(path));
}

function etagOf({ size, mtimeNs }: BigIntStats): string {
  return `"${size.toString(36)}-${mtimeNs.toString(36)}"`;
}
