import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import ElectronStore from 'electron-store';
import type { SettingsStore } from '../../core/ports.ts';
import { toError } from '../../shared/result.ts';

const NAME = 'settings';

/**
 * electron-store behind the port. It either throws on a damaged file or, with `clearInvalidConfig`, takes it for an empty one and writes
 * over it at the next change: so the file is looked at first, and a damaged one is moved aside.
 *
 * @param folder where `settings.json` lies
 * @param now epoch milliseconds, for the names of files kept aside
 */
export function createAppSettingsStore(folder: string, now: () => number): SettingsStore {
  const path = join(folder, `${NAME}.json`);
  let store: ElectronStore | null = null;
  const openStore = (): ElectronStore => {
    store ??= new ElectronStore({
      name: NAME,
      cwd: folder,
      clearInvalidConfig: true,
      accessPropertiesByDotNotation: false,
      configFileMode: 0o600,
    });
    return store;
  };
  const nameBeside = (what: string): string => `${path}.${what}-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;

  return {
    path,
    read() {
      const reason = damageOf(path);
      if (reason !== null) return { value: {}, damaged: { reason, keptAs: setAside(path, nameBeside('damaged')) } };
      return { value: { ...openStore().store }, damaged: null };
    },
    write(value) {
      openStore().store = { ...value };
    },
    backup() {
      if (!existsSync(path)) return null;
      const copy = nameBeside('backup');
      copyFileSync(path, copy);
      return copy;
    },
  };
}

/** What is wrong with the file, or null: it is a JSON object, or there is none yet. */
function damageOf(path: string): string | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? null : `expected a JSON object, got ${JSON.stringify(value).slice(0, 40)}`;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? null : toError(thrown).message;
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
