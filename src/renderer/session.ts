import type { Unsubscribe } from '../shared/ipc/contract.ts';
import type { SeriesKey } from '../shared/model/history.ts';
import { durationMs } from '../shared/duration.ts';
import type { PageView, ViewName } from '../shared/views.ts';
import type { Bridge } from './bridge.ts';
import { type Actions, createActions } from './actions.ts';
import { type FollowedSeries, followSeries } from './stores/followed-series.ts';
import { type Replica, createReplica } from './stores/replica.ts';
import { type SeriesStore, createSeriesStore } from './stores/series.ts';
import { type SettingsStore, createSettingsStore } from './stores/settings.ts';
import { type UiStore, createUiStore } from './stores/ui.ts';

const SPARK_SPAN_MS = 300_000;
const TIMELINE_SPAN_MS = 900_000;
const SPARK_POINTS = 150;
const TIMELINE_POINTS = 300;
/** A repeated failure to look (an answer that is an error) is tried again this much later. */
const LOOK_AGAIN_MS = 2_000;

const host = (resource: string): SeriesKey => ({ subject: 'host', resource });
const SPARK_SERIES = ['cpu', 'memory', 'swap', 'disk', 'diskIo', 'network', 'fileHandles'].map(host);
const TIMELINE_SERIES = ['cpu', 'memory', 'diskIo', 'network'].map(host);

/** What is read and sent while a view is shown. The settings show no numbers but the state of the controls. */
const looksAt: Readonly<Record<PageView, readonly ViewName[]>> = {
  overview: ['overview'],
  processes: ['processes'],
  containers: ['containers'],
  alerts: ['tray'],
  environment: ['environment'],
  settings: ['tray'],
};

/** What the page tells of itself. */
export interface PagePort {
  isVisible(): boolean;
  onVisibility(listener: () => void): Unsubscribe;
  setTimer(callback: () => void, delayMs: number): Unsubscribe;
}

/** All that the views draw from and act through. */
export interface Session {
  readonly bridge: Bridge;
  readonly replica: Replica;
  readonly sparks: SeriesStore;
  readonly timeline: SeriesStore;
  readonly ui: UiStore;
  readonly settings: SettingsStore;
  readonly actions: Actions;
  /** Series of the last minutes beside those of the overview, for as long as they are shown. */
  follow(keys: readonly SeriesKey[]): FollowedSeries;
  /** Begins to look; returns what ends it. */
  start(): Unsubscribe;
}

export function createSession(bridge: Bridge, page: PagePort): Session {
  const { api, connection } = bridge;
  const replica = createReplica(() => api.getSnapshot({}));
  const sparks = createSeriesStore(SPARK_SPAN_MS, SPARK_SERIES);
  const timeline = createSeriesStore(TIMELINE_SPAN_MS, TIMELINE_SERIES);
  const ui = createUiStore();
  const settings = createSettingsStore();
  let cancelLookAgain: Unsubscribe = () => {};

  const open = (): boolean => connection.getState().state === 'open';

  async function look(): Promise<void> {
    cancelLookAgain();
    if (!open()) return;
    if (!page.isVisible()) {
      // Nothing is drawn, so nothing needs to be read or sent. The copy stays as it is.
      await api.look({ views: [] });
      return;
    }
    const views = [...looksAt[ui.getState().view]];
    const shown = await replica.load(() => api.look({ views }));
    if (!shown && open() && page.isVisible()) cancelLookAgain = page.setTimer(() => void look(), LOOK_AGAIN_MS);
  }

  async function fill(store: SeriesStore, series: readonly SeriesKey[], points: number): Promise<void> {
    const answer = await api.getHistory({ series: [...series], spanMs: store.spanMs, points });
    if (answer.ok) store.load(answer.value);
  }

  async function facts(): Promise<void> {
    const [info, state] = await Promise.all([api.getInfo({}), api.getSettings({})]);
    if (info.ok) ui.setState({ info: info.value });
    if (state.ok) settings.setState({ state: state.value });
  }

  async function refresh(): Promise<void> {
    await Promise.all([
      look(),
      ...(page.isVisible() ? [fill(sparks, SPARK_SERIES, SPARK_POINTS), fill(timeline, TIMELINE_SERIES, TIMELINE_POINTS)] : []),
    ]);
  }

  function intervalMs(): number {
    const monitor = settings.getState().state?.settings.monitor;
    const set = monitor === undefined ? 0 : durationMs(monitor.interval);
    return Math.max(set, replica.getState().snapshot?.sampling.intervalMs ?? 0);
  }

  function start(): Unsubscribe {
    const stops: Unsubscribe[] = [
      api.on('snapshot', (push) => replica.push(push)),
      api.on('settings', (state) => settings.setState({ state })),
      api.on('navigate', ({ view }) => ui.setState({ view })),
      replica.subscribe(({ snapshot }, before) => {
        if (snapshot === null || snapshot.readings === before.snapshot?.readings) return;
        const interval = intervalMs();
        sparks.append(snapshot.readings, snapshot.at, interval);
        timeline.append(snapshot.readings, snapshot.at, interval);
      }),
      ui.subscribe((state, before) => {
        if (state.view !== before.view) void look();
      }),
      connection.subscribe(({ state }, before) => {
        if (state === 'open' && before.state !== 'open') void Promise.all([facts(), refresh()]);
      }),
      page.onVisibility(() => {
        bridge.retry();
        void refresh();
      }),
      () => cancelLookAgain(),
    ];
    if (open()) void Promise.all([facts(), refresh()]);
    return () => {
      for (const stop of stops) stop();
    };
  }

  const actions = createActions({ api, replica, ui, settings });
  const follow = (keys: readonly SeriesKey[]): FollowedSeries =>
    followSeries({ api, connection, replica, intervalMs }, keys, SPARK_SPAN_MS, SPARK_POINTS);
  return { bridge, replica, sparks, timeline, ui, settings, actions, follow, start };
}
