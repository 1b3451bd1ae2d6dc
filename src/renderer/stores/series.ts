import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SeriesData, SeriesKey } from '../../shared/model/history.ts';
import type { Reading } from '../../shared/model/reading.ts';
import { type Points, appendReading, breakPoints, pointsOfHistory } from '../logic/points.ts';

export interface SeriesState {
  readonly series: ReadonlyMap<string, Points>;
}

/** The points of charts that show one span of time: filled from history, then continued from the readings of each snapshot. */
export interface SeriesStore extends StoreApi<SeriesState> {
  readonly spanMs: number;
  load(history: readonly SeriesData[]): void;
  /** @param at epoch milliseconds of the snapshot: from when on a resource that is not among the readings is absent */
  append(readings: readonly Reading[], at: number, intervalMs: number): void;
}

export function keyOf({ subject, resource }: SeriesKey): string {
  return `${subject}\n${resource}`;
}

/** @param keys the series that are kept; others are ignored */
export function createSeriesStore(spanMs: number, keys: readonly SeriesKey[]): SeriesStore {
  const store = createStore<SeriesState>(() => ({ series: new Map() }));
  const wanted = new Set(keys.map(keyOf));
  return {
    ...store,
    spanMs,
    load(history) {
      const series = new Map(store.getState().series);
      for (const data of history) {
        const key = keyOf(data);
        if (wanted.has(key)) series.set(key, pointsOfHistory(data));
      }
      store.setState({ series });
    },
    append(readings, at, intervalMs) {
      const series = new Map(store.getState().series);
      const missing = new Set(series.keys());
      let changed = false;
      const put = (key: string, points: Points): void => {
        if (series.get(key) === points) return;
        series.set(key, points);
        changed = true;
      };
      for (const reading of readings) {
        const key = keyOf(reading);
        missing.delete(key);
        if (wanted.has(key)) put(key, appendReading(series.get(key), reading, spanMs, intervalMs));
      }
      for (const key of missing) {
        const points = series.get(key);
        if (points !== undefined) put(key, breakPoints(points, at));
      }
      if (changed) store.setState({ series });
    },
  };
}
