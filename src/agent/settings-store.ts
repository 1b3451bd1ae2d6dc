import { posix, win32 } from 'node:path';
import type Conf from 'conf';
import type { SettingsStore } from '../core/ports.ts';
import { SETTINGS_NAME, STORE_OPTIONS, createSettingsFile } from '../core/settings/settings-file.ts';

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

export interface AgentSettingsStore extends SettingsStore {
  /** Loads what `write` needs; to be awaited before the first `write`. */
  prepare(): Promise<void>;
}

/**
 * conf behind the port. conf and what it brings is a third of all code here, and most runs never write: it is loaded when it is needed.
 *
 * @param folder where `settings.json` lies
 * @param now epoch milliseconds, for the names of files kept aside
 */
export function createAgentSettingsStore(folder: string, now: () => number): AgentSettingsStore {
  let conf: Conf | null = null;
  return {
    ...createSettingsFile({
      folder,
      now,
      store() {
        if (conf === null) throw new Error('the settings store was not prepared');
        return conf;
      },
    }),
    async prepare() {
      if (conf !== null) return;
      const { default: Conf } = await import('conf');
      conf ??= new Conf({ ...STORE_OPTIONS, configName: SETTINGS_NAME, cwd: folder });
    },
  };
}
