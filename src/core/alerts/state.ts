import { z } from 'zod';
import { alertRecord } from '../../shared/model/alert.ts';
import { unit } from '../../shared/model/reading.ts';

// What the alert engine remembers. All times are milliseconds of active time, which stands while the machine sleeps, but for those that end
// in `At`: they are epoch milliseconds, for people.

const ms = z.number();
const level = z.int().min(-1).max(3);
const number = z.number().nullable();

const incident = z
  .object({
    /** As the log has it. */
    record: alertRecord,
    level,
    /** When its condition began to hold, and when it fired. */
    sinceMs: ms,
    firedMs: ms,
    /** The highest level that a person was told; −1 = none yet. */
    toldLevel: level,
    /** When a person was told last that it fires. */
    toldMs: number,
    /** Something was held back that is to be told once nothing stands in the way. */
    owed: z.boolean(),
    /** The level that was acknowledged; −1 = none. */
    ackLevel: level,
    /** Waits in the collecting banner. */
    collected: z.boolean(),
    /** How many notices it had. */
    sequence: z.int().min(0),
  })
  .readonly();
export type Incident = z.infer<typeof incident>;

const since = z.tuple([number, number, number, number]).readonly();

/** One rule on one series, while there is something to remember. */
const instance = z
  .object({
    rule: z.string(),
    /** The last row that had a value. */
    lastMs: ms,
    epoch: z.int(),
    /** Per level: since when its condition holds without a break. */
    since,
    clearSinceMs: number,
    incident: incident.nullable(),
    /** None of this level or a lower one is told before. */
    cooldown: z.object({ untilMs: ms, level }).readonly().nullable(),
    /** The last firings and ends. */
    changesMs: z.array(ms).max(4).readonly(),
    /** While it flaps: the highest level told, whether anybody was told, and the last incident once it is over. */
    flap: z.object({ level, told: z.boolean(), ended: incident.nullable() }).readonly().nullable(),
    /** For a rule about an event. */
    event: z
      .object({ state: z.enum(['lasts', 'ended', 'once']), cause: z.string() })
      .readonly()
      .nullable(),
  })
  .readonly();
export type Instance = z.infer<typeof instance>;

const series = z
  .object({
    /** The last row that had a value, and its own time in epoch milliseconds; null before the first. */
    lastMs: number,
    readAt: number,
    used: number,
    limit: number,
    unit: unit.nullable(),
    epoch: z.int(),
    /** Per second, of the step to the last row. */
    ratePerSec: number,
    /** The usual distance of two rows, and that of the last pair that was far apart; null = not known yet. */
    intervalMs: number,
    gapMs: number,
    /** By the rule's id. */
    instances: z.array(z.tuple([z.string(), instance])).readonly(),
  })
  .readonly();

/** A series as it is worked on: the list of instances by rule id. */
export type SeriesState = Omit<z.infer<typeof series>, 'instances'> & { readonly instances: ReadonlyMap<string, Instance> };

/** An alert that waits for the collecting banner. */
const collected = z.object({ key: z.string(), rule: z.string(), incident: z.uuid(), level, title: z.string() }).readonly();
export type Collected = z.infer<typeof collected>;
const banners = z
  .object({
    lastMs: number,
    /** The last told, for the storm brake. */
    recentMs: z.array(ms).max(16).readonly(),
    collected: z.array(collected).readonly(),
  })
  .readonly();
export type Banners = z.infer<typeof banners>;

const snooze = z
  .object({
    rule: z.string(),
    /** Null = all subjects. */
    subject: z.string().nullable(),
    /** Whichever is given: for this long, or until that time of the day. */
    untilMs: number,
    untilAt: number,
  })
  .readonly();
export type Snooze = z.infer<typeof snooze>;

const silence = z
  .object({
    id: z.uuid(),
    /** Patterns; null = any. */
    rule: z.string().nullable(),
    subject: z.string().nullable(),
    resource: z.string().nullable(),
    /** Nothing above this level is silenced. */
    upTo: level,
    /** Epoch milliseconds; null = until it is taken away. */
    untilAt: number,
  })
  .readonly();
export type Silence = z.infer<typeof silence>;

const shape = {
  version: z.literal(1),
  /** Active time of the last evaluation. */
  nowMs: ms,
  at: number,
  /** Goes up at each gap, so that all that was counted before counts anew. */
  epoch: z.int(),
  graceUntilMs: ms,
  rules: z.string(),
  banners,
  snoozes: z.array(snooze).max(1_000).readonly(),
  silences: z.array(silence).max(1_000).readonly(),
};
const stored = z.object({ ...shape, series: z.array(z.tuple([z.string(), series])) });

export interface AlertState extends Readonly<z.infer<z.ZodObject<typeof shape>>> {
  readonly series: ReadonlyMap<string, SeriesState>;
}

export function initialState(): AlertState {
  return {
    version: 1,
    nowMs: 0,
    at: null,
    epoch: 0,
    graceUntilMs: 0,
    rules: '',
    banners: { lastMs: null, recentMs: [], collected: [] },
    snoozes: [],
    silences: [],
    series: new Map(),
  };
}

export const emptySeries: SeriesState = {
  lastMs: null,
  readAt: null,
  used: null,
  limit: null,
  unit: null,
  epoch: 0,
  ratePerSec: null,
  intervalMs: null,
  gapMs: null,
  instances: new Map(),
};

/** As plain JSON. */
export function plainState(state: AlertState): unknown {
  return { ...state, series: [...state.series].map(([key, one]) => [key, { ...one, instances: [...one.instances] }]) };
}

/** The state of a plain JSON value. Throws a ZodError when it is none. */
export function restoreState(value: unknown): AlertState {
  const { series: list, ...rest } = stored.parse(value);
  return { ...rest, series: new Map(list.map(([key, one]) => [key, { ...one, instances: new Map(one.instances) }])) };
}
