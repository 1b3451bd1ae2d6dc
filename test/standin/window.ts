import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type Electron from 'electron';
import type { CDPSession, Page } from 'playwright-core';
import { fromAppUrl, newPage, toAppUrl } from './chromium.ts';
import { StandInEvent, strict } from './strict.ts';
import { bridgeEnd, pageWorld, preloadWorld } from './worlds.ts';

const WORLD = 'standin-preload-world';

type Handler = (event: unknown, ...args: unknown[]) => unknown;
export const handlers = new Map<string, Handler>();
export const ipcMain = strict('ipcMain', {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
  // electron-store announces its folder here to renderers that use it; ours has no channel to ask with.
  on: (_channel: string, _listener: Handler) => ipcMain,
} satisfies Record<keyof Pick<Electron.IpcMain, 'handle' | 'removeHandler' | 'on'>, unknown>);

export const windows = new Map<number, BrowserWindow>();
export const pageOf = new Map<Page, BrowserWindow>();
export const violations: string[] = [];
export const onContents = new Set<(contents: WebContents) => void>();

export class WebContents extends EventEmitter {
  readonly id: number;
  /** How many messages went to the page, by channel. */
  readonly sent = new Map<string, number>();
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  destroyed = false;
  page: Page | null = null;
  #cdp: CDPSession | null = null;
  #world: number | null = null;

  constructor(id: number) {
    super();
    this.id = id;
  }
  isDestroyed = (): boolean => this.destroyed;
  isDevToolsFocused = (): boolean => false;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    this.sent.set(channel, (this.sent.get(channel) ?? 0) + 1);
    void this.#receive({ channel, value: structuredClone(args[0]) });
  }

  async open(preloadPath: string): Promise<Page> {
    const page = await newPage();
    this.page = page;
    page.on('crash', () => this.emit('render-process-gone', new StandInEvent(), { reason: 'killed', exitCode: 9 }));
    page.on('popup', (popup) => void popup.close());
    const cdp = await page.context().newCDPSession(page);
    this.#cdp = cdp;
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#world = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ payload }) => void this.#answer(payload));
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'standinSend', executionContextName: WORLD });
    const preload = `(${String(preloadWorld)})(${String(bridgeEnd)}, (require) => {\n${readFileSync(preloadPath, 'utf8')}\n});`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: preload, worldName: WORLD });
    const denied = this.openHandler?.({ url: 'https://window.invalid/' }).action === 'deny' ? 'window.open = () => null;' : '';
    const source = `(${String(pageWorld)})(${String(bridgeEnd)}); ${denied}`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source });
    return page;
  }

  async #answer(payload: string): Promise<void> {
    const message = JSON.parse(payload) as { id: number; channel: string; args: unknown[][]; violation?: string };
    if (message.violation !== undefined) return void violations.push(message.violation);
    const url = toAppUrl(this.page?.url() ?? '');
    const origin = url.startsWith('app://bundle/') ? 'app://bundle' : 'null';
    const event = { sender: this, senderFrame: { url, origin, parent: null } };
    const args = message.args.map(([arg]) => arg);
    try {
      const handler = handlers.get(message.channel);
      if (handler === undefined) throw new Error(`No handler registered for '${message.channel}'`);
      await this.#receive({ id: message.id, value: structuredClone(await handler(event, ...args)) });
    } catch (thrown) {
      await this.#receive({ id: message.id, error: `Error invoking remote method '${message.channel}': ${String(thrown)}` });
    }
  }

  async #receive(message: unknown): Promise<void> {
    if (this.#cdp === null || this.#world === null || this.destroyed) return;
    const expression = `standinReceive(${JSON.stringify(message)})`;
    // The page may be gone by now: then nobody waits for the answer.
    await this.#cdp.send('Runtime.evaluate', { contextId: this.#world, expression }).catch(() => {});
  }
}

type UsedOfWindow = 'show' | 'hide' | 'focus' | 'close' | 'destroy' | 'isVisible' | 'isDestroyed' | 'setBounds' | 'getBounds' | 'loadURL';

export class BrowserWindow extends EventEmitter implements Pick<Electron.BrowserWindow, UsedOfWindow> {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: WebContents;
  readonly #page: Promise<Page>;
  #visible = false;
  #bounds: Electron.Rectangle;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.#bounds = { x: 0, y: 0, width: options.width ?? 800, height: options.height ?? 600 };
    const raw = new WebContents(windows.size === 0 ? 1 : Math.max(...windows.keys()) + 1);
    this.webContents = strict('webContents', raw);
    windows.set(raw.id, this);
    for (const listener of onContents) listener(this.webContents);
    this.#page = raw.open(options.webPreferences?.preload ?? '');
    this.#page.then((page) => pageOf.set(page, this)).catch(() => {});
    // oxlint-disable-next-line no-constructor-return -- the only way to catch members that are not there
    return strict('BrowserWindow', this);
  }
  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    await page.goto(fromAppUrl(url));
    this.emit('ready-to-show', new StandInEvent());
  }
  show(): void {
    this.#setVisible(true);
    this.emit('show', new StandInEvent());
  }
  hide(): void {
    if (!this.#visible) return;
    this.#setVisible(false);
    this.emit('hide', new StandInEvent());
  }
  focus(): void {
    this.emit('focus', new StandInEvent());
  }
  isVisible = (): boolean => this.#visible;
  isDestroyed = (): boolean => this.webContents.destroyed;
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    const { width, height } = this.#bounds;
    void this.#page.then((page) => page.setViewportSize({ width, height })).catch(() => {});
  }
  getBounds = (): Electron.Rectangle => this.#bounds;
  close(): void {
    const event = new StandInEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.webContents.destroyed) return;
    this.webContents.destroyed = true;
    this.#visible = false;
    windows.delete(this.webContents.id);
    void this.#page.then((page) => page.close()).catch(() => {});
    this.emit('closed', new StandInEvent());
  }
  /** A headless page is always visible; it is told what a real one sees by itself. */
  #setVisible(visible: boolean): void {
    this.#visible = visible;
    const tell = (state: string): void => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    void this.#page.then((page) => page.evaluate(tell, visible ? 'visible' : 'hidden')).catch(() => {});
  }
}
