import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRules, pathText } from '../../../../src/core/alerts/parse-rules.ts';
import { compileRules, subjectMatcher } from '../../../../src/core/alerts/compile-rules.ts';
import { defaultRules } from '../../../../src/core/alerts/default-rules.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import { jsonLineOf } from '../../../../src/core/json-line.ts';

const right = {
  id: 'memory',
  subject: 'host',
  resource: 'memory',
  condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } },
};
const problemsOf = (value: unknown): string[] =>
  parseRules(value).problems.map(({ path, expected, got }) => `${pathText(path)}: expected ${expected}, got ${got}`);

describe('rules of a person', () => {
  test('what is left out has a default', () => {
    const { rules, problems } = parseRules([right]);
    expect(problems).toEqual([]);
    expect(rules[0]).toMatchObject({ enabled: true, for: '0s', cooldown: '5m', repeatEvery: null });
  });

  test.each<[string, unknown, string]>([
    ['no list', { rules: [] }, ': expected a list of rules, got {"rules":[]}'],
    ['nothing', null, ': expected a list of rules, got null'],
    ['no object', [7], '[0]: expected an object, got 7'],
    ['a key too many', [{ ...right, thershold: 5 }], '[0].thershold: expected no such key, got 5'],
    [
      'a level that does not exist',
      [{ ...right, condition: { type: 'used', above: { fatal: 5 } } }],
      '[0].condition.above.fatal: expected no such key, got 5',
    ],
    ['no id', [{ ...right, id: '' }], '[0].id: expected a text that is not empty, got ""'],
    ['an id twice', [right, right], '[1].id: expected an id that no rule before has, got "memory"'],
    [
      'a type that does not exist',
      [{ ...right, condition: { type: 'usage', above: { warning: 1 } } }],
      '[0].condition.type: expected one of usagePercent, used, headroom, timeToLimit, rate, anomaly, event, got "usage"',
    ],
    [
      'both sides',
      [{ ...right, condition: { type: 'used', above: { warning: 1 }, below: { warning: 0 } } }],
      '[0].condition: expected either "above" or "below", got {"type":"used","above":{"warning":1},"below":{"warning":0}}',
    ],
    [
      'no level',
      [{ ...right, condition: { type: 'used', above: {} } }],
      '[0].condition.above: expected a threshold for at least one of info, warning, error, critical, got {}',
    ],
    [
      'a text for a number',
      [{ ...right, condition: { type: 'used', above: { warning: '85' } } }],
      '[0].condition.above.warning: expected a number, got "85"',
    ],
    [
      'a worse level that is easier to reach',
      [{ ...right, condition: { type: 'used', above: { warning: 90, critical: 80 } } }],
      '[0].condition.above.critical: expected at least 90, the threshold of the level before, got 80',
    ],
    [
      'the same below',
      [{ ...right, condition: { type: 'headroom', below: { warning: 10, critical: 20 } } }],
      '[0].condition.below.critical: expected at most 10, the threshold of the level before, got 20',
    ],
    ['a clear level that is over', [{ ...right, clear: { at: 90 } }], '[0].clear.at: expected at most the lowest threshold, 85, got 90'],
    ['no duration', [{ ...right, for: '1 minute' }], '[0].for: expected a duration of at most 365d, such as "30s" or "5m", got "1 minute"'],
    ['a number for a duration', [{ ...right, cooldown: 60 }], '[0].cooldown: expected a string, got 60'],
    ['a hold time of no level', [{ ...right, for: { error: '1m' } }], '[0].for.error: expected a level that has a threshold, got "error"'],
    [
      'too long a duration',
      [{ ...right, cooldown: '99999d' }],
      '[0].cooldown: expected a duration of at most 365d, such as "30s" or "5m", got "99999d"',
    ],
    ['too many', Array.from({ length: 1_001 }, (_, i) => ({ ...right, id: String(i) })), ': expected at most 1000 rules, got 1001'],
  ])('%s', (_name, value, sentence) => {
    expect(problemsOf(value)).toContain(sentence);
  });

  test('one that is wrong leaves the others', () => {
    const { rules, problems } = parseRules([right, { ...right, id: 'b', cooldown: 'soon' }, { ...right, id: 'c' }]);
    expect(rules.map(({ id }) => id)).toEqual(['memory', 'c']);
    expect(problems).toHaveLength(1);
  });

  test('names that mean something to JavaScript are names', () => {
    const list = ['__proto__', 'constructor', 'toString'].map((id) => ({ ...right, id, subject: id, resource: id }));
    const { rules, problems } = parseRules(list);
    expect(problems).toEqual([]);
    expect(compileRules(rules).bindingOf('__proto__', '__proto__').rules).toHaveLength(1);
    expect(({} as Record<string, unknown>)['warning']).toBeUndefined();
  });

  test('whatever JSON there is: rules and problems, and no throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { rules, problems } = parseRules(value);
        expect(rules.length + problems.length > 0 || (Array.isArray(value) && value.length === 0)).toBe(true);
      }),
    );
  });

  test('a rule that is broken at one place is named at that place, or still right', () => {
    const paths = [
      ['id'],
      ['subject'],
      ['resource'],
      ['condition'],
      ['for'],
      ['clear'],
      ['cooldown'],
      ['repeatEvery'],
      ['channels'],
      ['quietHours'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), ([key = ''], value) => {
        const { rules, problems } = parseRules([{ ...right, [key]: value }]);
        if (problems.length === 0) expect(rules).toHaveLength(1);
        for (const { path } of problems) expect(path.slice(0, 2)).toEqual([0, key]);
      }),
    );
  });
});

test('the rules Headroom brings along are right, whatever the thresholds of a preset', () => {
  for (const preset of ['default', 'development', 'production'] as const) {
    const rules = defaultRules(defaultsOf(preset).thresholds);
    expect(parseRules(rules).problems).toEqual([]);
    expect(rules.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual(['network', 'container-count', 'process-count']);
  }
  const strict = defaultRules({ ...defaultsOf('default').thresholds, cpuPercent: 30, memoryPercent: 99, diskPercent: 50 });
  expect(parseRules(strict).problems).toEqual([]);
});

describe('subjects of a rule', () => {
  test.each<[string, string, boolean]>([
    ['host', 'host', true],
    ['host', 'host2', false],
    ['*', 'anything:at/all', true],
    ['container:*', 'container:web', true],
    ['container:*', 'container:', true],
    ['container:*', 'vm:container:', false],
    ['*:web-*-1', 'container:web-db-1', true],
    ['*:web-*-1', 'container:web-1', false],
    ['a*a', 'a', false],
    ['a**b', 'ab', true],
    ['c.t', 'cat', false],
    ['(a+)+$*', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false],
  ])('%s and %s: %s', (pattern, subject, fits) => {
    expect(subjectMatcher(pattern)(subject)).toBe(fits);
  });

  test('many stars take no time', () => {
    const pattern = '*a'.repeat(100);
    expect(subjectMatcher(`${pattern}!`)('a'.repeat(256))).toBe(false);
    expect(subjectMatcher(pattern)('a'.repeat(256))).toBe(true);
  });
});

test('the line of a value in a text', () => {
  const text = '[\n  { "id": "a,b:[{",\n    "for":\n      "1m" },\n  {\n    "x": [1,\n 2] } ]';
  expect(jsonLineOf(text, [0, 'id'])).toBe(2);
  expect(jsonLineOf(text, [0, 'for'])).toBe(3);
  expect(jsonLineOf(text, [1])).toBe(5);
  expect(jsonLineOf(text, [1, 'x', 1])).toBe(7);
  expect(jsonLineOf(text, [1, 'nothing', 'there'])).toBe(5);
  expect(jsonLineOf(text, [])).toBe(1);
});
