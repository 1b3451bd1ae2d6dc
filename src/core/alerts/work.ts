import type { AlertEvent, AlertNotice, AlertRecord, AlertUnit, QuietHours, Suppression } from '../../shared/model/alert.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { CompiledRule, RuleSet } from './compile-rules.ts';
import type { Banners, Incident, Instance, SeriesState, Silence, Snooze } from './state.ts';

/** One row of a series. A row without `used` is a gap. */
export interface AlertReading extends Pick<Reading, 'subject' | 'resource' | 'limit' | 'unit' | 'at'> {
  readonly used: number | null;
  /** The usual distance of two rows; without it the engine learns it. */
  readonly intervalMs?: number | undefined;
  /** Null = no end in sight; left out = nobody looked. */
  readonly timeToLimitMs?: number | null | undefined;
  readonly anomalyScore?: number | null | undefined;
}

export interface AlertEventInput {
  readonly subject: string;
  /** `gone` also ends all other alerts of the subject. */
  readonly event: AlertEvent;
  /** `once` for what has no duration: a kill, a loss. */
  readonly state: 'start' | 'end' | 'once';
  /** A sentence for the message; may be empty. */
  readonly cause: string;
}

export interface Gates {
  /** Quiet hours that somebody switched on, beside those of the clock. */
  readonly quiet: boolean;
  readonly doNotDisturb: boolean;
  readonly muted: boolean;
}

export interface AlertPolicy {
  /** How long after a start or a wake nothing fires. */
  readonly graceMs: number;
  readonly quietHours: readonly QuietHours[];
  readonly criticalPiercesQuietHours: boolean;
  /** IANA name of the quiet hours' zone; left out = the machine's. */
  readonly timeZone?: string | undefined;
}

export interface AlertInput {
  readonly readings: readonly AlertReading[];
  readonly events: readonly AlertEventInput[];
  readonly gates: Gates;
  readonly policy: AlertPolicy;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** "web-1" for `container:3f2a…`; asked only when a text is made. */
  readonly nameOf?: ((subject: string) => string) | undefined;
  /** The main cause as a sentence: "postgres +610 MB."; empty when it is not known. Asked only when a text is made. */
  readonly causeOf?: ((subject: string, resource: string) => string) | undefined;
}

/** One thing that happened to an alert, in the form that `headroom rules test` prints. */
export interface AlertTransition {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rule: string;
  readonly subject: string;
  readonly resource: string;
  readonly event: 'pending' | 'firing' | 'escalated' | 'deescalated' | 'flapping' | 'resolved';
  readonly level: AlertRecord['level'];
  readonly value: number | null;
  /** A person is told. */
  readonly notified: boolean;
  readonly reason?: Suppression;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An instance while it is worked on. */
export type Draft = Mutable<Omit<Instance, 'incident' | 'since'>> & {
  since: [number | null, number | null, number | null, number | null];
  incident: Mutable<Incident> | null;
};

/** What one evaluation works with and brings about. */
export interface Work {
  readonly input: AlertInput;
  readonly rules: RuleSet;
  readonly nowMs: number;
  readonly at: number;
  readonly epoch: number;
  readonly inGrace: boolean;
  readonly quiet: boolean;
  readonly snoozes: readonly Snooze[];
  readonly silences: readonly Silence[];
  readonly series: Map<string, SeriesState>;
  /** The lists of instances that were made in this evaluation and may be changed in place. */
  readonly ownLists: WeakSet<ReadonlyMap<string, Instance>>;
  /** How many rules find a series critical now. */
  readonly criticals: Map<string, number>;
  banners: Banners;
  readonly events: AlertTransition[];
  readonly notices: AlertNotice[];
  readonly records: AlertRecord[];
}

/** One rule at one row. */
export interface Place {
  readonly key: string;
  readonly subject: string;
  readonly resource: string;
  readonly rule: CompiledRule;
}

export interface Row {
  /** What the rule compares; null for an event. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly unit: AlertUnit;
  /** Per level: the condition holds. */
  readonly over: readonly boolean[];
  /** On the far side of the clear level. */
  readonly clear: boolean;
  /** The usual distance of two rows; null = a gap cannot be told. */
  readonly intervalMs: number | null;
}
