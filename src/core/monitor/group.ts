import { Absence, absenceOf } from '../probes/absence.ts';
import type { Clock, Disposer, Logger } from '../ports.ts';
import type { GroupName } from '../../shared/views.ts';
import type { AbsentPart } from '../../shared/model/absence.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { Derived, Sample } from './sample.ts';

/** A failing group is tried again after its interval × 2, × 4 … up to this. */
const MAX_BACKOFF_MS = 60_000;
/** What a platform does not have is asked for again seldom: a module may have been loaded, a device plugged in. */
const UNSUPPORTED_RETRY_MS = 300_000;
/** Two reads closer than this share of the interval make a noisy rate: the earlier answer stands. */
const MIN_AGE_SHARE = 0.2;
/** Stands in for the interval of a group that was read on request while nobody asked for it. */
const UNSCHEDULED_INTERVAL_MS = 5_000;
/** Reads that outlived their time limit and never ended; with this many the group waits until one does. */
const MAX_ABANDONED = 2;

export interface GroupOptions<Raw, Part> {
  readonly name: GroupName;
  readonly read: (detail: boolean) => Raw | Promise<Raw>;
  readonly derive: (previous: Sample<Raw> | null, current: Sample<Raw>) => Derived<Part>;
  readonly dispose: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when a read that was waited for has ended, after its tick. */
  readonly onLate: () => void;
}

/** One group of readings: when it is due, its read in flight, its last sample and what became of it. */
export class Group<Raw, Part> {
  readonly name: GroupName;
  part: Part | null = null;
  readings: readonly Reading[] = [];
  absent: readonly AbsentPart[] = [];
  /** Monotonic time at which it is due; null while nobody asks for it. */
  dueAt: number | null = null;
  skipped = 0;

  readonly #options: GroupOptions<Raw, Part>;
  #intervalMs = 0;
  #detail = false;
  #previous: Sample<Raw> | null = null;
  #inFlight: Promise<void> | null = null;
  #stale = false;
  #abandoned = 0;
  #failures = 0;
  /** Monotonic time before which a failing group is not tried again, whoever asks. */
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: GroupOptions<Raw, Part>) {
    this.name = options.name;
    this.#options = options;
  }

  /** The interval in force; 0 = nobody asks. A group that is asked for anew, or more often, is due at once. */
  schedule(intervalMs: number, detail: boolean, nowMs: number): void {
    const sooner = intervalMs > 0 && (this.#intervalMs === 0 || intervalMs < this.#intervalMs || (detail && !this.#detail));
    this.#intervalMs = intervalMs;
    this.#detail = detail;
    if (intervalMs === 0) {
      this.dueAt = null;
    } else {
      const wanted = sooner || this.dueAt === null ? nowMs : Math.min(this.dueAt, nowMs + intervalMs);
      this.dueAt = Math.max(wanted, this.#notBeforeMs);
    }
  }

  /** Reads if it is due. Returns a promise only when the read has to be waited for. */
  tick(nowMs: number): Promise<void> | null {
    if (this.dueAt === null || nowMs < this.dueAt) return null;
    const late = nowMs - this.dueAt;
    this.dueAt = nextOnGrid(this.dueAt, this.#intervalMs, nowMs);
    if (late > this.#intervalMs) this.skipped += Math.floor(late / this.#intervalMs);
    if (this.#inFlight !== null || this.#abandoned >= MAX_ABANDONED) this.skipped += 1;
    return this.read();
  }

  /** Reads now, unless it waits after a failure; who asks while a read is in flight gets that one. */
  read(): Promise<void> | null {
    if (this.#inFlight !== null) return this.#inFlight;
    if (this.#abandoned >= MAX_ABANDONED) return null;
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    if (startedMs < this.#notBeforeMs) return null;
    if (!this.#stale && this.#previous !== null && startedMs - this.#previous.monotonicMs < MIN_AGE_SHARE * this.#effectiveIntervalMs)
      return null;
    this.#stale = false;
    try {
      const answer = this.#options.read(this.#detail);
      if (!(answer instanceof Promise)) {
        this.#take(answer, startedMs);
        return null;
      }
      this.#inFlight = this.#waitFor(answer, startedMs).finally(() => {
        this.#inFlight = null;
        this.#options.onLate();
      });
      return this.#inFlight;
    } catch (thrown) {
      this.#fail(thrown);
      return null;
    }
  }

  /** As `read`, however short ago the last one was: something is known to have changed. */
  readAgain(): Promise<void> | null {
    this.#stale = true;
    return this.read();
  }

  /** True when a read is worth while: it was never read, or longer ago than this, and does not wait after a failure. */
  olderThan(ageMs: number): boolean {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#notBeforeMs) return false;
    return this.#previous === null || nowMs - this.#previous.monotonicMs > ageMs;
  }

  /** True when its last read failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Begins anew: the next step has no rate, and what failed is tried at once. */
  restart(): void {
    this.#previous = null;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
  }

  dispose(): void {
    this.dueAt = null;
    this.#options.dispose();
  }

  get #effectiveIntervalMs(): number {
    return this.#intervalMs === 0 ? UNSCHEDULED_INTERVAL_MS : this.#intervalMs;
  }

  async #waitFor(answer: Promise<Raw>, startedMs: number): Promise<void> {
    const limitMs = Math.min(5_000, Math.max(2_000, this.#intervalMs));
    let stopTimer: Disposer = () => {};
    const timedOut = new Promise<typeof TIMED_OUT>((resolve) => {
      stopTimer = this.#options.clock.setTimer(() => resolve(TIMED_OUT), limitMs);
    });
    try {
      const raw = await Promise.race([answer, timedOut]);
      if (raw !== TIMED_OUT) {
        this.#take(raw, startedMs);
        return;
      }
      this.#abandoned += 1;
      const ended = (): void => {
        this.#abandoned -= 1;
      };
      answer.then(ended, ended);
      this.#fail(new Absence('timed-out', `${this.name}: no answer within ${limitMs} ms`));
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      stopTimer();
    }
  }

  #take(raw: Raw, monotonicMs: number): void {
    const { clock, derive, logger } = this.#options;
    const current: Sample<Raw> = { raw, at: clock.now(), monotonicMs, intervalMs: this.#effectiveIntervalMs };
    const derived = derive(this.#previous, current);
    this.#previous = current;
    this.part = derived.part;
    this.readings = derived.readings;
    this.absent = derived.absent;
    if (this.#failures > 0) logger.info('monitor', 'reads again', { group: this.name, failures: this.#failures });
    this.#failures = 0;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
  }

  #fail(thrown: unknown): void {
    const absence = thrown instanceof Absence ? thrown : absenceOf(thrown, this.name);
    this.part = null;
    this.readings = [];
    this.absent = [{ part: this.name, reason: absence.reason, detail: absence.detail }];
    this.#previous = null;
    this.#failures += 1;
    if (this.#failures === 1) {
      this.#options.logger.info('monitor', 'absent', { group: this.name, reason: absence.reason, detail: absence.detail });
    }
    const backoffMs =
      absence.reason === 'not-supported'
        ? UNSUPPORTED_RETRY_MS
        : Math.min(MAX_BACKOFF_MS, this.#effectiveIntervalMs * 2 ** Math.min(this.#failures, 16));
    this.#notBeforeMs = this.#options.clock.monotonicMs() + Math.max(this.#effectiveIntervalMs, backoffMs);
    if (this.dueAt !== null) this.dueAt = this.#notBeforeMs;
  }
}

const TIMED_OUT = Symbol('timed out');

/**
 * The next time on a common grid of the interval, after now. Groups whose intervals are multiples of each other then share their wake-ups.
 */
function nextOnGrid(dueAt: number, intervalMs: number, nowMs: number): number {
  const next = (Math.floor(Math.max(dueAt, nowMs) / intervalMs) + 1) * intervalMs;
  // After an early or off-grid read: not two reads within half an interval.
  return next - nowMs < intervalMs / 2 ? next + intervalMs : next;
}
