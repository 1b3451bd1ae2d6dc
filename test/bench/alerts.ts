import { randomUUID } from 'node:crypto';
import { compileRules } from '../../src/core/alerts/compile-rules.ts';
import { evaluate } from '../../src/core/alerts/evaluate.ts';
import { parseRules } from '../../src/core/alerts/parse-rules.ts';
import { initialState } from '../../src/core/alerts/state.ts';
import type { AlertReading } from '../../src/core/alerts/work.ts';
import { median } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const SERIES = 500;
const RULES = 20;
const TICKS = 200;
const ROUNDS = 7;
const SUBJECTS = Array.from({ length: SERIES }, (_, i) => `container:${i}`);
/** One in so many series is over a threshold, and so has an alert that is followed. */
const FIRING_SHARE = 20;

const { rules: written } = parseRules(
  Array.from({ length: RULES }, (_, i) => ({
    id: `rule-${i}`,
    subject: i % 2 === 0 ? '*' : 'container:*',
    resource: 'memory',
    condition: { type: 'usagePercent', above: { warning: 80 + i / 2, critical: 95 } },
    for: '1m',
    cooldown: '15m',
  })),
);

/** The readings of one tick, made anew as a tick makes them. */
function readingsAt(at: number): AlertReading[] {
  return SUBJECTS.map((subject, i) => ({
    subject,
    resource: 'memory',
    used: (i % FIRING_SHARE === 0 ? 920 : 400) + ((at / 1_000 + i) % 7),
    limit: 1_000,
    unit: 'bytes',
    at,
  }));
}

/** Microseconds of one tick: the median of rounds. */
function usPerTick(tick: (at: number) => void): number {
  let at = 1_700_000_000_000;
  const round = (): number => {
    const startedMs = performance.now();
    for (let i = 0; i < TICKS; i += 1) tick((at += 1_000));
    return ((performance.now() - startedMs) * 1_000) / TICKS;
  };
  round();
  return median(Array.from({ length: ROUNDS }, round));
}

/** The least that anybody could do: each value against each threshold of each rule, and a count of what is over. */
function plainLoop(): (at: number) => void {
  const thresholds = written.map(({ condition }) => (condition.type === 'event' ? {} : (condition.above ?? {})));
  let over = 0;
  return (at) => {
    for (const { used, limit } of readingsAt(at)) {
      for (const { warning, critical } of thresholds) {
        const percent = (100 * (used ?? 0)) / (limit ?? 1);
        if (warning !== undefined && percent > warning) over += 1;
        if (critical !== undefined && percent > critical) over += 1;
      }
    }
    if (over < 0) throw new Error('unreachable');
  };
}

function alertEngine(): (at: number) => void {
  const rules = compileRules(written);
  let state = initialState();
  let first = true;
  return (at) => {
    ({ state } = evaluate(
      state,
      {
        readings: readingsAt(at),
        events: [],
        gates: { quiet: false, doNotDisturb: false, muted: false },
        policy: { graceMs: 0, quietHours: [], criticalPiercesQuietHours: false },
        newId: randomUUID,
      },
      rules,
      { at, elapsedMs: 1_000, resumed: false, started: first },
    ));
    first = false;
  };
}

/** What 500 series under 20 rules cost once a second. */
export function alertRows(): Row[] {
  const ours = usPerTick(alertEngine());
  const plain = usPerTick(plainLoop());
  return [
    {
      what: `alerts, ${SERIES} series x ${RULES} rules at 1 Hz`,
      ours: `${ours.toFixed(0)} µs (${(ours / 10_000).toFixed(3)} % of a core)`,
      peer: 'a loop of the same comparisons',
      peerValue: `${plain.toFixed(0)} µs`,
      ratio: ratioText(ours, plain),
      bound: '≤ 40×',
      met: ours <= 40 * plain,
    },
  ];
}
