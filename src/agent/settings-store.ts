import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import type Conf from 'conf';
import type { SettingsStore } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

const NAME = 'settings';

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
 * conf behind the port. It would throw on a damaged file, or take it for an empty one and write over it: so the file is read here, and a
 * damaged one is moved aside. conf and what it brings is a third of all code here, and most runs never write: it is loaded when it is needed.
 *
 * @param folder where `settings.json` lies
 * @param now epoch milliseconds, for the names of files kept aside
 */
export function createAgentSettingsStore(folder: string, now: () => number): AgentSettingsStore {
  const path = join(folder, `${NAME}.json`);
  let conf: Conf | null = null;
  const nameBeside = (what: string): string => `${path}.${what}-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;

  return {
    path,
    read() {
      const { value, reason } = readObject(path);
      return { value, damaged: reason === null ? null : { reason, keptAs: setAside(path, nameBeside('damaged')) } };
    },
    async prepare() {
      if (conf !== null) return;
      const { default: Conf } = await import('conf');
      conf ??= new Conf({
        configName: NAME,
        cwd: folder,
        clearInvalidConfig: true,
        accessPropertiesByDotNotation: false,
        configFileMode: 0o600,
      });
    },
    write(value) {
      if (conf === null) throw new Error('the settings store was not prepared');
      conf.store = { ...value };
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
