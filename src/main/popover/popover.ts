import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron';
import type { Clock, Disposer, Logger } from '../../core/ports.ts';
import { toError } from '../../shared/result.ts';
import { APP_PAGE_URL } from '../security/origin.ts';
import { crashWaitMs } from './crash-backoff.ts';
import { type Point, type Rect, POPOVER_MAX_HEIGHT_PX, isKnown, placePopover, popoverSize } from './geometry.ts';
import { type PopoverMode, windowOptions } from './window-options.ts';

/** A page that is kept makes the next opening instant; one that is kept for ever costs 70 to 100 MB. */
const KEEP_HIDDEN_MS = 120_000;
/** A click on the tray item takes the focus from the popover first: the click that follows such a blur means "close", not "open again". */
const BLUR_GRACE_MS = 300;
/** Some window managers take the focus away once while they show a window. */
const SHOW_GRACE_MS = 150;

/** What opened it: the tray item's bounds where they are known, and the cursor of a click. */
export interface Anchor {
  readonly tray: Rect | null;
  readonly cursor: Point | null;
}
export const NO_ANCHOR: Anchor = { tray: null, cursor: null };

export interface PopoverParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly platform: string;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly devTools: boolean;
  /** Called for every page made; its disposer when the page is gone. */
  readonly onPage: (contents: WebContents, isVisible: () => boolean) => Disposer;
}

/** The one window: made at the first opening, kept hidden for a while, made anew after that or after a crash. */
export class Popover {
  readonly #parts: PopoverParts;
  /** Becomes `window` when the machine turns out to have no tray. */
  mode: PopoverMode;
  #window: BrowserWindow | null = null;
  #anchor: Anchor = NO_ANCHOR;
  #contentHeightPx = POPOVER_MAX_HEIGHT_PX;
  /** The page has painted: from then on it can be shown at once. */
  #painted = false;
  #wanted = false;
  #quitting = false;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #blurredAtMs = Number.NEGATIVE_INFINITY;
  #crashTimesMs: readonly number[] = [];
  #cancelDestroy: Disposer | null = null;
  #cancelRetry: Disposer | null = null;

  constructor(parts: PopoverParts, mode: PopoverMode) {
    this.#parts = parts;
    this.mode = mode;
  }

  get visible(): boolean {
    return this.#window !== null && !this.#window.isDestroyed() && this.#window.isVisible();
  }

  /** The page's, while there is one. */
  get contents(): WebContents | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents;
  }

  toggle(anchor: Anchor): void {
    const closedByThisClick = this.#parts.clock.monotonicMs() - this.#blurredAtMs < BLUR_GRACE_MS;
    if (this.visible) this.hide();
    else if (!closedByThisClick) this.open(anchor);
  }

  open(anchor: Anchor): void {
    if (this.#quitting) return;
    this.#anchor = anchor;
    this.#wanted = true;
    this.#cancelDestroy?.();
    this.#cancelDestroy = null;
    if (this.#window !== null) {
      if (this.#painted) this.#show(this.#window);
      return;
    }
    const waitMs = crashWaitMs(this.#crashTimesMs, this.#parts.clock.monotonicMs());
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    if (waitMs === 0) this.#create();
    else this.#cancelRetry = this.#parts.clock.setTimer(() => this.#create(), waitMs);
  }

  hide(): void {
    this.#wanted = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    if (this.#window === null) return;
    this.#window.hide();
    this.#cancelDestroy?.();
    this.#cancelDestroy = this.#parts.clock.setTimer(() => this.#window?.destroy(), KEEP_HIDDEN_MS);
  }

  /** The page says how high its content is; the popover follows, a window keeps the size its user gave it. */
  resize(contentHeightPx: number): void {
    this.#contentHeightPx = contentHeightPx;
    if (this.#window !== null && this.mode === 'popover') this.#place(this.#window);
  }

  dispose(): void {
    this.#quitting = true;
    this.#cancelDestroy?.();
    this.#cancelRetry?.();
    this.#window?.destroy();
  }

  /** From now on a closed window is gone, not hidden. */
  prepareToQuit(): void {
    this.#quitting = true;
  }

  #create(): void {
    const { logger, preloadPath, iconPath, devTools } = this.#parts;
    const dark = nativeTheme.shouldUseDarkColors;
    const window = new BrowserWindow(windowOptions({ mode: this.mode, dark, preloadPath, iconPath, devTools }));
    this.#window = window;
    this.#painted = false;
    const release = this.#parts.onPage(window.webContents, () => !window.isDestroyed() && window.isVisible());
    if (this.#parts.platform === 'darwin' && this.mode === 'popover') {
      // Over a full-screen app too, and without a Dock icon that comes and goes.
      window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    }
    window.once('ready-to-show', () => {
      this.#painted = true;
      if (this.#wanted) this.#show(window);
    });
    window.on('blur', () => this.#blurred(window));
    window.on('close', (event) => {
      if (this.#quitting) return;
      event.preventDefault();
      this.hide();
    });
    window.on('closed', () => {
      release();
      if (this.#window === window) this.#window = null;
    });
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || this.#quitting) return;
      logger.error('popover', 'the page is gone', { reason, exitCode });
      this.#crashTimesMs = [...this.#crashTimesMs.slice(-9), this.#parts.clock.monotonicMs()];
      this.#wanted = false;
      window.destroy();
    });
    window.loadURL(APP_PAGE_URL).catch((thrown: unknown) => {
      if (window.isDestroyed()) return;
      logger.error('popover', 'the page cannot be loaded', { cause: toError(thrown).message });
      window.destroy();
    });
  }

  #show(window: BrowserWindow): void {
    if (this.mode === 'popover') this.#place(window);
    this.#shownAtMs = this.#parts.clock.monotonicMs();
    window.show();
    window.focus();
  }

  #place(window: BrowserWindow): void {
    const { tray, cursor } = this.#anchor;
    const point = cursor ?? screen.getCursorScreenPoint();
    const display = isKnown(tray) ? screen.getDisplayMatching(tray) : screen.getDisplayNearestPoint(point);
    const size = popoverSize(this.#contentHeightPx, display.workArea);
    window.setBounds(placePopover({ size, display, tray, cursor }));
  }

  #blurred(window: BrowserWindow): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.mode === 'window' || nowMs - this.#shownAtMs < SHOW_GRACE_MS || window.webContents.isDevToolsFocused()) return;
    this.#blurredAtMs = nowMs;
    this.hide();
  }
}
