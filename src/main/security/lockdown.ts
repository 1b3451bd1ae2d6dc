import type { App, Session, WebContents } from 'electron';
import type { Logger } from '../../core/ports.ts';
import { isAppUrl } from './origin.ts';

interface NavigationAttempt {
  readonly url: string;
  preventDefault(): void;
}

/** Electron grants every permission by default; a page of ours needs none, and downloads nothing. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

/** No page leaves our origin, opens a window or holds a webview. Call before the first window is made. */
export function denyNavigation(app: App, logger: Logger): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, logger));
}

function lockContents(contents: WebContents, logger: Logger): void {
  const refuseForeign = (attempt: NavigationAttempt): void => {
    if (isAppUrl(attempt.url)) return;
    attempt.preventDefault();
    logger.warn('security', 'navigation refused', { scheme: schemeOf(attempt.url) });
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    logger.warn('security', 'window refused', { scheme: schemeOf(url) });
    return { action: 'deny' };
  });
}

/** Enough to find the cause; a whole address may hold what does not belong in a log. */
function schemeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : 'none';
}
