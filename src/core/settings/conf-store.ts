import { posix, win32 } from 'node:path';
import type Conf from 'conf';
import type { SettingsStore } from '../ports.ts';
import { SETTINGS_NAME, STORE_OPTIONS, createSettingsFile } from './settings-file.ts';

export interface ConfigPlace {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The folder of `settings.json`: the same one as the app's, so that both have one set of settings. */
export function configFolder({ platform, env, home }: ConfigPlace): string {
  const chosen = env['HEADROOM_CONFIG_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'win32') return win32.join(env['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'headroom');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'headroom');
  const base = env['XDG_CONFIG_HOME'];
  // The specification wants relative paths ignored.
  return posix.join(base !== undefined && base.startsWith('/') ? base : posix.join(home, '.config'), 'headroom');
}

export interface ConfStore extends SettingsStore {
  /** Loads what `write` needs; to be awaited before the first `write`. */
  prepare(): Promise<void>;
}

/**
 * conf behind the port. conf and what it brings is a third of all code here, and most runs never write: it is loaded when it is needed.
 *
 * @param folder where `settings.json` lies
 * @param now epoch milliseconds, for the names of files kept aside
 */
export function createConfStore(folder: string, now: () => number): ConfStore {
  let Library: typeof Conf | null = null;
  let conf: Conf | null = null;
  return {
    ...createSettingsFile({
      folder,
      now,
      store() {
        if (Library === null) throw new Error('the settings store was not prepared');
        // It reads the file as soon as it is there, so not before it is to be written.
        return (conf ??= new Library({ ...STORE_OPTIONS, configName: SETTINGS_NAME, cwd: folder }));
      },
    }),
    async prepare() {
      Library ??= (await import('conf')).default;
    },
  };
}
