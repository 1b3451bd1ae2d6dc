import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../../src/core/alerts/compile-rules.ts';
import { acknowledge, snooze } from '../../../../src/core/alerts/controls.ts';
import { evaluate } from '../../../../src/core/alerts/evaluate.ts';
import { type AlertState, initialState, plainState, restoreState } from '../../../../src/core/alerts/state.ts';
import type { AlertTransition } from '../../../../src/core/alerts/work.ts';
import { rulesOf } from './timeline.ts';

const COOLDOWN_MS = 300_000;
const rules = compileRules(
  rulesOf([
    { for: { warning: '20s', critical: '10s' }, clear: { at: 80, for: '10s' }, cooldown: '5m' },
    { id: 'left', condition: { type: 'headroom', below: { info: 40, error: 3 } }, for: '0s', clear: { at: 50, for: '0s' }, cooldown: '5m' },
    { id: 'often', condition: { type: 'used', above: { error: 70 } }, for: '0s', clear: undefined, cooldown: '5m', repeatEvery: '1m' },
  ]),
);

/** What happens at one moment. */
interface Moment {
  readonly afterMs: number;
  readonly values: readonly (number | null)[];
  readonly action: 'none' | 'sleep' | 'restart' | 'ack' | 'snooze' | 'quiet' | 'loud';
}

const SUBJECTS = ['host', 'container:a', 'vm:b'];
const value = fc.oneof(fc.integer({ min: 60, max: 100 }), fc.integer({ min: 78, max: 97 }), fc.constant(null));
const moment: fc.Arbitrary<Moment> = fc.record({
  afterMs: fc.constantFrom(10_000, 10_000, 10_000, 20_000, 40_000, 7_000),
  values: fc.tuple(value, value, value),
  action: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    fc.constantFrom('sleep', 'restart', 'ack', 'snooze', 'quiet', 'loud'),
  ),
});
/** Runs of the same value: a figure that jumps at each row seldom fires. */
const moments = fc
  .array(fc.tuple(moment, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 40 })
  .map((runs) =>
    runs.flatMap(([one, times]) => Array.from({ length: times }, (_, i) => (i === 0 ? one : { ...one, action: 'none' as const }))),
  );

const throughJson = (state: AlertState): AlertState => restoreState(JSON.parse(JSON.stringify(plainState(state))));

interface Seen extends AlertTransition {
  /** Active time. */
  readonly nowMs: number;
}

function play(
  list: readonly Moment[],
  between: (state: AlertState, index: number) => AlertState = (state) => state,
): { seen: Seen[]; notices: string[] } {
  let state = initialState();
  let at = 1_700_000_000_000;
  let quiet = false;
  const seen: Seen[] = [];
  const notices: string[] = [];
  for (const [index, { afterMs, values, action }] of list.entries()) {
    state = between(state, index);
    if (action === 'quiet' || action === 'loud') quiet = action === 'quiet';
    if (action === 'ack') state = acknowledge(state, { rule: 'memory' }).state;
    if (action === 'snooze') state = snooze(state, 'left', null, { forMs: 60_000 }, at).state;
    at += afterMs;
    const done = evaluate(
      state,
      {
        readings: SUBJECTS.map((subject, i) => ({
          subject,
          resource: 'memory',
          used: values[i] ?? null,
          limit: 100,
          unit: 'percent',
          at,
          intervalMs: 10_000,
        })),
        events: [],
        gates: { quiet, doNotDisturb: false, muted: false },
        policy: { graceMs: 20_000, quietHours: [], criticalPiercesQuietHours: false },
        newId: randomUUID,
      },
      rules,
      { at, elapsedMs: action === 'sleep' ? 0 : afterMs, resumed: action === 'sleep', started: index === 0 || action === 'restart' },
    );
    state = done.state;
    seen.push(...done.events.map((event) => ({ ...event, nowMs: done.state.nowMs })));
    notices.push(
      ...done.notices.map(
        ({ kind, ruleId, subject, severity, sequence, at }) => `${at} ${kind} ${ruleId} ${subject} ${severity} ${sequence}`,
      ),
    );
  }
  return { seen, notices };
}

function bySeries(seen: readonly Seen[]): Seen[][] {
  return [...Map.groupBy(seen, ({ rule, subject }) => `${rule} ${subject}`).values()];
}

describe('whatever the series', () => {
  test('a level is not told twice within its cooldown, but for how flapping ended', () => {
    let checked = 0;
    fc.assert(
      fc.property(moments, (list) => {
        for (const events of bySeries(play(list).seen)) {
          // A notice at the end of a flapping says how it is: it has no cooldown to wait for.
          if (events.some(({ event }) => event === 'flapping')) continue;
          const lastMs = new Map<string, number>();
          for (const { event, level, notified, nowMs } of events) {
            if (!notified || (event !== 'firing' && event !== 'escalated')) continue;
            const before = lastMs.get(level);
            if (before !== undefined) {
              checked += 1;
              expect(nowMs - before).toBeGreaterThanOrEqual(COOLDOWN_MS);
            }
            lastMs.set(level, nowMs);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(checked).toBeGreaterThan(20);
  });

  test('nothing resolves that did not fire, and no end is told of what was not told', () => {
    let ends = 0;
    fc.assert(
      fc.property(moments, (list) => {
        for (const events of bySeries(play(list).seen)) {
          let fires = false;
          let told = false;
          let flapped = false;
          for (const { event, notified, reason } of events) {
            if (event === 'flapping') flapped = true;
            if (event === 'firing' || event === 'escalated') {
              if (event === 'escalated') expect(fires).toBe(true);
              fires = true;
              told ||= notified || reason === 'coalesced';
            }
            if (event !== 'resolved') continue;
            ends += 1;
            // The one notice at the end of a flapping comes without another firing.
            if (!flapped) {
              expect(fires).toBe(true);
              if (notified) expect(told).toBe(true);
            }
            fires = false;
            told = false;
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(ends).toBeGreaterThan(100);
  });

  test('a restart at any moment, or at each, changes nothing of the rest', () => {
    fc.assert(
      fc.property(moments, fc.nat(), (list, at) => {
        const plain = play(list);
        const once = play(list, (state, index) => (index === at % list.length ? throughJson(state) : state));
        expect(once).toEqual(plain);
        expect(play(list, throughJson)).toEqual(plain);
      }),
      { numRuns: 150 },
    );
  });

  test('the state that was given stays as it was', () => {
    fc.assert(
      fc.property(moments, (list) => {
        const taken: [AlertState, string][] = [];
        play(list, (state) => {
          taken.push([state, JSON.stringify(plainState(state))]);
          return state;
        });
        for (const [state, text] of taken) expect(JSON.stringify(plainState(state))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  test('nobody is left without notice: what fires long enough is told', () => {
    fc.assert(
      fc.property(moments, (list) => {
        const calm = list.map((one) => ({ ...one, action: 'none' as const }));
        // Over all of them for longer than cooldown, flapping and banners take together.
        const tail = Array.from({ length: 120 }, (): Moment => ({ afterMs: 10_000, values: [99, 50, 50], action: 'none' }));
        const { seen } = play([...calm, ...tail]);
        const last = bySeries(seen).find(([first]) => first?.rule === 'memory' && first.subject === 'host');
        const lastFiring = last?.findLastIndex(({ event, notified }) => (event === 'firing' || event === 'escalated') && notified) ?? -1;
        const lastEnd = last?.findLastIndex(({ event }) => event === 'resolved') ?? -1;
        expect(lastFiring).toBeGreaterThan(lastEnd);
      }),
      { numRuns: 100 },
    );
  });
});
