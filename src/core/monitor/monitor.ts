import type { GroupName } from '../../shared/views.ts';
import { groupNames } from '../../shared/views.ts';
import type { AlertRecord } from '../../shared/model/alert.ts';
import type { Sampling, Snapshot } from '../../shared/model/snapshot.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Conditions } from '../engine-types.ts';
import type { Clock, Disposer, Logger, OwnUsage } from '../ports.ts';
import type { ProbeSet } from '../probes/probe.ts';
import { type Demand, Demands } from './demands.ts';
import type { JudgedParts } from './findings.ts';
import { type GroupTable, createGroups } from './groups.ts';
import { SensorSwitch } from './sensor-switch.ts';
import { type DemandLevel, type Intervals, intervalOf, slowdown } from './intervals.ts';
import { createNesting } from './vm-containers.ts';
import { TickTimes } from './tick-times.ts';
import { MEASURING, NOTHING_READ, type VerdictState, judge, withAlerts } from './verdict.ts';

/** So many slow intervals without a tick are a standstill. */
const STANDSTILL_INTERVALS = 3;
/** A late answer is published at once, but never more often than this. */
const LATE_PUBLISH_MS = 20;
/** A container that starts makes several events. */
const CHANGED_MS = 150;
/** Where there are thousands, making them anew takes as long as many events. */
const READINGS_PER_MS = 50;

export interface MonitorOptions {
  readonly probes: ProbeSet;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ownUsage: () => OwnUsage;
  readonly pid: number;
  readonly intervals: Intervals;
  readonly thresholds: Settings['thresholds'];
  /** What fires now, the worst first; the same array while nothing changed. */
  readonly alerts?: () => readonly AlertRecord[];
}

const NO_ALERTS: readonly AlertRecord[] = [];

/** Schedules the probes and makes one immutable snapshot of what they answer. Reads nothing that nobody asks for. */
export class Monitor {
  /** The newest snapshot: a plain property, so reading it costs nothing. */
  latest: Snapshot;
  /** Monotonic time of the newest scheduled tick; null before the first. */
  lastTickMs: number | null = null;

  readonly #options: MonitorOptions;
  readonly #groups: GroupTable;
  readonly #demands: Demands;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #tickTimes = new TickTimes();
  readonly #sensors: SensorSwitch;
  readonly #nest = createNesting();
  readonly #startedMs: number;
  #intervals: Intervals;
  #thresholds: Settings['thresholds'];
  #conditions: Conditions = { lowPower: false, locked: false };
  #verdictState: VerdictState = new Map();
  #running = false;
  #paused = false;
  #mutedUntil: number | null = null;
  #ticking = false;
  #stopTimer: Disposer = () => {};
  #latePending = false;
  readonly #changed = new Set<GroupName>();

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#intervals = options.intervals;
    this.#thresholds = options.thresholds;
    this.#startedMs = options.clock.monotonicMs();
    this.#demands = new Demands(() => this.#reschedule());
    this.#sensors = new SensorSwitch(options.probes.sensors, options.clock);
    this.#groups = createGroups({
      probes: { ...options.probes, sensors: this.#sensors },
      clock: options.clock,
      logger: options.logger,
      latest: () => this.latest,
      readSelf: () => ({
        ...options.ownUsage(),
        pid: options.pid,
        ticks: this.#tickTimes.count,
        skippedTicks: this.#all().reduce((sum, group) => sum + group.skipped, 0),
        tickMsP50: this.#tickTimes.percentile(50),
        tickMsP99: this.#tickTimes.percentile(99),
        uptimeSeconds: (options.clock.monotonicMs() - this.#startedMs) / 1000,
      }),
      onLate: () => this.#publishLate(),
    });
    this.latest = this.#compose(0);
  }

  /** Asks for groups. @param detail also their costly fields */
  demand(level: DemandLevel, groups: readonly GroupName[], detail = false): Demand {
    return this.#demands.add(level, groups, detail);
  }

  onSnapshot(listener: (snapshot: Snapshot) => void): Disposer {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#reschedule();
  }

  stop(): void {
    this.#running = false;
    this.#stopTimer();
    for (const group of this.#all()) group.dispose();
  }

  /** A snapshot in which these groups were read now; while paused, the last one. Who asks while they are being read gets those reads. */
  async fresh(groups: readonly GroupName[]): Promise<Snapshot> {
    if (this.#paused) return this.latest;
    // The others are held against what it says.
    if (groups.includes('environment') && this.#groups.environment.part === null) await this.#groups.environment.read();
    await Promise.all(groups.map(async (name) => this.#groups[name].read()));
    this.#publish();
    return this.latest;
  }

  /** Something changed outside that a group shows: what is asked for is read at once, and changes that come together once. */
  changed(name: GroupName): void {
    if (this.#changed.has(name)) return;
    this.#changed.add(name);
    this.#options.clock.setTimer(
      () => {
        this.#changed.delete(name);
        const group = this.#groups[name];
        if (!this.#running || group.dueAt === null) return;
        void group.readAgain();
        this.#publish();
      },
      CHANGED_MS + this.latest.readings.length / READINGS_PER_MS,
    );
  }

  /** What fires changed: the next snapshot shows it, soon. */
  alertsChanged(): void {
    this.#publishLate();
  }

  /** True when a group was never read, or longer ago than the interval of someone who looks. */
  isStale(group: GroupName): boolean {
    return this.#groups[group].olderThan(intervalOf(group, 'look', this.#intervals) * slowdown(this.#conditions));
  }

  /** The sensors are read only when the user wants them. */
  setSensors(enabled: boolean): void {
    this.#groups.sensors.restart();
    this.#sensors.setEnabled(enabled);
    this.#reschedule();
  }

  setIntervals(intervals: Intervals): void {
    this.#intervals = intervals;
    this.#reschedule();
    this.#publish();
  }

  setThresholds(thresholds: Settings['thresholds']): void {
    this.#thresholds = thresholds;
  }

  setConditions(conditions: Conditions): void {
    this.#conditions = conditions;
    this.#reschedule();
    this.#publish();
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#reschedule();
    this.#publish();
  }

  /** @param until epoch milliseconds; null = not muted */
  setMutedUntil(until: number | null): void {
    this.#mutedUntil = until;
    this.#publish();
  }

  /** After sleep: reads everything that is asked for, at once and without a rate across the gap; held alarms begin anew. */
  resumed(): void {
    this.#verdictState = new Map();
    const nowMs = this.#options.clock.monotonicMs();
    for (const group of this.#all()) {
      group.restart();
      if (group.dueAt !== null) group.dueAt = nowMs;
    }
    if (this.#running) this.#tick();
  }

  #all(): GroupTable[GroupName][] {
    return groupNames.map((name) => this.#groups[name]);
  }

  #reschedule(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const factor = slowdown(this.#conditions);
    for (const name of groupNames) {
      const { intervalMs, detail } = this.#demands.wanted(name, this.#intervals);
      this.#groups[name].schedule(this.#running && !this.#paused ? intervalMs * factor : 0, detail, nowMs);
    }
    this.#arm();
  }

  #arm(): void {
    this.#stopTimer();
    if (!this.#running || this.#ticking) return;
    let dueAt = Number.POSITIVE_INFINITY;
    for (const group of this.#all()) if (group.dueAt !== null) dueAt = Math.min(dueAt, group.dueAt);
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.max(0, Math.ceil(dueAt - this.#options.clock.monotonicMs()));
    this.#stopTimer = this.#options.clock.setTimer(() => this.#tick(), waitMs);
  }

  #tick(): void {
    const startedMs = this.#options.clock.monotonicMs();
    // No tick for so long: the machine slept, or this process stood. What held before says nothing about now.
    if (this.lastTickMs !== null && startedMs - this.lastTickMs > this.#standstillMs()) this.#verdictState = new Map();
    this.lastTickMs = startedMs;
    this.#ticking = true;
    const surroundings = this.#groups.environment.part === null ? this.#groups.environment.tick(startedMs) : null;
    if (surroundings !== null) {
      // The others are held against what it says, so the first picture waits for it.
      void surroundings.finally(() => {
        this.#ticking = false;
        if (this.#running) this.#tick();
      });
      return;
    }
    for (const group of this.#all()) void group.tick(startedMs);
    this.#publish();
    this.#ticking = false;
    this.#tickTimes.add(this.#options.clock.monotonicMs() - startedMs);
    this.#arm();
  }

  #standstillMs(): number {
    return STANDSTILL_INTERVALS * this.#intervals.slowMs * slowdown(this.#conditions);
  }

  #publishLate(): void {
    if (this.#latePending || !this.#running) return;
    this.#latePending = true;
    this.#options.clock.setTimer(() => {
      this.#latePending = false;
      if (this.#running) this.#publish();
    }, LATE_PUBLISH_MS);
  }

  #publish(): void {
    this.latest = this.#compose(this.latest.seq + 1);
    for (const listener of this.#listeners) {
      try {
        listener(this.latest);
      } catch (thrown) {
        // One listener's defect must not stop the tick or the others.
        this.#options.logger.error('monitor', 'a listener failed', { error: String(thrown) });
      }
    }
  }

  #sampling(): Sampling {
    const { lowPower, locked } = this.#conditions;
    const now = this.#options.clock.now();
    if (this.#mutedUntil !== null && this.#mutedUntil <= now) this.#mutedUntil = null;
    const intervalMs = this.#intervals.fastMs * slowdown(this.#conditions);
    const next = { paused: this.#paused, lowPower, locked, intervalMs, mutedUntil: this.#mutedUntil };
    const before = this.latest?.sampling;
    // The same object while nothing changed, so that it is not sent again.
    return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : Object.freeze(next);
  }

  #judge(parts: JudgedParts, now: number): ReturnType<typeof judge> {
    const { cpu, memory, disk } = this.#groups;
    // A mount table without a file system that counts is read, and says nothing.
    if (cpu.part === null && memory.part === null && (disk.part?.partitions ?? []).length === 0) {
      return { state: this.#verdictState, verdict: cpu.failing && memory.failing ? NOTHING_READ : MEASURING };
    }
    return judge(this.#verdictState, parts, this.#thresholds, { now, monotonicMs: this.#options.clock.monotonicMs() });
  }

  #compose(seq: number): Snapshot {
    const now = this.#options.clock.now();
    const table = this.#groups;
    const processes = table.processes.part;
    const containers = table.containers.part;
    const parts = {
      environment: table.environment.part,
      cgroup: table.cgroup.part,
      cpu: table.cpu.part,
      memory: table.memory.part,
      disk: table.disk.part,
      diskIo: table.diskIo.part,
      network: table.network.part,
      connections: table.connections.part,
      fileHandles: table.fileHandles.part,
      pressure: table.pressure.part,
      system: table.system.part,
      battery: table.battery.part,
      gpu: table.gpu.part,
      sensors: table.sensors.part,
      engines: containers?.engines ?? null,
      containers: containers?.list ?? null,
      owners: processes === null ? null : this.#nest(processes, containers),
      vms: processes?.vms ?? null,
      processes: processes?.processes ?? null,
      self: table.self.part,
    };
    const judged = this.#judge(parts, now);
    const alerts = this.#options.alerts?.() ?? NO_ALERTS;
    this.#verdictState = judged.state;
    const groups = this.#all();
    return Object.freeze({
      at: now,
      seq,
      verdict: withAlerts(judged.verdict, alerts),
      sampling: this.#sampling(),
      readings: groups.flatMap((group) => group.readings),
      alerts,
      ...parts,
      absent: groups.flatMap((group) => group.absent),
    });
  }
}
