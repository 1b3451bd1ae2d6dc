import { createHash } from 'node:crypto';
import { type AlertLevel, type AlertRule, type LevelThresholds, type SideCondition, alertLevels } from '../../shared/model/alert.ts';
import { durationMs } from '../../shared/duration.ts';

/** Levels as numbers, so that they can be compared: 0 info … 3 critical. −1 = none. */
export const NONE = -1;
export const CRITICAL = 3;
/** The subject of which all others are parts. */
export const WHOLE = 'host';
export const levelName = (level: number): AlertLevel => alertLevels[level] ?? 'info';

/** A comparison: +1 is over when above, −1 when below. A level without a threshold has NaN, which is never over. */
export interface Comparison {
  readonly sign: 1 | -1;
  readonly thresholds: readonly number[];
}
export interface CompiledSide extends Comparison {
  readonly resource: string;
  readonly type: SideCondition['type'];
}

export interface CompiledRule {
  readonly rule: AlertRule;
  readonly name: string;
  /** Changes when what fires may change. */
  readonly fingerprint: string;
  /** Null for a rule about an event. */
  readonly compare: Comparison | null;
  readonly and: readonly CompiledSide[];
  readonly or: readonly CompiledSide[];
  /** From the mildest on. */
  readonly levels: readonly number[];
  readonly lowest: number;
  /** Per level, in milliseconds. */
  readonly forMs: readonly number[];
  /** In the measure's unit; null = over as soon as the condition does not hold. */
  readonly clearAt: number | null;
  readonly clearMs: number;
  /** How long an event that was over at once is shown. */
  readonly shownMs: number;
  readonly cooldownMs: number;
  readonly repeatMs: number | null;
}

/** A series and the rules that look at it. */
export interface Binding {
  readonly key: string;
  readonly rules: readonly CompiledRule[];
  /** True when a rule needs it, be it as a second figure. */
  readonly watched: boolean;
}

export interface RuleSet {
  /** All that are enabled, in their order. */
  readonly rules: readonly CompiledRule[];
  readonly fingerprint: string;
  byId(id: string): CompiledRule | undefined;
  /** O(1) but for the first time that a series is seen. */
  bindingOf(subject: string, resource: string): Binding;
  eventRulesOf(subject: string, event: string): readonly CompiledRule[];
}

/** Subjects come and go; those that are gone need not be remembered. */
const MAX_BOUND_SUBJECTS = 10_000;
/** An event that is over at once is shown this long. */
const EVENT_SHOWN_MS = 600_000;
const CLEAR_SHARE = 0.1;

/** The one name of a series in the state. */
export const seriesKey = (subject: string, resource: string): string => `${subject}\n${resource}`;

export function partsOfKey(key: string): { readonly subject: string; readonly resource: string } {
  const at = key.indexOf('\n');
  return { subject: key.slice(0, at), resource: key.slice(at + 1) };
}

/** A pattern in which `*` stands for any text, a slash and nothing at all included. */
export function subjectMatcher(pattern: string): (subject: string) => boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return (subject) => subject === pattern;
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (subject) => {
    if (subject.length < first.length + last.length || !subject.startsWith(first) || !subject.endsWith(last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = subject.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at <= subject.length - last.length;
  };
}

function comparisonOf({
  above,
  below,
}: {
  readonly above?: LevelThresholds | undefined;
  readonly below?: LevelThresholds | undefined;
}): Comparison {
  const given = above ?? below ?? {};
  return { sign: above === undefined ? -1 : 1, thresholds: alertLevels.map((level) => given[level] ?? Number.NaN) };
}

function sideOf(side: SideCondition): CompiledSide {
  return { ...comparisonOf(side), resource: side.resource, type: side.type };
}

/** 10 % of the lowest threshold away from it; null for 0, from which there is no such distance. */
function defaultClearAt({ sign, thresholds }: Comparison, lowest: number): number | null {
  const threshold = thresholds[lowest] ?? Number.NaN;
  const distance = Math.abs(threshold) * CLEAR_SHARE;
  return distance > 0 ? threshold - sign * distance : null;
}

function fingerprintOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}

function compile(rule: AlertRule): CompiledRule {
  const { condition, clear, cooldown, repeatEvery } = rule;
  const compare = condition.type === 'event' ? null : comparisonOf(condition);
  const eventLevel = condition.type === 'event' ? alertLevels.indexOf(condition.level) : NONE;
  const levels =
    compare === null ? [eventLevel] : compare.thresholds.flatMap((threshold, level) => (Number.isNaN(threshold) ? [] : [level]));
  const lowest = levels[0] ?? 0;
  const times = rule.for;
  const forMs = alertLevels.map((level) => durationMs(typeof times === 'string' ? times : (times[level] ?? '0s')));
  const lowestForMs = forMs[lowest] ?? 0;
  const clearMs = clear?.for === undefined ? null : durationMs(clear.for);
  const cooldownMs = durationMs(cooldown);
  return {
    rule,
    name: rule.name ?? rule.id,
    // What is only about telling leaves what fires as it is.
    fingerprint: fingerprintOf([rule.subject, rule.resource, condition, times, clear ?? null]),
    compare,
    and: condition.type === 'event' ? [] : (condition.and ?? []).map(sideOf),
    or: condition.type === 'event' ? [] : (condition.or ?? []).map(sideOf),
    levels,
    lowest,
    forMs,
    clearAt: compare === null ? null : (clear?.at ?? defaultClearAt(compare, lowest)),
    clearMs: clearMs ?? lowestForMs,
    shownMs: clearMs ?? Math.max(EVENT_SHOWN_MS, cooldownMs),
    cooldownMs,
    repeatMs: repeatEvery === null ? null : durationMs(repeatEvery),
  };
}

/** Builds the index of the enabled rules once; every reading then finds its rules at once. */
export function compileRules(rules: readonly AlertRule[]): RuleSet {
  const compiled = rules.filter(({ enabled }) => enabled).map(compile);
  const byId = new Map(compiled.map((one) => [one.rule.id, one]));
  const matchers = compiled.map((one) => ({ one, matches: subjectMatcher(one.rule.subject) }));
  const sideResources = new Set(compiled.flatMap(({ and, or }) => [...and, ...or].map(({ resource }) => resource)));
  const bindings = new Map<string, Map<string, Binding>>();
  function bind(subject: string, resource: string): Binding {
    const found = matchers.filter(({ one, matches }) => one.compare !== null && one.rule.resource === resource && matches(subject));
    const watched = found.length > 0 || sideResources.has(resource);
    return { key: seriesKey(subject, resource), rules: found.map(({ one }) => one), watched };
  }
  return {
    rules: compiled,
    fingerprint: fingerprintOf(compiled.map((one) => [one.rule.id, one.fingerprint])),
    byId: (id) => byId.get(id),
    bindingOf(subject, resource) {
      const ofSubject = bindings.get(subject);
      const known = ofSubject?.get(resource);
      if (known !== undefined) return known;
      const made = bind(subject, resource);
      if (ofSubject === undefined && bindings.size >= MAX_BOUND_SUBJECTS) bindings.clear();
      if (ofSubject === undefined) bindings.set(subject, new Map([[resource, made]]));
      else ofSubject.set(resource, made);
      return made;
    },
    eventRulesOf: (subject, event) =>
      matchers
        .filter(({ one: { rule }, matches }) => rule.condition.type === 'event' && rule.condition.event === event && matches(subject))
        .map(({ one }) => one),
  };
}
