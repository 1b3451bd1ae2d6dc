import type { BrowserWindowConstructorOptions } from 'electron';
import { POPOVER_MAX_HEIGHT_PX, POPOVER_WIDTH_PX } from './geometry.ts';

/** `popover`: hangs at the tray item and goes when it loses the focus. `window`: where none can be placed, or there is no tray to hang at. */
export type PopoverMode = 'popover' | 'window';

/** Wayland lets no program say where its window is; `--ozone-platform=x11` takes Electron off it. */
export function isWayland(platform: string, environment: Readonly<Record<string, string | undefined>>, ozonePlatform: string): boolean {
  if (platform !== 'linux' || ozonePlatform === 'x11') return false;
  if (ozonePlatform === 'wayland') return true;
  const { XDG_SESSION_TYPE: session, WAYLAND_DISPLAY: display } = environment;
  return session === 'wayland' || (session !== 'x11' && display !== undefined && display !== '');
}

export interface WindowLook {
  readonly mode: PopoverMode;
  readonly dark: boolean;
  readonly preloadPath: string;
  readonly iconPath: string;
  /** Never in a packaged app. */
  readonly devTools: boolean;
}

export function windowOptions({ mode, dark, preloadPath, iconPath, devTools }: WindowLook): BrowserWindowConstructorOptions {
  const popover = mode === 'popover';
  return {
    title: 'Headroom',
    icon: iconPath,
    show: false,
    width: POPOVER_WIDTH_PX,
    height: POPOVER_MAX_HEIGHT_PX,
    useContentSize: true,
    frame: !popover,
    // A window may be made wider: the page grows into its columns.
    resizable: !popover,
    minimizable: !popover,
    maximizable: !popover,
    fullscreenable: !popover,
    movable: !popover,
    skipTaskbar: popover,
    alwaysOnTop: popover,
    autoHideMenuBar: true,
    // The page's own background: the first frame is never a flash of the other theme.
    backgroundColor: dark ? '#1b1d22' : '#ffffff',
    // What Electron does by default, written out: a change of its defaults must not change ours.
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      // A hidden page must cost nothing.
      backgroundThrottling: true,
      devTools,
    },
  };
}
