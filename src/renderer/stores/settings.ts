import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SettingsState } from '../../shared/model/settings.ts';

export interface SettingsStoreState {
  /** Null until the other side has told. */
  readonly state: SettingsState | null;
  /** What was wrong with the last change of a key, by its path. */
  readonly faults: ReadonlyMap<string, string>;
}

export type SettingsStore = StoreApi<SettingsStoreState>;

export function createSettingsStore(): SettingsStore {
  return createStore<SettingsStoreState>(() => ({ state: null, faults: new Map() }));
}
