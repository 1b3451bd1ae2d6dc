import ElectronStore from 'electron-store';
import type { SettingsStore } from '../../core/ports.ts';
import { SETTINGS_NAME, STORE_OPTIONS, createSettingsFile } from '../../core/settings/settings-file.ts';

/** The app's settings: electron-store behind the port. */
export function createAppSettingsStore(folder: string, now: () => number): SettingsStore {
  let opened: ElectronStore | null = null;
  return createSettingsFile({
    folder,
    now,
    store: () => (opened ??= new ElectronStore({ ...STORE_OPTIONS, name: SETTINGS_NAME, cwd: folder })),
  });
}
