import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { toError } from '../../shared/result.ts';
import type { SettingsStore } from '../ports.ts';

/** How conf, and electron-store on top of it, are opened. */
export const STORE_OPTIONS = {
  clearInvalidConfig: true,
  accessPropertiesByDotNotation: false,
  configFileMode: 0o600,
} as const;

export const SETTINGS_NAME = 'settings';

export interface SettingsFileOptions {
  /** Where `settings.json` lies. */
  readonly folder: string;
  /** Epoch milliseconds, for the names of files kept aside. */
  readonly now: () => number;
  /** The library's store on that file, for writing it atomically. Asked for at each write. */
  readonly store: () => { store: Record<string, unknown> };
}

/**
 * A settings library behind the port. conf either throws on a damaged file or, with `clearInvalidConfig`, takes it for an empty one and
 * writes over it at the next change: so the file is read here, and a damaged one is moved aside.
 */
export function createSettingsFile({ folder, now, store }: SettingsFileOptions): SettingsStore {
  const path = join(folder, `${SETTINGS_NAME}.json`);
  const nameBeside = (what: string): string => `${path}.${what}-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;
  return {
    path,
    read() {
      const { value, reason } = readObject(path);
      return { value, damaged: reason === null ? null : { reason, keptAs: setAside(path, nameBeside('damaged')) } };
    },
    write(value) {
      store().store = { ...value };
    },
    backup() {
      if (!existsSync(path)) return null;
      const copy = nameBeside('backup');
      copyFileSync(path, copy);
      return copy;
    },
  };
}

/** The stored object; an empty one, and why, when the file is damaged; an empty one when there is no file yet. */
function readObject(path: string): { readonly value: object; readonly reason: string | null } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value, reason: null };
    return { value: {}, reason: `expected a JSON object, got ${JSON.stringify(value).slice(0, 40)}` };
  } catch (thrown) {
    return { value: {}, reason: (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? null : toError(thrown).message };
  }
}

/** Where the damaged file lies from now on: where it was, when it may not be moved. */
function setAside(path: string, keptAs: string): string {
  try {
    renameSync(path, keptAs);
    return keptAs;
  } catch {
    // A folder or a file that may not be touched: nothing was lost by leaving it.
    return path;
  }
}
