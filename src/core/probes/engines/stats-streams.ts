import type { ContainerIdentity } from '../../../shared/model/container.ts';
import type { Clock, Disposer } from '../../ports.ts';
import { Absence, type Maybe } from '../absence.ts';
import type { ContainerSamplesRaw } from '../raw-containers.ts';
import type { EngineApi } from './engine-api.ts';
import type { EngineStream } from './http-client.ts';
import { fieldsOf, textOf } from './json-values.ts';
import { retryDelayMs } from './retry-delay.ts';
import { samplesOfStats } from './stats-sample.ts';

/** Streams that begin at one time: each makes the engine read a whole container before it answers. */
const MAX_STARTS = 5;
/** Nobody asked for this long: the stream is closed, as it costs the engine something every second. */
const UNWANTED_MS = 60_000;
/** Docker sends a sample a second, Podman one in five; after this the last one says nothing about now, and the stream is begun anew. */
const STALE_MS = 20_000;
/** A start that gave no sample in this time makes room for others. */
const START_MS = 10_000;
const RETRY = { firstMs: 1000, maxMs: 60_000 } as const;

const WAITS = new Absence('first-sample', 'the engine was asked and has not answered yet');

interface Follow {
  readonly api: EngineApi;
  stream: EngineStream | null;
  samples: Maybe<ContainerSamplesRaw>;
  /** Of the last sample, or of the stream's beginning. */
  heardMs: number;
  wantedMs: number;
  failures: number;
  notBeforeMs: number;
}

/** The engine's own statistics, one stream a container, opened when they are asked for and closed when nobody asks any more. */
export interface StatsStreams {
  of(identity: ContainerIdentity, api: EngineApi): Maybe<ContainerSamplesRaw>;
  /** Closes the streams of all containers but these. */
  keepOnly(ids: ReadonlySet<string>): void;
  dispose(): void;
}

export function createStatsStreams(clock: Clock, random: () => number): StatsStreams {
  const follows = new Map<string, Follow>();
  const waiting = new Map<string, ContainerIdentity>();
  const starting = new Set<Follow>();
  let stopSweep: Disposer | null = null;

  function startNext(): void {
    for (const [id, identity] of waiting) {
      if (starting.size >= MAX_STARTS) return;
      waiting.delete(id);
      const follow = follows.get(id);
      if (follow !== undefined && follow.stream === null) start(identity, follow);
    }
  }

  function start(identity: ContainerIdentity, follow: Follow): void {
    const { id, hostNetwork, sharedNetwork } = identity;
    const { kind, windows } = follow.api.facts;
    const source = { podman: kind === 'podman', windows, hostNetwork, sharedNetwork };
    starting.add(follow);
    const started = (): void => {
      stopTimer();
      if (starting.delete(follow)) startNext();
    };
    const stopTimer = clock.setTimer(started, START_MS);
    let previous: ContainerSamplesRaw['now'] | null = null;
    const stream = follow.api.stats(id, (message) => {
      started();
      const of = fieldsOf(message);
      const said = textOf(of['id'], 128) || textOf(of['Id'], 128);
      if (said !== '' && said !== id) {
        follow.samples = new Absence('malformed', `container ${id}: the engine sent the figures of ${said}`);
        return;
      }
      // The pair that an engine puts into a first message is one it made up: a rate waits for the second.
      const { now } = samplesOfStats(message, source);
      follow.samples = { now, before: previous };
      follow.heardMs = clock.monotonicMs();
      if (previous !== null) follow.failures = 0;
      previous = now;
    });
    follow.stream = stream;
    follow.heardMs = clock.monotonicMs();
    void stream.ended.then((error) => {
      started();
      if (follow.stream !== stream) return;
      failed(follow, new Absence(error.reason, error.message));
    });
  }

  function failed(follow: Follow, why: Absence): void {
    follow.stream = null;
    follow.failures += 1;
    follow.notBeforeMs = clock.monotonicMs() + retryDelayMs(follow.failures, RETRY, random);
    follow.samples = why;
  }

  /** Whatever carries the stream (a tunnel into a machine) may be gone without a word: then nothing comes, and it never ends. */
  function endSilent(id: string, follow: Follow, nowMs: number): void {
    const { stream, heardMs } = follow;
    if (stream === null || nowMs - heardMs <= STALE_MS) return;
    failed(follow, new Absence('gap', `container ${id}: the engine sent no figures for ${STALE_MS / 1000} s`));
    stream.close();
  }

  function close(id: string): void {
    const follow = follows.get(id);
    follows.delete(id);
    waiting.delete(id);
    const stream = follow?.stream ?? null;
    if (follow !== undefined) follow.stream = null;
    stream?.close();
  }

  function sweep(): void {
    stopSweep = null;
    const nowMs = clock.monotonicMs();
    for (const [id, { wantedMs }] of follows) if (nowMs - wantedMs >= UNWANTED_MS) close(id);
    if (follows.size > 0) stopSweep = clock.setTimer(sweep, UNWANTED_MS / 2);
  }

  return {
    of(identity, api) {
      const nowMs = clock.monotonicMs();
      let follow = follows.get(identity.id);
      if (follow !== undefined && follow.api !== api) {
        close(identity.id);
        follow = undefined;
      }
      if (follow === undefined) {
        follow = { api, stream: null, samples: WAITS, heardMs: nowMs, wantedMs: nowMs, failures: 0, notBeforeMs: nowMs };
        follows.set(identity.id, follow);
      }
      follow.wantedMs = nowMs;
      endSilent(identity.id, follow, nowMs);
      if (follow.stream === null && nowMs >= follow.notBeforeMs) {
        waiting.set(identity.id, identity);
        startNext();
      }
      stopSweep ??= clock.setTimer(sweep, UNWANTED_MS / 2);
      return follow.samples;
    },
    keepOnly(ids) {
      for (const id of follows.keys()) if (!ids.has(id)) close(id);
    },
    dispose() {
      stopSweep?.();
      for (const id of follows.keys()) close(id);
    },
  };
}
