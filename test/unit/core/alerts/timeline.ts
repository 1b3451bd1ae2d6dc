import { parseDuration } from '../../../../src/shared/duration.ts';
import type { AlertRule } from '../../../../src/shared/model/alert.ts';
import { parseRules } from '../../../../src/core/alerts/parse-rules.ts';
import { type ReplayAction, type ReplayItem, replay } from '../../../../src/core/alerts/replay.ts';

// A timeline as a text. Times are seconds, or such as "15m". Rows lie 10 s apart, of the host's memory with the limit 100 unless it says else:
//   0..50 40            rows with 40 used            60 -            a row without a value
//   0..50 web cpu 40    of another series            # sleep 600     as in a file of series, at the time of the row before
// What is expected: `TIME EVENT LEVEL HEARD`, with `of SUBJECT` when it is not the host and `by RULE` when it is not the first rule. HEARD is
// "told", the reason why not, or "-".

export interface Timeline {
  readonly name: string;
  /** What differs from the usual rule; several for several rules. */
  readonly rules?: readonly Readonly<Record<string, unknown>>[];
  readonly graceMs?: number;
  readonly rows: string;
  readonly expected: string;
}

/** What a timeline's rule may differ by. */
export const warning = { condition: { type: 'usagePercent', above: { warning: 85 } }, for: '1m' };
export const atOnce = { ...warning, for: '0s', clear: { at: 80, for: '0s' } };

const STEP_S = 10;
/** So that no test depends on times that begin at 0. */
export const START_S = 1_700_000_000;

const usual = {
  id: 'memory',
  subject: '*',
  resource: 'memory',
  condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } },
  for: { warning: '1m', critical: '15s' },
  clear: { at: 80, for: '30s' },
  cooldown: '15m',
};

export function rulesOf(list: readonly Readonly<Record<string, unknown>>[] = [{}]): readonly AlertRule[] {
  const { rules, problems } = parseRules(list.map((differs) => ({ ...usual, ...differs })));
  if (problems.length > 0) throw new Error(`a test's rule is wrong: ${JSON.stringify(problems)}`);
  return rules;
}

function secondsOf(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : (parseDuration(text) ?? Number.NaN) / 1_000;
  if (!Number.isFinite(seconds)) throw new Error(`a test's time is wrong: ${text}`);
  return seconds;
}

function actionOf(words: readonly string[]): ReplayAction {
  const [kind = '', rule = '', a, b] = words;
  if (kind === 'sleep') return { kind, forMs: secondsOf(rule) * 1_000 };
  if (kind === 'restart') return { kind };
  if (kind === 'ack') return { kind, rule, subject: a ?? null };
  if (kind === 'snooze') return { kind, rule, subject: b === undefined ? null : (a ?? null), forMs: secondsOf(b ?? a ?? '') * 1_000 };
  return { kind: 'quiet', on: rule === 'on' };
}

export function itemsOf(text: string): ReplayItem[] {
  const items: ReplayItem[] = [];
  let lastAt = START_S * 1_000;
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const words = line.split(/\s+/);
    if (words[0] === '#') {
      items.push({ action: actionOf(words.slice(1)), at: lastAt });
      continue;
    }
    const [span = '', ...rest] = words;
    const value = rest.at(-1) ?? '';
    const [subject = 'host', resource = 'memory'] = rest.slice(0, -1);
    const [from = '', to = from] = span.split('..');
    for (let second = secondsOf(from); second <= secondsOf(to); second += STEP_S) {
      const at = (START_S + second) * 1_000;
      const used = value === '-' ? null : Number(value);
      items.push({ at, row: { at, subject, resource, used, limit: 100, unit: 'percent' } });
      lastAt = at;
    }
  }
  return items;
}

/** What happened, in the same words as `expected`. */
export function run({ rules, graceMs = 0, rows }: Omit<Timeline, 'name' | 'expected'>): string[] {
  const list = rulesOf(rules);
  return replay(itemsOf(rows), list, graceMs).map(({ at, rule, subject, event, level, notified, reason }) => {
    const heard = notified ? 'told' : (reason ?? '-');
    const of = subject === 'host' ? '' : ` of ${subject}`;
    const by = rule === list[0]?.id ? '' : ` by ${rule}`;
    return `${at / 1_000 - START_S} ${event} ${level} ${heard}${of}${by}`;
  });
}

export function expectedOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\S+/, (time) => String(secondsOf(time))));
}
