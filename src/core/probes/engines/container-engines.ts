import type { ContainerAction, ContainerState, TriedPlace } from '../../../shared/model/container.ts';
import type { Clock, Disposer, Logger } from '../../ports.ts';
import { Absence, type Maybe } from '../absence.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { ownMachineUnits } from '../linux/machine-units.ts';
import type { ReadRequest } from '../probe.ts';
import type { ContainerRaw, ContainersRaw, ContainerSamplesRaw } from '../raw-containers.ts';
import { runAction } from './actions.ts';
import { type CgroupSamples, createCgroupSamples } from './cgroup-samples.ts';
import type { ContainerRecord } from './container-table.ts';
import { EngineWatcher } from './engine-watcher.ts';
import { createMachineTime } from './machine-time.ts';
import { type Place, type Surroundings, findPlaces } from './places.ts';
import { createStatsStreams } from './stats-streams.ts';

/** Between two looks at the places where an engine may come to be: a few dozen `stat` calls. */
const FIRST_LOOK_MS = 2_000;
const MAX_LOOK_MS = 30_000;
/** While people look at the containers, one that is started is to appear soon. */
const WATCHED_LOOK_MS = 5_000;

export interface ContainerEnginesOptions extends Omit<Surroundings, 'locate'> {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly files: KernelFiles;
}

export interface ContainerEngines {
  /** Begins to look for engines. */
  start(): void;
  /** Closes all connections and files. */
  stop(): void;
  /** What is known now, and the figures of all that run. Asks no engine anything: where its streams are needed, they are opened. */
  read(request: ReadRequest): ContainersRaw;
  /** Called after each change of an engine or a container, but not of a figure. */
  onChange(listener: () => void): Disposer;
  /** Throws an AppError in plain words: `invalid-input`, `not-found`, `conflict`, `permission-denied`, `timed-out`, `internal`. */
  act(id: string, action: ContainerAction): Promise<void>;
}

const NOT_RUNNING = new Absence('not-supported', 'it does not run');
const NOT_CONNECTED = new Absence('failed', 'its engine does not answer');

/** All container engines of this machine: finds them, keeps them true, reads their containers. */
export function createContainerEngines(options: ContainerEnginesOptions): ContainerEngines {
  const { clock, logger, random, files, platform } = options;
  const surroundings: Surroundings = { ...options, locate: (path) => files.locate(path) };
  const watchers = new Map<string, EngineWatcher>();
  const owners = new Map<string, EngineWatcher>();
  const listeners = new Set<() => void>();
  const streams = createStatsStreams(clock, random);
  const cgroups: CgroupSamples | null =
    platform === 'linux' ? createCgroupSamples(files, createMachineTime(files, ownMachineUnits().ticksPerSecond), clock) : null;
  let missing: readonly TriedPlace[] = [];
  let stopTimer: Disposer | null = null;
  let lookMs = FIRST_LOOK_MS;
  let watched = false;

  const tell = (): void => listeners.forEach((listener) => listener());

  function watch(place: Place): void {
    const claim = (identity: string): boolean => {
      const owner = owners.get(identity);
      if (owner !== undefined && owner !== watcher && owner.holds) return false;
      owners.set(identity, watcher);
      return true;
    };
    const watcher = new EngineWatcher({ place, platform, clock, logger, random, claim, onChange: tell });
    watchers.set(place.key, watcher);
  }

  function look(): void {
    const places = findPlaces(surroundings);
    let changed = places.missing.length !== missing.length;
    missing = places.missing;
    const found = new Map(places.found.map((place) => [place.key, place]));
    for (const [key, watcher] of watchers) {
      const place = found.get(key);
      if (watcher.api !== null || place?.made === watcher.place.made) continue;
      if (place !== undefined) {
        // The socket was made anew: the next try need not wait.
        changed = true;
        watcher.retry(place);
      } else if (!watcher.holds) {
        changed = true;
        watcher.stop();
        watchers.delete(key);
      }
    }
    for (const place of places.found) {
      if (watchers.has(place.key)) continue;
      changed = true;
      watch(place);
    }
    for (const watcher of watchers.values()) {
      if (watcher.duplicate && owners.get(watcher.identity ?? '')?.holds !== true) watcher.retry();
    }
    lookMs = changed ? FIRST_LOOK_MS : Math.min(lookMs * 2, watched ? WATCHED_LOOK_MS : MAX_LOOK_MS);
    watched = false;
    stopTimer = clock.setTimer(look, lookMs * (0.75 + random() / 4));
  }

  function samplesOf({ identity }: ContainerRecord, watcher: EngineWatcher): Maybe<ContainerSamplesRaw> {
    if (!runs(identity.state)) return NOT_RUNNING;
    const own = cgroups?.of(identity) ?? null;
    if (own !== null) return own;
    return watcher.api === null ? NOT_CONNECTED : streams.of(identity, watcher.api);
  }

  return {
    start() {
      if (stopTimer === null) look();
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
      for (const watcher of watchers.values()) watcher.stop();
      watchers.clear();
      owners.clear();
      streams.dispose();
      cgroups?.dispose();
    },
    read({ detail }) {
      watched ||= detail;
      cgroups?.begin();
      const containers: ContainerRaw[] = [];
      const running = new Set<string>();
      for (const watcher of watchers.values()) {
        for (const record of watcher.records.values()) {
          containers.push({ ...record, samples: samplesOf(record, watcher) });
          if (runs(record.identity.state)) running.add(record.identity.id);
        }
      }
      cgroups?.keepOnly(running);
      streams.keepOnly(running);
      const list = [...watchers.values()];
      const silent = list.flatMap(({ place, outcome, denied }): TriedPlace[] =>
        outcome === null ? [] : [{ place: place.endpoint.address, origin: place.origin, outcome, ...(denied ? { denied } : {}) }],
      );
      return { engines: list.flatMap(({ engine }) => engine ?? []), containers, tried: [...silent, ...missing] };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    act: (id, action) => runAction([...watchers.values()], id, action),
  };
}

/** It has processes, and so figures. */
function runs(state: ContainerState): boolean {
  return state === 'running' || state === 'paused';
}
