import { durationMs } from '../shared/duration.ts';
import type { Settings } from '../shared/model/settings.ts';
import { type GroupName, groupNames, groupsOfView, viewsWithProcessTable } from '../shared/views.ts';
import { createAlerting } from './alerting/alerting.ts';
import { noAlerting } from './alerting/no-alerting.ts';
import { createEndProcess } from './end-process.ts';
import type { Engine } from './engine-types.ts';
import { Recorder } from './history/recorder.ts';
import { HistoryRing } from './history/ring.ts';
import { ownersLag } from './monitor/growth.ts';
import type { Intervals } from './monitor/intervals.ts';
import { Monitor } from './monitor/monitor.ts';
import type { Ports } from './ports.ts';
import { createProbes } from './probes/create-probes.ts';
import { createSettingsService } from './settings/settings-service.ts';

/** These have no reading. All else is recorded whether somebody looks or not. */
const NOT_RECORDED: ReadonlySet<GroupName> = new Set(['connections', 'battery', 'gpu', 'sensors']);
const RECORDED: readonly GroupName[] = groupNames.filter((name) => !NOT_RECORDED.has(name));

function intervalsOf({ monitor }: Settings): Intervals {
  return {
    fastMs: durationMs(monitor.interval),
    slowMs: Math.max(durationMs(monitor.slowInterval), durationMs(monitor.interval)),
    processMs: durationMs(monitor.processInterval),
    processBackgroundMs: durationMs(monitor.processBackgroundInterval),
  };
}

/** Wires the product together. Nothing is read before `start`. */
export function createEngine(ports: Ports): Engine {
  const { clock, logger } = ports;
  const settings = createSettingsService({ store: ports.settingsStore, environment: ports.environment, logger });
  const probes = createProbes(ports);
  const first = settings.state.settings;
  const ring = new HistoryRing();
  const alerting =
    ports.alerting === null
      ? noAlerting
      : createAlerting({ ...ports, ...ports.alerting, settings: first, ring, onChange: () => monitor.alertsChanged() });
  const monitor: Monitor = new Monitor({
    alerts: () => alerting.firing,
    probes,
    clock,
    logger,
    ownUsage: ports.ownUsage,
    pid: process.pid,
    intervals: intervalsOf(first),
    thresholds: first.thresholds,
  });
  monitor.setSensors(first.monitor.sensors);
  const recorder = new Recorder(ring);
  monitor.onSnapshot((snapshot) => {
    recorder.record(snapshot);
    if (ownersLag(snapshot)) monitor.changed('processes');
    alerting.observe(snapshot);
  });
  monitor.demand('record', RECORDED);
  probes.containers.onChange(() => monitor.changed('containers'));

  let sensors = first.monitor.sensors;
  settings.onChange((state) => {
    monitor.setIntervals(intervalsOf(state.settings));
    monitor.setThresholds(state.settings.thresholds);
    alerting.configure(state.settings);
    if (state.settings.monitor.sensors !== sensors) {
      sensors = state.settings.monitor.sensors;
      monitor.setSensors(sensors);
    }
  });

  return {
    settings,
    alerts: alerting,
    get latest() {
      return monitor.latest;
    },
    get lastTickMs() {
      return monitor.lastTickMs;
    },
    start: () => monitor.start(),
    async stop() {
      monitor.stop();
      alerting.dispose();
    },
    watch(views) {
      const groupsOf = (names: typeof views): GroupName[] => [...new Set(names.flatMap((name) => groupsOfView[name]))];
      const detailOf = (names: typeof views): boolean => names.some((name) => viewsWithProcessTable.includes(name));
      const demand = monitor.demand('look', groupsOf(views), detailOf(views));
      return {
        set: (next) => demand.set(groupsOf(next), detailOf(next)),
        dispose: () => demand.dispose(),
      };
    },
    onSnapshot: (listener) => monitor.onSnapshot(listener),
    fresh: (groups) => monitor.fresh(groups),
    isStale: (group) => monitor.isStale(group),
    history: ({ series, spanMs, points }) => ring.query({ series, spanMs, points, now: clock.now() }),
    endProcess: createEndProcess({
      control: ports.processControl,
      clock,
      logger,
      ownPid: process.pid,
      startTimeOf: (pid) => probes.startTimeOf(pid),
    }),
    async actOnContainer({ id, action }) {
      await probes.containers.act(id, action);
      logger.info('containers', 'acted on by the user', { id, action });
    },
    setPaused: (paused) => monitor.setPaused(paused),
    mute: (forMs) => monitor.setMutedUntil(forMs === null ? null : clock.now() + forMs),
    setConditions: (conditions) => monitor.setConditions(conditions),
    resumed() {
      alerting.resumed();
      monitor.resumed();
    },
  };
}
