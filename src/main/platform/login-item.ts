import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { App } from 'electron';
import { autostartEntry } from './desktop-entry.ts';

/** Whether the system starts Headroom at login. */
export interface LoginItem {
  /** Makes it so; does nothing when it is so already. Throws when the system refuses. */
  set(enabled: boolean): void;
}

/** Electron's own, on macOS and Windows. */
export function createSystemLoginItem(app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>): LoginItem {
  return {
    set(enabled) {
      if (app.getLoginItemSettings().openAtLogin !== enabled) app.setLoginItemSettings({ openAtLogin: enabled });
    },
  };
}

export interface AutostartParts {
  /** `~/.config/autostart/headroom.desktop`. */
  readonly path: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly iconPath: string;
}

/** Electron has none on Linux: the autostart file of the desktop specification. */
export function createAutostartLoginItem({ path, command, iconPath }: AutostartParts): LoginItem {
  return {
    set(enabled) {
      if (!enabled) {
        rmSync(path, { force: true });
        return;
      }
      const text = autostartEntry(command, iconPath);
      if (currentText(path) === text) return;
      mkdirSync(dirname(path), { recursive: true });
      const temporary = `${path}.new`;
      writeFileSync(temporary, text, { mode: 0o644 });
      renameSync(temporary, path);
    },
  };
}

function currentText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there yet, or not readable: it is written anew either way.
    return null;
  }
}
