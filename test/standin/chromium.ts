import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, type Route, chromium } from 'playwright-core';
import { chromiumArgs, findChromium } from '../support/chromium.ts';

/** Chromium cannot load app:// (it aborts before a route is asked), so the bundle is seen under an address that exists nowhere. */
const BUNDLE_ORIGIN = 'https://app-bundle.invalid';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;
export const schemes = new Map<string, SchemeHandler>();
/** Every address outside the bundle that a page asked for: all are refused. */
export const foreignRequests: string[] = [];

export const toAppUrl = (url: string): string => (url.startsWith(BUNDLE_ORIGIN) ? `app://bundle${url.slice(BUNDLE_ORIGIN.length)}` : url);
export const fromAppUrl = (url: string): string => url.replace(/^app:\/\/bundle/, BUNDLE_ORIGIN);

/** Asked before a page goes anywhere by itself; false stops it. */
export type NavigationCheck = (page: Page, url: string, isMainFrame: boolean) => boolean;

let context: BrowserContext | null = null;
let profile = '';

export async function launch(mayNavigate: NavigationCheck): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('the stand-in needs Chromium: install it or set HEADROOM_CHROMIUM');
  profile = mkdtempSync(join(tmpdir(), 'headroom-standin-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // Whether it runs in its sandbox is for `chromiumArgs` to say, not for Playwright.
    chromiumSandbox: true,
    // The port is for the test: it looks at the same pages.
    args: [...chromiumArgs, '--remote-debugging-port=0'],
    viewport: { width: 380, height: 640 },
  });
  await context.route('**/*', (route) => answer(route, mayNavigate));
}

export const newPage = async (): Promise<Page> => {
  if (context === null) throw new Error('a window before the app is ready');
  return context.newPage();
};

/** Where the test connects. */
export function debuggingPort(): number {
  return Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
}

export async function close(): Promise<void> {
  await context?.close();
  if (profile !== '') rmSync(profile, { recursive: true, force: true });
}

async function answer(route: Route, mayNavigate: NavigationCheck): Promise<void> {
  const request = route.request();
  const url = toAppUrl(request.url());
  if (request.isNavigationRequest()) {
    const frame = request.frame();
    if (!mayNavigate(frame.page(), url, frame.parentFrame() === null)) return route.abort('aborted');
  }
  const handler = schemes.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined) {
    foreignRequests.push(url);
    return route.abort('blockedbyclient');
  }
  const response = await handler(new Request(url, { method: request.method() }));
  return route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
