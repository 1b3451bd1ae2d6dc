import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppUrl } from '../../../src/main/security/origin.ts';
import { bundleFileOf, createBundleHandler } from '../../../src/main/security/protocol.ts';

describe('bundleFileOf', () => {
  const ROOT = '/opt/headroom/out/renderer';

  it('finds files inside the bundle', () => {
    expect(bundleFileOf(ROOT, 'app://bundle/')).toEqual({ path: `${ROOT}/index.html`, contentType: 'text/html; charset=utf-8' });
    expect(bundleFileOf(ROOT, 'app://bundle/assets/index-1a2b.js?x=1#y')?.path).toBe(`${ROOT}/assets/index-1a2b.js`);
    expect(bundleFileOf(ROOT, 'app://bundle/a%20b.css')).toEqual({ path: `${ROOT}/a b.css`, contentType: 'text/css; charset=utf-8' });
    expect(bundleFileOf(ROOT, 'app://bundle/assets/../index.html')?.path).toBe(`${ROOT}/index.html`);
  });

  it.each([
    ['another host', 'app://other/index.html'],
    ['a host in capitals', 'app://BUNDLE/index.html'],
    ['a port', 'app://bundle:80/index.html'],
    ['a user', 'app://me@bundle/index.html'],
    ['another scheme', 'file:///opt/headroom/out/renderer/index.html'],
    ['no URL', 'index.html'],
    ['encoded dots and slashes', 'app://bundle/..%2f..%2fsecret.json'],
    ['encoded dots', 'app://bundle/%2e%2e%2fmain%2findex.js'],
    ['a folder whose name begins like ours', 'app://bundle/..%2frenderer-old%2findex.html'],
    ['backslashes', 'app://bundle/..\\..\\main\\index.js'],
    ['encoded backslashes', 'app://bundle/..%5c..%5cmain%5cindex.js'],
    ['a NUL', 'app://bundle/index.html%00.js'],
    ['a drive', 'app://bundle/C:/secret.json'],
    ['a stream', 'app://bundle/index.html::$DATA.js'],
    ['an encoding that is none', 'app://bundle/%zz.js'],
    ['bytes that are no UTF-8', 'app://bundle/%ff.js'],
    ['a kind of file that is not ours', 'app://bundle/index.cjs'],
    ['no ending', 'app://bundle/assets'],
  ])('refuses %s', (_what, url) => {
    expect(bundleFileOf(ROOT, url)).toBeNull();
  });

  it('never leaves the folder, whatever the path is made of', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2e%2e',
      '/',
      '%2f',
      '\\',
      '%5c',
      'a',
      'index.html',
      '%00',
      '%',
      '//',
      ':',
      '.js',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = bundleFileOf(ROOT, `app://bundle/${pieces.join('')}`)?.path ?? `${ROOT}/x`;
        expect(path.startsWith(`${ROOT}/`)).toBe(true);
        expect(path).not.toMatch(/\/\.\.(\/|$)/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('createBundleHandler', () => {
  const root = mkdtempSync(join(tmpdir(), 'headroom-bundle-'));
  beforeAll(() => {
    mkdirSync(join(root, 'renderer', 'folder.js'), { recursive: true });
    writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html>');
    writeFileSync(join(root, 'secret.json'), '{}');
    symlinkSync(join(root, 'missing.js'), join(root, 'renderer', 'dangling.js'));
  });
  afterAll(() => rmSync(root, { recursive: true }));
  const get = (path: string, method = 'GET'): Promise<Response> =>
    createBundleHandler(join(root, 'renderer'))(new Request(`app://bundle${path}`, { method }));

  it('serves a file with the headers that lock it down', async () => {
    const response = await get('/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<!doctype html>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it.each([
    ['/missing.js', 404],
    ['/folder.js', 404],
    ['/dangling.js', 404],
    ['/..%2fsecret.json', 404],
  ])('answers %s with %i, and the same policy', async (path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('only reads', async () => {
    expect((await get('/index.html', 'POST')).status).toBe(405);
    const head = await get('/index.html', 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('isAppUrl', () => {
  it.each(['app://bundle', 'app://bundle/', 'app://bundle/index.html?a#b'])('takes %s', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });
  it.each(['', 'app:bundle', 'app://bundle.evil/', 'app://evil/bundle', 'https://bundle/', 'javascript:app://bundle/', 'about:blank'])(
    'refuses %j',
    (url) => {
      expect(isAppUrl(url)).toBe(false);
    },
  );
});
