// A stand-in for the part of Electron that src/main uses, over a real Chromium. It shows wiring, IPC, isolation and CSP as they are; it
// knows nothing of focus, window geometry, tray looks or speed, and no test of those may rest on it.
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import * as browser from './chromium.ts';
import { app } from './app.ts';
import { serveTest } from './control.ts';
import { StandInEvent, strict } from './strict.ts';
import { BrowserWindow as Window, ipcMain as ipc } from './window.ts';

type Listener = (...args: never[]) => void;

/** The desktop as the test sees it. */
export const desktop = {
  trays: new Set<StandInTray>(),
  notifications: new Set<StandInNotification>(),
  shortcuts: new Map<string, () => void>(),
  openedLinks: [] as string[],
  errorBoxes: [] as string[],
  onBattery: false,
};

class StandInImage implements Pick<Electron.NativeImage, 'addRepresentation' | 'setTemplateImage'> {
  readonly bitmap: Buffer;
  constructor(bitmap: Buffer) {
    this.bitmap = bitmap;
  }
  addRepresentation(): void {}
  setTemplateImage(): void {}
}

class StandInTray extends EventEmitter implements Pick<Electron.Tray, 'setImage' | 'setToolTip' | 'setContextMenu' | 'destroy'> {
  image: StandInImage;
  imageCount = 1;
  toolTip = '';
  menu: Electron.MenuItemConstructorOptions[] = [];
  constructor(image: StandInImage) {
    super();
    this.image = image;
    desktop.trays.add(this);
    // oxlint-disable-next-line no-constructor-return -- the only way to catch members that are not there
    return strict('Tray', this);
  }
  setImage(image: unknown): void {
    this.image = image as StandInImage;
    this.imageCount += 1;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: unknown): void {
    this.menu = (menu as { template: Electron.MenuItemConstructorOptions[] }).template;
  }
  destroy(): void {
    desktop.trays.delete(this);
  }
}

type NotificationLooks = 'title' | 'body' | 'silent' | 'urgency' | 'actions';
class StandInNotification extends EventEmitter implements Pick<Electron.Notification, 'show' | NotificationLooks> {
  static isSupported = (): boolean => true;
  title: string;
  body: string;
  silent: boolean;
  urgency: Electron.Notification['urgency'];
  actions: Electron.NotificationAction[];
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    const { title = '', body = '', silent = false, urgency = 'normal', actions = [] } = options;
    this.title = title;
    this.body = body;
    this.silent = silent;
    this.urgency = urgency;
    this.actions = actions;
    // oxlint-disable-next-line no-constructor-return -- the only way to catch members that are not there
    return strict('Notification', this);
  }
  show(): void {
    desktop.notifications.add(this);
    this.emit('show', new StandInEvent());
  }
}

const DISPLAY = {
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 28, width: 1920, height: 1052 },
} as Electron.Display;

type Handler = ((...args: never[]) => unknown) | null;
/** What the app registered against permissions: Electron grants all by default, and the stand-in's Chromium none, so tests ask these. */
export const permissions: Record<'request' | 'check' | 'device', Handler> = { request: null, check: null, device: null };
const defaultSession = strict('session', {
  setPermissionRequestHandler: (handler: Handler) => void (permissions.request = handler),
  setPermissionCheckHandler: (handler: Handler) => void (permissions.check = handler),
  setDevicePermissionHandler: (handler: Handler) => void (permissions.device = handler),
  on: (_event: string, _listener: Listener) => defaultSession,
} satisfies Record<
  keyof Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'>,
  unknown
>);

class StandInPower extends EventEmitter {
  isOnBatteryPower = (): boolean => desktop.onBattery;
}

export { app };
export const ipcMain = ipc;
export const BrowserWindow = Window;
export const Tray = StandInTray;
export const Notification = StandInNotification;
export const powerMonitor = strict('powerMonitor', new StandInPower());
export const session = strict('session', { defaultSession });
export const Menu = strict('Menu', {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({ template }),
  setApplicationMenu: () => {},
} satisfies Record<keyof Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown>);
export const nativeImage = strict('nativeImage', {
  createFromBitmap: (bitmap: Buffer) => strict('NativeImage', new StandInImage(bitmap)),
} satisfies Record<keyof Pick<typeof Electron.nativeImage, 'createFromBitmap'>, unknown>);
export const nativeTheme = strict('nativeTheme', {
  shouldUseDarkColors: false,
  themeSource: 'system',
} satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'>);
/** Reversible, and not what it was: that a secret lies sealed can be seen. */
export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => Buffer.from(Buffer.from(text, 'utf8').toReversed()),
  decryptStringAsync: async (sealed: Buffer) => ({ shouldReEncrypt: false, result: Buffer.from(sealed.toReversed()).toString('utf8') }),
} satisfies Record<keyof Pick<Electron.SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>, unknown>);
export const screen = strict('screen', {
  getCursorScreenPoint: () => ({ x: 1800, y: 10 }),
  getDisplayMatching: () => DISPLAY,
  getDisplayNearestPoint: () => DISPLAY,
} satisfies Pick<Electron.Screen, 'getCursorScreenPoint' | 'getDisplayMatching' | 'getDisplayNearestPoint'>);
export const globalShortcut = strict('globalShortcut', {
  register(accelerator: string, callback: () => void) {
    if (!/^(\w+\+)*\w+$/.test(accelerator))
      throw new TypeError(`Error processing argument at index 0, conversion failure from ${accelerator}`);
    desktop.shortcuts.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator: string) => void desktop.shortcuts.delete(accelerator),
} satisfies Pick<Electron.GlobalShortcut, 'register' | 'unregister'>);
export const shell = strict('shell', {
  openExternal: async (url: string) => void desktop.openedLinks.push(url),
} satisfies Pick<Electron.Shell, 'openExternal'>);
export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => void desktop.errorBoxes.push(`${title}: ${content}`),
} satisfies Pick<Electron.Dialog, 'showErrorBox'>);
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: () => {},
  handle: (scheme: string, handler: browser.SchemeHandler) => void browser.schemes.set(scheme, handler),
} satisfies Record<keyof Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>, unknown>);

/** What `import electron from 'electron'` gives: electron-store imports it so. */
// oxlint-disable-next-line import/no-default-export
export default strict('electron', { app, ipcMain, shell });

serveTest({ app, desktop, permissions, powerMonitor });
