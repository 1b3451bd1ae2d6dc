import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { debuggingPort, foreignRequests } from './chromium.ts';
import { StandInEvent } from './strict.ts';
import { handlers, violations, windows } from './window.ts';

// How a test in another process sees the desktop and acts on it: one message, one answer, over the channel that started this process.

interface TrayState {
  readonly toolTip: string;
  readonly menu: Electron.MenuItemConstructorOptions[];
  readonly image: { readonly bitmap: Buffer };
  readonly imageCount: number;
  emit(name: string, ...args: unknown[]): boolean;
}
export interface TestParts {
  readonly app: { quit(): void };
  readonly powerMonitor: EventEmitter;
  readonly permissions: Readonly<Record<'request' | 'check' | 'device', ((...args: never[]) => unknown) | null>>;
  readonly desktop: {
    readonly trays: ReadonlySet<TrayState>;
    readonly notifications: ReadonlySet<EventEmitter & { readonly title: string; readonly body: string }>;
    readonly shortcuts: ReadonlyMap<string, () => void>;
    readonly openedLinks: readonly string[];
    readonly errorBoxes: readonly string[];
    onBattery: boolean;
  };
}

export interface ForgedCall {
  readonly channel: string;
  readonly input: unknown;
  /** `null`: the frame is gone. `webContentsId` is the open page's unless given. */
  readonly frame: { readonly url: string; readonly origin: string; readonly isChild: boolean } | null;
  readonly webContentsId?: number;
}

export function stateOf({ desktop }: TestParts) {
  const [tray] = desktop.trays;
  return {
    port: windows.size === 0 ? 0 : debuggingPort(),
    windows: [...windows.values()].map((window) => ({
      visible: window.isVisible(),
      bounds: window.getBounds(),
      frame: window.options.frame !== false,
      sent: Object.fromEntries(window.webContents.sent),
    })),
    tray:
      tray === undefined
        ? null
        : {
            toolTip: tray.toolTip,
            imageCount: tray.imageCount,
            image: createHash('sha256').update(tray.image.bitmap).digest('hex'),
            menu: tray.menu.map(({ label = '', enabled = true, type }) => ({ label: type === 'separator' ? '-' : label, enabled })),
          },
    notifications: [...desktop.notifications].map(({ title, body }) => ({ title, body })),
    shortcuts: [...desktop.shortcuts.keys()],
    openedLinks: desktop.openedLinks,
    errorBoxes: desktop.errorBoxes,
    violations,
    foreignRequests,
  };
}
export type StandInState = ReturnType<typeof stateOf>;

export function serveTest(parts: TestParts): void {
  const { app, desktop, permissions, powerMonitor } = parts;
  const theTray = (): TrayState => [...desktop.trays][0] ?? fail('no tray item');
  const actions: Readonly<Record<string, (argument: never) => unknown>> = {
    state: () => stateOf(parts),
    clickTray: () => theTray().emit('click', new StandInEvent(), { x: 0, y: 0, width: 0, height: 0 }, { x: 1800, y: 10 }),
    clickMenu(label: string) {
      const item = theTray().menu.find((item) => item.label === label && item.enabled !== false) ?? fail(`no menu item "${label}"`);
      (item.click as () => void)();
    },
    clickNotification: () => [...desktop.notifications].at(-1)?.emit('click', new StandInEvent()),
    pressShortcut: (accelerator: string) => (desktop.shortcuts.get(accelerator) ?? fail(`no shortcut ${accelerator}`))(),
    blur: () => [...windows.values()][0]?.emit('blur', new StandInEvent()),
    power({ event, onBattery }: { event: string; onBattery: boolean }) {
      desktop.onBattery = onBattery;
      powerMonitor.emit(event, new StandInEvent());
    },
    async askPermission(permission: string) {
      const ask = (permissions.request ?? fail('no handler: Electron would grant')) as (...args: unknown[]) => void;
      const check = (permissions.check ?? fail('no handler: Electron would grant')) as (...args: unknown[]) => boolean;
      const device = (permissions.device ?? fail('no handler: Electron would grant')) as (...args: unknown[]) => boolean;
      const requested = await new Promise<boolean>((resolve) => ask(null, permission, resolve));
      return { requested, checked: check(null, permission, 'app://bundle'), device: device({ deviceType: 'usb', origin: 'app://bundle' }) };
    },
    forge({ channel, input, frame, webContentsId }: ForgedCall) {
      const id = webContentsId ?? [...windows.keys()][0] ?? 0;
      const senderFrame = frame === null ? null : { url: frame.url, origin: frame.origin, parent: frame.isChild ? {} : null };
      return (handlers.get(channel) ?? fail(`no handler for ${channel}`))({ sender: { id }, senderFrame }, input);
    },
    quit: () => app.quit(),
  };
  process.on('message', ({ id, action, argument }: { id: number; action: string; argument: never }) => {
    const run = async (): Promise<unknown> => (actions[action] ?? fail(`no action ${action}`))(argument);
    run().then(
      (value) => process.send?.({ id, value: value ?? null }),
      (cause: unknown) => process.send?.({ id, error: String(cause) }),
    );
  });
}

function fail(message: string): never {
  throw new Error(message);
}
