import type { AlertEventInput, AlertReading } from '../../../../src/core/alerts/work.ts';
import type { AlertNotice, AlertRule } from '../../../../src/shared/model/alert.ts';
import { type AlertEngine, type AlertEngineOptions, createAlertEngine } from '../../../../src/core/alerts/alert-engine.ts';
import type { AlertStore } from '../../../../src/core/alerts/alert-store.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';
import { rulesOf } from './timeline.ts';

/** Keeps what was written as text, as a disk does. */
export class MemoryStore implements AlertStore {
  text: string | null = null;
  aside: string | null = null;
  writes = 0;

  read(): unknown {
    return this.text === null ? null : JSON.parse(this.text);
  }
  write(value: unknown): void {
    this.text = JSON.stringify(value);
    this.writes += 1;
  }
  setAside(): void {
    this.aside = this.text;
    this.text = null;
  }
}

export interface EngineBed {
  readonly engine: AlertEngine;
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly logger: MemoryLogger;
  readonly notices: AlertNotice[];
  /** Feeds rows and events each second for a time; the first at once. */
  readonly run: (
    seconds: number,
    readings?: readonly Partial<AlertReading>[],
    events?: readonly Partial<AlertEventInput>[],
  ) => Promise<void>;
  /** `KIND SEVERITY TITLE` of what was told since the last call. */
  readonly told: () => string[];
  /** Another engine on the same store, as after a restart. */
  readonly restart: () => EngineBed;
}

export const GRACELESS = { graceMs: 0, quietHours: [], criticalPiercesQuietHours: false, timeZone: 'UTC' } as const;

interface BedOptions extends Partial<Omit<AlertEngineOptions, 'clock' | 'store' | 'logger' | 'rules'>> {
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  readonly compiled?: readonly AlertRule[];
  readonly clock?: FakeClock;
  readonly store?: MemoryStore;
}

export function engineBed({ rules, compiled, clock = new FakeClock(), store = new MemoryStore(), ...more }: BedOptions = {}): EngineBed {
  const logger = new MemoryLogger();
  const engine = createAlertEngine({ policy: GRACELESS, ...more, clock, store, logger, rules: compiled ?? rulesOf(rules) });
  const notices: AlertNotice[] = [];
  let seen = 0;
  engine.onNotice((notice) => notices.push(notice));
  return {
    engine,
    clock,
    store,
    logger,
    notices,
    async run(seconds, readings = [], events = []) {
      for (let second = 0; second < seconds; second += 1) {
        const at = clock.now();
        const rows = readings.map((row): AlertReading => ({
          subject: 'host',
          resource: 'memory',
          used: 0,
          limit: 100,
          unit: 'bytes',
          at,
          ...row,
        }));
        const happened = second === 0 ? events : [];
        engine.feed(
          rows,
          happened.map((event) => ({ subject: 'container:web', event: 'oomKill', state: 'once', cause: '', ...event })),
          { intervalMs: 1_000 },
        );
        await clock.advance(1_000);
      }
    },
    told() {
      const fresh = notices.slice(seen);
      seen = notices.length;
      return fresh.map(({ kind, severity, title }) => `${kind} ${severity} ${title}`);
    },
    restart: () => engineBed({ ...(rules && { rules }), ...(compiled && { compiled }), clock, store, ...more }),
  };
}
