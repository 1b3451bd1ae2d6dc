import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Settings } from '../shared/model/settings.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import { readOnlyReason } from './logic/rights.ts';
import { fallbackThresholds, type Thresholds } from './logic/severity.ts';
import type { Session } from './session.ts';
import type { ConnectionState } from './socket-api.ts';
import type { SettingsStoreState } from './stores/settings.ts';
import type { UiState } from './stores/ui.ts';
import { strings } from './strings.ts';

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** A part of the snapshot; null before the first answer. */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T | null {
  return useStore(useSession().replica, ({ snapshot }) => (snapshot === null ? null : select(snapshot)));
}

export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(useSession().ui, select);
}

export function useSettings<T>(select: (state: SettingsStoreState) => T): T {
  return useStore(useSession().settings, select);
}

export function useConnection(): ConnectionState {
  return useStore(useSession().bridge.connection, ({ state }) => state);
}

export function useNetworkUnit(): Settings['appearance']['networkUnit'] {
  return useSettings(({ state }) => state?.settings.appearance.networkUnit ?? 'bytes');
}

export function useThresholds(): Thresholds {
  return useSettings(({ state }) => state?.settings.thresholds ?? fallbackThresholds);
}

/** Why this page may not change things; null when it may. */
export function useBlocked(): string | null {
  return useUi(({ info }) => (info === null ? strings.rights.notYet : readOnlyReason(info)));
}
