import { readFile } from 'node:fs/promises';
import { type PageFile, SECURITY_HEADERS, pageFileOf } from '../../core/page/page-files.ts';
import { isAppUrl } from './origin.ts';

const HEADERS = { ...SECURITY_HEADERS, 'cache-control': 'no-cache' } as const;

/** The file a URL of our origin names below `rootDir`, or null when it names none or is of another origin. */
export function bundleFileOf(rootDir: string, requestUrl: string): PageFile | null {
  return isAppUrl(requestUrl) ? pageFileOf(rootDir, new URL(requestUrl).pathname) : null;
}

/** Answers `app://bundle/…` from `rootDir`: 404 for what is not there, 405 for anything but reading. */
export function createBundleHandler(rootDir: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'Method not allowed');
    const file = bundleFileOf(rootDir, request.url);
    if (file === null) return refusal(404, 'Not found');
    try {
      const body = await readFile(file.path);
      const headers = { ...HEADERS, 'content-type': file.contentType };
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers });
    } catch {
      // Not there, a folder, or not readable: the page need not know which.
      return refusal(404, 'Not found');
    }
  };
}

function refusal(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' } });
}
