import type { z } from 'zod';
import { type AlertRule, type Condition, type LevelThresholds, alertLevels, alertRule } from '../../shared/model/alert.ts';
import { expectationOf } from '../schema-fault.ts';

/** What is wrong with a rule, and where. */
export interface RuleProblem {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
  readonly got: string;
}

export interface ParsedRules {
  /** The rules that are right, in their order. */
  readonly rules: readonly AlertRule[];
  readonly problems: readonly RuleProblem[];
}

/** More would be a mistake of a program, and a cost at each reading. */
const MAX_RULES = 1_000;
const SHOWN_LENGTH = 80;

/** `[2].condition.above.warning`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`)).join('');
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let here = root;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<PropertyKey, unknown>)[step];
  }
  return here;
}

function problemsOf(issues: readonly z.core.$ZodIssue[], item: unknown, at: readonly PropertyKey[]): RuleProblem[] {
  return issues.flatMap((issue): RuleProblem[] => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: 'no such key',
        got: shown(valueAt(item, [...issue.path, key])),
      }));
    }
    return [{ path, expected: expectationOf(issue), got: shown(valueAt(item, issue.path)) }];
  });
}

/** The levels that have a threshold, from the mildest on. */
export function levelsOf(levels: LevelThresholds): (keyof LevelThresholds)[] {
  return alertLevels.filter((level) => levels[level] !== undefined);
}

/** What the schema cannot say: a worse level must not be easier to reach, and what is over must not still be true. */
function contradictionsIn(rule: AlertRule): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const { condition, clear } = rule;
  const named = levelNamesOf(condition);
  if (typeof rule.for === 'object') {
    for (const level of Object.keys(rule.for)) {
      if (!named.includes(level as keyof LevelThresholds)) {
        problems.push({ path: ['for', level], expected: 'a level that has a threshold', got: shown(level) });
      }
    }
  }
  if (condition.type === 'event') {
    if (clear?.at !== undefined) problems.push({ path: ['clear', 'at'], expected: 'nothing for an event', got: shown(clear.at) });
    return problems;
  }
  const isAbove = condition.above !== undefined;
  const side = isAbove ? 'above' : 'below';
  const thresholds = condition.above ?? condition.below ?? {};
  const sign = isAbove ? 1 : -1;
  let milder: number | undefined;
  for (const level of levelsOf(thresholds)) {
    const value = thresholds[level];
    if (value === undefined) continue;
    if (milder !== undefined && sign * value < sign * milder) {
      const expected = `at ${isAbove ? 'least' : 'most'} ${milder}, the threshold of the level before`;
      problems.push({ path: ['condition', side, level], expected, got: shown(value) });
    }
    milder = value;
  }
  const [lowest] = levelsOf(thresholds);
  const first = lowest === undefined ? undefined : thresholds[lowest];
  if (clear?.at !== undefined && first !== undefined && sign * clear.at > sign * first) {
    problems.push({
      path: ['clear', 'at'],
      expected: `at ${isAbove ? 'most' : 'least'} the lowest threshold, ${first}`,
      got: shown(clear.at),
    });
  }
  return problems;
}

function levelNamesOf(condition: Condition): readonly (keyof LevelThresholds)[] {
  return condition.type === 'event' ? [condition.level] : levelsOf(condition.above ?? condition.below ?? {});
}

/**
 * Reads a list of rules as a person wrote it. A rule that is wrong is left out and named; the others count. Throws nothing.
 * @param value the parsed JSON, whatever it is
 */
export function parseRules(value: unknown): ParsedRules {
  if (!Array.isArray(value)) return { rules: [], problems: [{ path: [], expected: 'a list of rules', got: shown(value) }] };
  if (value.length > MAX_RULES) {
    return { rules: [], problems: [{ path: [], expected: `at most ${MAX_RULES} rules`, got: String(value.length) }] };
  }
  const rules: AlertRule[] = [];
  const problems: RuleProblem[] = [];
  const ids = new Set<string>();
  for (const [index, item] of (value as unknown[]).entries()) {
    const parsed = alertRule.safeParse(item);
    const faults = parsed.success ? contradictionsIn(parsed.data) : problemsOf(parsed.error.issues, item, []);
    if (parsed.success && ids.has(parsed.data.id)) {
      faults.push({ path: ['id'], expected: 'an id that no rule before has', got: shown(parsed.data.id) });
    }
    problems.push(...faults.map((fault) => ({ ...fault, path: [index, ...fault.path] })));
    if (!parsed.success || faults.length > 0) continue;
    ids.add(parsed.data.id);
    rules.push(parsed.data);
  }
  return { rules, problems };
}
