import type { StoreApi } from 'zustand/vanilla';
import type { Api, Unsubscribe } from '../../shared/ipc/contract.ts';
import type { SeriesKey } from '../../shared/model/history.ts';
import type { ConnectionState } from '../socket-api.ts';
import type { Replica } from './replica.ts';
import { type SeriesStore, createSeriesStore } from './series.ts';

export interface FollowedSeries {
  readonly store: SeriesStore;
  /** Fills it, and continues it until the answer is called. */
  start(): Unsubscribe;
}

interface SeriesSource {
  readonly api: Pick<Api, 'getHistory'>;
  readonly connection: StoreApi<{ readonly state: ConnectionState }>;
  readonly replica: Replica;
  /** How far apart readings are at least. */
  readonly intervalMs: () => number;
}

/** Series that are shown for a while: filled from history, again after a reconnect, and continued from the readings. */
export function followSeries(
  { api, connection, replica, intervalMs }: SeriesSource,
  keys: readonly SeriesKey[],
  spanMs: number,
  points: number,
): FollowedSeries {
  const store = createSeriesStore(spanMs, keys);
  async function fill(): Promise<void> {
    const answer = await api.getHistory({ series: [...keys], spanMs, points });
    if (answer.ok) store.load(answer.value);
  }
  return {
    store,
    start() {
      const stops: readonly Unsubscribe[] = [
        replica.subscribe(({ snapshot }, before) => {
          if (snapshot === null || snapshot.readings === before.snapshot?.readings) return;
          store.append(snapshot.readings, snapshot.at, intervalMs());
        }),
        connection.subscribe(({ state }, before) => {
          if (state === 'open' && before.state !== 'open') void fill();
        }),
      ];
      if (connection.getState().state === 'open') void fill();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
