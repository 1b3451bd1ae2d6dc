import { join } from 'node:path';
import { type App, nativeTheme } from 'electron';
import type { Disposer, Logger } from '../core/ports.ts';
import type { Settings, SettingsState } from '../shared/model/settings.ts';
import { toError } from '../shared/result.ts';
import { createAutostartLoginItem, createSystemLoginItem, type LoginItem } from './platform/login-item.ts';
import type { Notices } from './platform/notices.ts';
import { createShortcut } from './platform/shortcut.ts';

export interface AppSettingsParts {
  readonly settings: { readonly state: SettingsState; onChange(listener: (state: SettingsState) => void): Disposer };
  readonly loginItem: LoginItem;
  readonly notices: Notices;
  readonly logger: Logger;
  readonly onShortcut: () => void;
}

/** The settings that only the app can carry out: theme, start at login, global shortcut. Now, and at each change. */
export function applyAppSettings({ settings, loginItem, notices, logger, onShortcut }: AppSettingsParts): Disposer {
  const shortcut = createShortcut(onShortcut, logger);
  const apply = ({ appearance, app }: Settings): void => {
    nativeTheme.themeSource = appearance.theme;
    notices.set('shortcut', shortcut.set(app.shortcut));
    notices.set('login-item', setLoginItem(loginItem, app.startAtLogin));
  };
  apply(settings.state.settings);
  const stop = settings.onChange((state) => apply(state.settings));
  return () => {
    stop();
    shortcut.dispose();
  };
}

function setLoginItem(loginItem: LoginItem, enabled: boolean): string | null {
  try {
    loginItem.set(enabled);
    return null;
  } catch (thrown) {
    return `Start at login could not be switched ${enabled ? 'on' : 'off'}: ${toError(thrown).message}. Switch it in the system's own settings.`;
  }
}

/** Tells a start at login from one by hand: only the latter may open a window. */
export const AT_LOGIN_SWITCH = '--at-login';

/** The login item of this platform. An AppImage is started by its own path: the one inside is gone with the mount. */
export function loginItemOf(app: App, iconPath: string): LoginItem {
  if (process.platform !== 'linux') return createSystemLoginItem(app);
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const command = app.isPackaged ? [program] : [program, app.getAppPath()];
  return createAutostartLoginItem({
    path: join(app.getPath('appData'), 'autostart', 'headroom.desktop'),
    command: [...command, AT_LOGIN_SWITCH],
    // A desktop looks no icon up inside the archive; the package installs one by name.
    iconPath: app.isPackaged ? 'headroom' : iconPath,
  });
}
