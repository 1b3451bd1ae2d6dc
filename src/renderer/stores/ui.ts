import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Info } from '../../shared/ipc/contract.ts';
import type { ContainerAction } from '../../shared/model/container.ts';
import type { PageView } from '../../shared/views.ts';
import type { Metric } from '../logic/owner-order.ts';

export type TimelineResource = 'cpu' | 'memory' | 'diskIo' | 'network';
export type ToastKind = 'note' | 'problem';

export interface UiState {
  readonly view: PageView;
  /** What is open in the overview: `resource:cpu`, `owner:app:node`; the last one was opened last. */
  readonly open: ReadonlySet<string>;
  readonly ownersBy: Metric;
  readonly timelineOf: TimelineResource;
  /** Where the timeline is read, in epoch milliseconds; null while nobody points at it. */
  readonly timelineAt: number | null;
  /** What engines were asked to do with containers, by id, and have not done yet. */
  readonly acting: ReadonlyMap<string, ContainerAction>;
  readonly keysShown: boolean;
  /** The filter of the view is to take the focus. */
  readonly filterWanted: boolean;
  /** What this client may do, and on which machine; null until the other side has told. */
  readonly info: Info | null;
  /** The last thing that went wrong or was done, in words. */
  readonly toast: { readonly kind: ToastKind; readonly text: string } | null;
}

export type UiStore = StoreApi<UiState>;

export function createUiStore(): UiStore {
  return createStore<UiState>(() => ({
    view: 'overview',
    open: new Set(),
    ownersBy: 'memory',
    timelineOf: 'cpu',
    timelineAt: null,
    acting: new Map(),
    keysShown: false,
    filterWanted: false,
    info: null,
    toast: null,
  }));
}

/** The set with one member more, or less when it was there. */
export function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}
