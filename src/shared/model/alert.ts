import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { resourceName, subjectId, units } from './reading.ts';

/** From the mildest to the worst. */
export const alertLevels = ['info', 'warning', 'error', 'critical'] as const;
export const alertLevel = z.enum(alertLevels);
export type AlertLevel = z.infer<typeof alertLevel>;

/** What a condition may compare. */
const measures = ['usagePercent', 'used', 'headroom', 'timeToLimit', 'rate', 'anomaly'] as const;
const measure = z.enum(measures);
export type Measure = z.infer<typeof measure>;

/** What may happen to a subject, beside its figures: somebody tells the engine. */
const alertEvents = [
  'oomKill',
  'unhealthy',
  'restartLoop',
  'gone',
  'violation',
  'leaseWaiting',
  'leaseHolderGone',
  'leaseExceeded',
  'fileDamaged',
  'exporterFailing',
  'collectorLate',
  'spoolFull',
  'noWorker',
] as const;
const alertEvent = z.enum(alertEvents);
export type AlertEvent = z.infer<typeof alertEvent>;

const MAX_DURATION = '365d';
const MAX_DURATION_MS = parseDuration(MAX_DURATION) ?? 0;
const durationText = z.string({ error: 'a duration such as "30s" or "5m"' }).refine(
  (text) => {
    const ms = text.length <= 24 ? parseDuration(text) : null;
    return ms !== null && ms <= MAX_DURATION_MS;
  },
  { error: `a duration of at most ${MAX_DURATION}, such as "30s" or "5m"` },
);

const threshold = z.number({ error: 'a finite number' });
const levelThresholds = z
  .strictObject({ info: threshold, warning: threshold, error: threshold, critical: threshold })
  .partial()
  .readonly()
  .refine((levels) => Object.keys(levels).length > 0, { error: `a threshold for at least one of ${alertLevels.join(', ')}` });
export type LevelThresholds = z.infer<typeof levelThresholds>;

const sides = { above: levelThresholds.optional(), below: levelThresholds.optional() };
const oneSide = (condition: { readonly above?: unknown; readonly below?: unknown }): boolean =>
  (condition.above === undefined) !== (condition.below === undefined);
const ONE_SIDE = { error: 'either "above" or "below"' };

/** A second figure of the same subject. A level that it does not name does not ask it; one that is not known decides nothing. */
const sideCondition = z
  .strictObject({ resource: resourceName, type: measure.extract(['usagePercent', 'used', 'headroom']), ...sides })
  .readonly()
  .refine(oneSide, ONE_SIDE);
export type SideCondition = z.infer<typeof sideCondition>;

const thresholdCondition = z
  .strictObject({
    type: measure,
    ...sides,
    /** All of them must hold as well. */
    and: z.array(sideCondition).min(1).max(4).readonly().optional(),
    /** Any one of them is enough. */
    or: z.array(sideCondition).min(1).max(4).readonly().optional(),
  })
  .readonly()
  .refine(oneSide, ONE_SIDE);
const eventCondition = z.strictObject({ type: z.literal('event'), event: alertEvent, level: alertLevel }).readonly();
const condition = z.discriminatedUnion('type', [thresholdCondition, eventCondition], {
  error: `one of ${[...measures, 'event'].join(', ')}`,
});
export type Condition = z.infer<typeof condition>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day such as "22:00"' });
/** Local time of day; from 22:00 to 07:00 goes over midnight. Days are those on which it begins, 0 = Sunday; none = every day. */
export const quietHours = z
  .strictObject({ from: clockTime, to: clockTime, days: z.array(z.int().min(0).max(6)).min(1).max(7).readonly().optional() })
  .readonly();
export type QuietHours = z.infer<typeof quietHours>;

/** A rule as a person writes it. Durations are texts: "30s", "5m". */
export const alertRule = z
  .strictObject({
    id: z.string().min(1).max(128),
    /** Default: the id. */
    name: z.string().min(1).max(128).optional(),
    enabled: z.boolean().default(true),
    /** An id, "*" or a glob such as "container:*". */
    subject: subjectId,
    resource: resourceName,
    condition,
    /** How long the condition must hold without a break; default: at once. */
    for: z.union([durationText, z.partialRecord(alertLevel, durationText)], { error: 'a duration, or one per level' }).default('0s'),
    /** When it is over. Default: 10 % of the lowest threshold away from it, for as long as the lowest level's `for`. */
    clear: z.strictObject({ at: threshold.optional(), for: durationText.optional() }).readonly().optional(),
    cooldown: durationText.default('5m'),
    /** How often it is told again while it fires; null = once. */
    repeatEvery: durationText.nullable().default(null),
    /** Ids of the channels that tell it; default: all. */
    channels: z.array(z.string().min(1).max(64)).max(32).readonly().optional(),
    /** Quiet hours of this rule alone, beside those of all. */
    quietHours: quietHours.optional(),
  })
  .readonly();
export type AlertRule = z.infer<typeof alertRule>;

const alertUnit = z.enum([...units, 'perSec', 'ms', 'score', 'event']);
export type AlertUnit = z.infer<typeof alertUnit>;

/** Why somebody was not told of an event. */
const suppression = z.enum([
  'cooldown',
  'acknowledged',
  'snoozed',
  'silenced',
  'quiet-hours',
  'do-not-disturb',
  'muted',
  'grace',
  'coalesced',
  'flapping',
  'inhibited',
  'no-firing-notice',
]);
export type Suppression = z.infer<typeof suppression>;

/** How an alert ended. `passed`: an event that was over at once, shown long enough. */
const alertEnd = z.enum(['recovered', 'subject gone', 'rule changed', 'passed']);
export type AlertEnd = z.infer<typeof alertEnd>;

const value = z.number().nullable();

/** What an alert is about, in numbers and in words. */
const facts = {
  ruleId: z.string(),
  ruleName: z.string(),
  subject: subjectId,
  resource: resourceName,
  /** What the rule compares, in `unit`; null for an event. */
  value,
  /** The subject's limit in the reading's own unit; null when it has none. */
  limit: value,
  /** The threshold of the level, in `unit`; null for an event. */
  threshold: value,
  unit: alertUnit,
  /** "Memory tight on web-1". */
  title: z.string(),
  /** "92.4 % of 2 GB for 3 min. postgres +610 MB." */
  body: z.string(),
  /** One line: "High memory usage: 92.4%". */
  summary: z.string(),
};

/** One alert in the log, from its firing to its end; changed in place. */
export const alertRecord = z
  .object({
    /** The incident's UUID. */
    id: z.uuid(),
    ...facts,
    state: z.enum(['firing', 'resolved']),
    level: alertLevel,
    peakLevel: alertLevel,
    /** The worst value; null for an event. */
    peakValue: value,
    /** Epoch milliseconds of the firing. */
    firedAt: z.number(),
    /** Epoch milliseconds; null while it fires. */
    resolvedAt: value,
    end: alertEnd.nullable(),
    /** "recovered after 4 min, peak 97 %"; empty while it fires. */
    outcome: z.string(),
    /** A person was told that it fires. */
    notified: z.boolean(),
    /** Why nobody was told last; null when somebody was. */
    suppressed: suppression.nullable(),
    acknowledged: z.boolean(),
    /** Epoch milliseconds; null when it is not snoozed. */
    snoozedUntil: value,
    flapping: z.boolean(),
  })
  .readonly();
export type AlertRecord = z.infer<typeof alertRecord>;

/**
 * `firing` also for one that was put off and is still true; `flapping` and `stable` begin and end a time in which only that is told;
 * `summary` stands for `count` others; `reminder` says that something still fires: by `repeatEvery`, or when a snooze or quiet hours ended.
 */
const noticeKind = z.enum(['firing', 'escalated', 'resolved', 'flapping', 'stable', 'summary', 'reminder']);
export type NoticeKind = z.infer<typeof noticeKind>;

/** What a channel is to tell a person. */
export const alertNotice = z
  .object({
    /** The incident's UUID: firing, escalated and resolved of one alert have the same. A summary has one of its own. */
    incidentId: z.uuid(),
    /** From 1 on, within the incident. */
    sequence: z.int().min(1),
    kind: noticeKind,
    severity: alertLevel,
    ...facts,
    /** How many alerts it stands for: 1 but for a summary. */
    count: z.int().min(1),
    /** Epoch milliseconds. */
    at: z.number(),
    /** Ids of the channels that tell it; null = all. */
    channels: z.array(z.string()).readonly().nullable(),
    /** `<incidentId>#<sequence>`: a receiver that saw it need not take it twice. */
    idempotencyKey: z.string(),
  })
  .readonly();
export type AlertNotice = z.infer<typeof alertNotice>;
