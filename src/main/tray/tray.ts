import { isDeepStrictEqual } from 'node:util';
import { Menu, type MenuItemConstructorOptions, Tray, screen } from 'electron';
import type { Clock, Disposer } from '../../core/ports.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Anchor, NO_ANCHOR } from '../popover/popover.ts';
import { createIconCache, glyphKey } from './icon.ts';
import { rateLimited } from './rate-limit.ts';
import { type TrayAction, type TrayMenuItem, trayMenuOf } from './tray-menu.ts';
import { type TrayState, trayStateOf } from './tray-state.ts';

/** Panels redraw, and on Linux decode a pixmap over D-Bus, at each change. */
const MIN_DRAW_GAP_MS: Readonly<Record<string, number>> = { darwin: 1_000, win32: 2_000 };
const LINUX_DRAW_GAP_MS = 5_000;
/** A menu that is set again closes while it is open (electron#4801), and on Linux it must be set to change. */
const MENU_GAP_MS = 10_000;

export interface TrayActions {
  toggle(anchor: Anchor): void;
  choose(action: TrayAction, anchor: Anchor): void;
}

export interface TrayParts {
  readonly clock: Clock;
  readonly platform: string;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  readonly actions: TrayActions;
}

export interface TrayItem {
  /** What is to be shown from now on; nothing is drawn that is shown already. */
  update(snapshot: Snapshot, settings: Settings): void;
  dispose: Disposer;
}

/** Makes the tray item. Throws where the platform refuses one. */
export function createTray({ clock, platform, snapshot, settings, actions }: TrayParts): TrayItem {
  const linux = platform === 'linux';
  const iconOf = createIconCache(platform);
  let wanted: { readonly snapshot: Snapshot; readonly settings: Settings } = { snapshot, settings };
  let shown: TrayState = trayStateOf(snapshot, settings, null);
  let shownMenu: readonly TrayMenuItem[] = [];

  const tray = new Tray(iconOf(shown.glyph));
  tray.setToolTip(shown.tooltip);
  if (platform === 'darwin') tray.setTitle(shown.title, { fontType: 'monospacedDigit' });

  const anchorOf = (): Anchor =>
    linux ? { ...NO_ANCHOR, cursor: screen.getCursorScreenPoint() } : { tray: tray.getBounds(), cursor: null };
  const menuOf = (items: readonly TrayMenuItem[]): Menu =>
    Menu.buildFromTemplate(items.map((item) => menuTemplate(item, (action) => actions.choose(action, anchorOf()))));

  const draw = rateLimited(clock, MIN_DRAW_GAP_MS[platform] ?? LINUX_DRAW_GAP_MS, () => {
    const next = trayStateOf(wanted.snapshot, wanted.settings, shown);
    if (glyphKey(next.glyph) !== glyphKey(shown.glyph)) tray.setImage(iconOf(next.glyph));
    if (next.tooltip !== shown.tooltip) tray.setToolTip(next.tooltip);
    if (platform === 'darwin' && next.title !== shown.title) tray.setTitle(next.title, { fontType: 'monospacedDigit' });
    shown = next;
  });
  const menu = rateLimited(clock, MENU_GAP_MS, () => {
    const next = trayMenuOf(wanted.snapshot, wanted.settings);
    if (isDeepStrictEqual(next, shownMenu)) return;
    shownMenu = next;
    tray.setContextMenu(menuOf(next));
  });

  tray.on('click', (_event, bounds, position) => {
    actions.toggle(linux ? { tray: null, cursor: screen.getCursorScreenPoint() } : { tray: bounds, cursor: position });
  });
  if (linux) {
    shownMenu = trayMenuOf(snapshot, settings);
    tray.setContextMenu(menuOf(shownMenu));
  } else {
    // Made when it is asked for: always of now, and a left click stays the popover's.
    tray.on('right-click', () => tray.popUpContextMenu(menuOf(trayMenuOf(wanted.snapshot, wanted.settings))));
  }

  return {
    update(snapshot, settings) {
      wanted = { snapshot, settings };
      // Nobody sees a tray behind a lock screen.
      if (snapshot.sampling.locked) return;
      draw.request();
      if (linux) menu.request();
    },
    dispose() {
      draw.dispose();
      menu.dispose();
      tray.destroy();
    },
  };
}

function menuTemplate(item: TrayMenuItem, choose: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item.kind === 'separator') return { type: 'separator' };
  if (item.kind === 'line') return { label: item.label, enabled: false };
  return { label: item.label, click: () => choose(item.action) };
}
