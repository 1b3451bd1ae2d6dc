import type { AbsentPart } from '../../../shared/model/absence.ts';
import type { ContainerEngine, EngineState } from '../../../shared/model/container.ts';
import type { Clock, Disposer, Logger } from '../../ports.ts';
import { type ContainerRecord, ContainerTable, countsOf } from './container-table.ts';
import { type EngineApi, openEngine } from './engine-api.ts';
import { type EngineError, engineErrorOf } from './engine-error.ts';
import { isContainerId } from './container-facts.ts';
import { type EngineHttp, type EngineStream, createEngineHttp } from './http-client.ts';
import { fieldsOf, textOf } from './json-values.ts';
import type { Place } from './places.ts';
import { retryDelayMs } from './retry-delay.ts';

const RETRY = { firstMs: 500, maxMs: 30_000 } as const;
/** A connection that lived this long was good: the next failure is a first one again. */
const STABLE_MS = 10_000;
/** So long its containers are shown as they were; then it is absent, and so are they. */
const RECONNECTING_FOR_MS = 60_000;
/** An engine may send the head of its stream with the first event only. */
const EVENTS_OPEN_MS = 1000;
/** Between two questions whether an engine in a machine of its own is still there: the tunnel to it may be gone without a word. */
const PING_EVERY_MS = 60_000;
const NO_RECORDS: ReadonlyMap<string, ContainerRecord> = new Map();

export interface EngineWatcherOptions {
  readonly place: Place;
  /** Of this machine: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** May this watcher have the engine with this identity? False when another one has it: two places can lead to one engine. */
  readonly claim: (identity: string) => boolean;
  readonly onChange: () => void;
}

/** Keeps what is known of one engine true: its list once, its events from then on, and the list again after each new connection. */
export class EngineWatcher {
  #place: Place;
  readonly #options: EngineWatcherOptions;
  readonly #table: ContainerTable;
  #api: EngineApi | null = null;
  /** Facts of the engine that was connected last. */
  #last: EngineApi | null = null;
  #http: EngineHttp | null = null;
  #fault: EngineError | null = null;
  /** The engine is another watcher's. */
  #duplicate = false;
  #identity: string | null = null;
  /** It was granted the engine it is connected to, or about to be. */
  #granted = false;
  #failures = 0;
  #lostAtMs: number | null = null;
  #wake: (() => void) | null = null;
  #stopped = false;

  constructor(options: EngineWatcherOptions) {
    this.#options = options;
    this.#place = options.place;
    const { clock, logger, onChange } = options;
    this.#table = new ContainerTable({ engine: options.place.key, clock, logger, onChange });
    void this.#run();
  }

  get place(): Place {
    return this.#place;
  }

  /** Null while it is not connected. */
  get api(): EngineApi | null {
    return this.#api;
  }

  /** Of the engine that answered last, its own or another watcher's. */
  get identity(): string | null {
    return this.#identity;
  }

  /** Empty once the engine is absent. */
  get records(): ReadonlyMap<string, ContainerRecord> {
    return this.#state === 'absent' ? NO_RECORDS : this.#table.records;
  }

  /** The engine is its own, and nobody else's: also while it is being connected to again. */
  get holds(): boolean {
    return this.#granted || this.#state !== 'absent';
  }

  get duplicate(): boolean {
    return this.#duplicate;
  }

  /** Why nobody is connected there; null when somebody is, or was a short time ago. */
  get outcome(): string | null {
    if (this.#duplicate) return 'the same engine as at another place';
    return this.#state === 'absent' ? (this.#fault?.message ?? 'not asked yet') : null;
  }

  /** Something is there, and this user may not use it. */
  get denied(): boolean {
    return this.#state === 'absent' && this.#fault?.reason === 'permission-denied';
  }

  /** The engine as people see it; null for one that was never there, and for one that another watcher has. */
  get engine(): ContainerEngine | null {
    if (this.#last === null || this.#duplicate) return null;
    const { kind, name, version, cpuCount, memoryBytes, rootless } = this.#last.facts;
    return {
      id: this.#place.key,
      kind,
      name,
      version,
      apiVersion: this.#last.version,
      endpoint: this.#place.endpoint.address,
      state: this.#state,
      absent: this.#absent,
      cpuCount,
      memoryBytes,
      rootless,
      ownMachine: this.#isElsewhere(this.#last),
      counts: countsOf([...this.records.values()]),
    };
  }

  /** Tries now what would be tried later: the socket was made anew, or the watcher that had the engine lost it. */
  retry(place: Place = this.#place): void {
    this.#place = place;
    this.#failures = 0;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
    this.#http?.close();
    this.#table.clear();
  }

  get #state(): EngineState {
    if (this.#api !== null) return 'connected';
    return this.#lostAtMs !== null && this.#options.clock.monotonicMs() - this.#lostAtMs < RECONNECTING_FOR_MS ? 'reconnecting' : 'absent';
  }

  get #absent(): AbsentPart | null {
    if (this.#api !== null || this.#fault === null) return null;
    return { part: 'engine', reason: this.#fault.reason, detail: this.#fault.message };
  }

  async #run(): Promise<void> {
    const { clock, random, logger } = this.#options;
    while (!this.#stopped) {
      const startedMs = clock.monotonicMs();
      const fault = await this.#connection();
      if (this.#stopped) return;
      const nowMs = clock.monotonicMs();
      this.#failures = nowMs - startedMs >= STABLE_MS && this.#api !== null ? 1 : this.#failures + 1;
      this.#lose(fault, nowMs);
      if (this.#failures === 1)
        logger.info('containers', 'no engine', { place: this.#place.endpoint.address, detail: fault?.message ?? 'duplicate' });
      await this.#wait(retryDelayMs(this.#failures, RETRY, random));
    }
  }

  /** From the first question to the end. Resolves with why it ended; null for an engine that another watcher has. */
  async #connection(): Promise<EngineError | null> {
    const { endpoint } = this.#place;
    const http = createEngineHttp(endpoint, this.#options.clock);
    this.#http = http;
    this.#duplicate = false;
    try {
      const api = await openEngine(http);
      this.#identity = api.facts.identity;
      this.#granted = this.#options.claim(api.facts.identity);
      this.#duplicate = !this.#granted;
      if (this.#duplicate) return null;
      return await this.#follow(api);
    } catch (thrown) {
      return engineErrorOf(thrown, endpoint.address);
    } finally {
      this.#granted = false;
      http.close();
    }
  }

  async #follow(api: EngineApi): Promise<EngineError> {
    const events = api.events((event) => this.#take(event));
    const late = Symbol('late');
    const first = await Promise.race([events.opened, this.#after(EVENTS_OPEN_MS, late)]);
    await this.#list(api);
    // What happened between the list and the late beginning of the events is in neither.
    if (first === late) events.opened.then(() => this.#list(api)).catch(() => {});
    if (!this.#isElsewhere(api)) return events.ended;
    const stopPings = this.#pingRegularly(api, events);
    return events.ended.finally(stopPings);
  }

  /** It runs in a machine of its own, or on another one. */
  #isElsewhere({ facts }: EngineApi): boolean {
    return facts.inVm || this.#options.platform !== 'linux' || !('socketPath' in this.#place.endpoint.connect);
  }

  /** Ends the events when the engine does not answer any more. */
  #pingRegularly(api: EngineApi, events: EngineStream): Disposer {
    let stopTimer: Disposer = () => {};
    let ended = false;
    const wait = (): void => {
      if (!ended) stopTimer = this.#options.clock.setTimer(() => void api.ping().then(wait, events.fail), PING_EVERY_MS);
    };
    wait();
    return () => {
      ended = true;
      stopTimer();
    };
  }

  async #list(api: EngineApi): Promise<void> {
    const items = await api.list();
    if (this.#stopped) return;
    this.#api = api;
    this.#last = api;
    this.#fault = null;
    this.#lostAtMs = null;
    this.#table.attach(items, (id) => api.inspect(id));
  }

  #take(event: unknown): void {
    const fields = fieldsOf(event);
    const id = textOf(fieldsOf(fields['Actor'])['ID'], 128) || textOf(fields['id'], 128);
    if (!isContainerId(id)) return;
    const action = textOf(fields['Action'], 64) || textOf(fields['status'], 64);
    // Podman says "remove" for what Docker calls "destroy".
    if (action === 'destroy' || action === 'remove') this.#table.removed(id);
    else if (!action.startsWith('exec')) this.#table.changed(id);
  }

  #lose(fault: EngineError | null, nowMs: number): void {
    const was = this.#state;
    if (this.#api !== null) this.#lostAtMs = nowMs;
    this.#api = null;
    this.#fault = fault;
    this.#table.detach();
    if (this.#state === 'absent') this.#table.clear();
    if (was !== this.#state || was === 'connected') this.#options.onChange();
  }

  #after<T>(delayMs: number, value: T): Promise<T> {
    return new Promise((resolve) => {
      this.#options.clock.setTimer(() => resolve(value), delayMs);
    });
  }

  /** An engine that another watcher has is not asked again until `retry`. */
  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const stopTimer: Disposer = this.#duplicate ? () => {} : this.#options.clock.setTimer(() => this.#wake?.(), delayMs);
      this.#wake = () => {
        this.#wake = null;
        stopTimer();
        resolve();
      };
    });
  }
}
