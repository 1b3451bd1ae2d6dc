import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AlertLevel, type AlertNotice, type AlertRecord, type AlertRule, alertLevels, alertRecord } from '../../shared/model/alert.ts';
import { toError } from '../../shared/result.ts';
import type { Clock, Disposer, Logger } from '../ports.ts';
import { type ClockTimes, type Tick, firstTick, tickOf } from './active-time.ts';
import { AlertLog } from './alert-log.ts';
import type { AlertStore } from './alert-store.ts';
import { CRITICAL, compileRules } from './compile-rules.ts';
import { type AlertSelection, type Controlled, type SnoozeEnd, acknowledge, addSilence, removeSilence, snooze } from './controls.ts';
import { evaluate } from './evaluate.ts';
import { type AlertState, initialState, plainState, restoreState } from './state.ts';
import type { AlertEventInput, AlertInput, AlertPolicy, AlertReading, Gates } from './work.ts';

export interface AlertEngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: AlertStore;
  readonly rules: readonly AlertRule[];
  readonly policy: AlertPolicy;
  /** Milliseconds since the machine started, sleep included; null where it is not known. */
  readonly bootMs?: () => number | null;
  readonly nameOf?: AlertInput['nameOf'];
  readonly causeOf?: AlertInput['causeOf'];
}

/** How the shell saw the time go on. */
export interface FeedTime {
  /** The usual distance of two feeds. */
  readonly intervalMs: number;
  /** The shell saw the machine wake. */
  readonly resumed?: boolean;
}

export interface SilenceInput {
  /** Patterns; left out = any. */
  readonly rule?: string;
  readonly subject?: string;
  readonly resource?: string;
  /** Nothing above is silenced; left out = all. */
  readonly upTo?: AlertLevel;
  /** Epoch milliseconds; left out = until it is taken away. */
  readonly untilAt?: number;
}

export interface AlertEngine {
  /** All that fired in the last 30 days, the newest first. */
  readonly log: readonly AlertRecord[];
  readonly firing: readonly AlertRecord[];
  /** Judges what was just read. Listeners are called after the new state holds: they may ask and feed. */
  feed(readings: readonly AlertReading[], events: readonly AlertEventInput[], time: FeedTime): void;
  /** What fires by a rule that is another now ends silently at the next feed. */
  setRules(rules: readonly AlertRule[]): void;
  setPolicy(policy: AlertPolicy): void;
  setGates(gates: Partial<Gates>): void;
  /** Answers with how many firing alerts were meant. */
  acknowledge(selection: AlertSelection): number;
  /** @param subject null = all */
  snooze(rule: string, subject: string | null, end: SnoozeEnd): void;
  /** Answers with the silence's id. */
  silence(input: SilenceInput): string;
  unsilence(id: string): void;
  onNotice(listener: (notice: AlertNotice) => void): Disposer;
  /** The log or what fires changed. */
  onChange(listener: () => void): Disposer;
  /** Writes what is not written yet. */
  dispose(): void;
}

/** A change is on the disk this long after, so that many at once are written once. */
const WRITE_DELAY_MS = 2_000;

const stored = z.object({ state: z.unknown(), log: z.array(alertRecord) });

function load(store: AlertStore, logger: Logger): { readonly state: AlertState; readonly log: AlertLog } {
  try {
    const value = store.read();
    if (value !== null) {
      const { state, log } = stored.parse(value);
      return { state: restoreState(state), log: new AlertLog(log) };
    }
  } catch (thrown) {
    logger.warn('alerts', 'what was stored is not used', { got: toError(thrown).message.slice(0, 200) });
    try {
      store.setAside();
    } catch (failure) {
      logger.warn('alerts', 'it could not be put away', { got: toError(failure).message });
    }
  }
  return { state: initialState(), log: new AlertLog() };
}

/** The alert engine: the pure evaluation with a memory that survives a restart. */
export function createAlertEngine(options: AlertEngineOptions): AlertEngine {
  const { clock, logger, store } = options;
  const { log, ...loaded } = load(store, logger);
  let { state } = loaded;
  let { policy } = options;
  let rules = compileRules(options.rules);
  let gates: Gates = { quiet: false, doNotDisturb: false, muted: false };
  let before: ClockTimes | null = null;
  let cancelWrite: Disposer | null = null;
  const noticeListeners = new Set<(notice: AlertNotice) => void>();
  const changeListeners = new Set<() => void>();

  function write(): void {
    cancelWrite?.();
    cancelWrite = null;
    try {
      store.write({ state: plainState(state), log: log.list.toReversed() });
    } catch (thrown) {
      logger.error('alerts', 'the state could not be written', { got: toError(thrown).message });
    }
  }
  function writeSoon(): void {
    cancelWrite ??= clock.setTimer(() => {
      cancelWrite = null;
      write();
    }, WRITE_DELAY_MS);
  }

  /** One listener that fails stops no other. */
  function call<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (thrown) {
        logger.error('alerts', 'a listener failed', { got: toError(thrown).message });
      }
    }
  }

  function nextTick(time: FeedTime): Tick {
    const now = { at: clock.now(), monotonicMs: clock.monotonicMs(), bootMs: options.bootMs?.() ?? null };
    const tick =
      before === null ? firstTick(state.at, now.at, time.intervalMs) : tickOf(before, now, time.intervalMs, time.resumed === true);
    before = now;
    return tick;
  }

  function control({ state: next, records }: Controlled): number {
    state = next;
    log.put(records);
    writeSoon();
    call(changeListeners, undefined);
    return records.length;
  }

  return {
    get log() {
      return log.list;
    },
    get firing() {
      return log.firing;
    },
    feed(readings, events, time) {
      const { nameOf, causeOf } = options;
      const input = { readings, events, gates, policy, newId: randomUUID, nameOf, causeOf };
      const done = evaluate(state, input, rules, nextTick(time));
      state = done.state;
      if (done.events.length > 0 || done.notices.length > 0) writeSoon();
      if (done.records.length > 0) {
        log.put(done.records);
        log.forgetOld(clock.now());
        call(changeListeners, undefined);
      }
      for (const notice of done.notices) call(noticeListeners, notice);
    },
    setRules(next) {
      rules = compileRules(next);
    },
    setPolicy(next) {
      policy = next;
    },
    setGates(next) {
      gates = { ...gates, ...next };
    },
    acknowledge: (selection) => control(acknowledge(state, selection)),
    snooze(rule, subject, end) {
      control(snooze(state, rule, subject, end, clock.now()));
    },
    silence({ rule = null, subject = null, resource = null, upTo, untilAt = null }) {
      const id = randomUUID();
      const level = upTo === undefined ? CRITICAL : alertLevels.indexOf(upTo);
      control({ state: addSilence(state, { id, rule, subject, resource, upTo: level, untilAt }), records: [] });
      return id;
    },
    unsilence(id) {
      control({ state: removeSilence(state, id), records: [] });
    },
    onNotice(listener) {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    dispose() {
      // Also when nothing happened: how long Headroom was away is counted from the last look.
      if (before !== null || cancelWrite !== null) write();
    },
  };
}
