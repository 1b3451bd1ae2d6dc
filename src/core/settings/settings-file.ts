import { constants, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBoundedFile } from '../bounded-file.ts';
import { parseJson, textFaultOf } from '../plain-fault.ts';
import type { SettingsStore, StoredSettings } from '../ports.ts';

/** How conf, and electron-store on top of it, are opened. */
export const STORE_OPTIONS = {
  clearInvalidConfig: true,
  accessPropertiesByDotNotation: false,
  configFileMode: 0o600,
} as const;

export const SETTINGS_NAME = 'settings';

/** A settings file of one person has some hundred bytes. */
export const MAX_SETTINGS_BYTES = 1_000_000;

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
 * writes over it: so the file is read here, and who writes keeps a copy of a damaged one first.
 */
export function createSettingsFile({ folder, now, store }: SettingsFileOptions): SettingsStore {
  const path = join(folder, `${SETTINGS_NAME}.json`);
  function copyBeside(what: string): string {
    const copy = `${path}.${what}-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;
    copyFileSync(path, copy, constants.COPYFILE_EXCL);
    return copy;
  }
  return {
    path,
    read: () => readObject(path),
    write(value) {
      store().store = { ...value };
    },
    keepDamaged: () => copyBeside('damaged'),
    backup: () => (existsSync(path) ? copyBeside('backup') : null),
  };
}

function readObject(path: string): StoredSettings {
  let text;
  try {
    text = readBoundedFile(path, MAX_SETTINGS_BYTES);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return { value: {}, fault: null };
    return { value: {}, fault: { kind: 'unreadable', ...textFaultOf(thrown, 'a settings file that can be read') } };
  }
  try {
    return { value: parseJson(text), fault: null };
  } catch (thrown) {
    return { value: {}, fault: { kind: 'damaged', ...textFaultOf(thrown, 'a JSON object of settings') } };
  }
}
