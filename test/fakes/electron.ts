import { EventEmitter } from 'node:events';
import type Electron from 'electron';

// Electron's objects as the shell's own parts see them: they keep a state that a test reads, and let a test do what a person does.

export class FakeEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export class FakeContents extends EventEmitter {
  readonly id: number;
  readonly received: { readonly channel: string; readonly payload: unknown }[] = [];
  gone = false;
  devToolsFocused = false;
  constructor(id: number) {
    super();
    this.id = id;
  }
  isDestroyed = (): boolean => this.gone;
  isDevToolsFocused = (): boolean => this.devToolsFocused;
  send(channel: string, payload: unknown): void {
    if (this.gone) throw new TypeError('Object has been destroyed');
    this.received.push({ channel, payload });
  }
}

type UsedOfWindow = 'show' | 'hide' | 'focus' | 'close' | 'destroy' | 'isVisible' | 'isDestroyed' | 'setBounds' | 'getBounds' | 'loadURL';

export class FakeWindow extends EventEmitter implements Pick<Electron.BrowserWindow, UsedOfWindow> {
  static readonly made: FakeWindow[] = [];
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  url = '';
  #visible = false;
  #bounds: Electron.Rectangle = { x: 0, y: 0, width: 0, height: 0 };
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.webContents = new FakeContents(FakeWindow.made.length + 1);
    FakeWindow.made.push(this);
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
  }
  show(): void {
    this.#visible = true;
  }
  hide(): void {
    this.#visible = false;
  }
  focus(): void {}
  isVisible = (): boolean => this.#visible;
  isDestroyed = (): boolean => this.webContents.gone;
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }
  getBounds = (): Electron.Rectangle => this.#bounds;
  close(): void {
    const event = new FakeEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.webContents.gone) return;
    this.webContents.gone = true;
    this.#visible = false;
    this.emit('closed');
  }
}

export class FakeTray
  extends EventEmitter
  implements Pick<Electron.Tray, 'setImage' | 'setToolTip' | 'setTitle' | 'setContextMenu' | 'destroy'>
{
  static readonly made: FakeTray[] = [];
  readonly images: unknown[];
  readonly menus: { readonly template: readonly Electron.MenuItemConstructorOptions[] }[] = [];
  toolTip = '';
  title = '';
  destroyed = false;
  constructor(image: unknown) {
    super();
    this.images = [image];
    FakeTray.made.push(this);
  }
  setImage(image: unknown): void {
    this.images.push(image);
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: unknown): void {
    this.menus.push(menu as (typeof this.menus)[number]);
  }
  popUpContextMenu(menu: unknown): void {
    this.setContextMenu(menu);
  }
  getBounds = (): Electron.Rectangle => ({ x: 1000, y: 0, width: 40, height: 37 });
  destroy(): void {
    this.destroyed = true;
  }
}

/** A notification server with one place for each object, as the systems have it: showing one again closes it first. */
export class FakeNotification
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'title' | 'body' | 'urgency' | 'actions'>
{
  static made: FakeNotification[] = [];
  static supported = true;
  /** What the system says when one is shown; null = nothing. */
  static answer: 'show' | 'failed' | null = 'show';
  static isSupported = (): boolean => FakeNotification.supported;
  readonly id: string | undefined;
  title: string;
  body: string;
  urgency: Electron.Notification['urgency'];
  actions: Electron.NotificationAction[];
  visible = false;
  constructor({ id, title = '', body = '', urgency = 'normal', actions = [] }: Electron.NotificationConstructorOptions) {
    super();
    this.id = id;
    this.title = title;
    this.body = body;
    this.urgency = urgency;
    this.actions = actions;
    FakeNotification.made.push(this);
  }
  show(): void {
    if (this.visible) this.emit('close', {});
    this.visible = FakeNotification.answer !== 'failed';
    if (FakeNotification.answer !== null) this.emit(FakeNotification.answer, new FakeEvent(), 'not signed');
  }
}

const DISPLAY = { bounds: { x: 0, y: 0, width: 1512, height: 982 }, workArea: { x: 0, y: 37, width: 1512, height: 945 } };

/** For `vi.mock('electron', …)` in tests of the parts that hold Electron objects. */
export const fakeElectron = {
  BrowserWindow: FakeWindow,
  Tray: FakeTray,
  Notification: FakeNotification,
  Menu: { buildFromTemplate: (template: readonly Electron.MenuItemConstructorOptions[]) => ({ template }) },
  nativeImage: {
    createFromBitmap: (bitmap: Buffer) => ({ bitmap, addRepresentation: () => {}, setTemplateImage: () => {} }),
  },
  nativeTheme: { shouldUseDarkColors: true },
  screen: { getCursorScreenPoint: () => ({ x: 1400, y: 5 }), getDisplayMatching: () => DISPLAY, getDisplayNearestPoint: () => DISPLAY },
};
