import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { CliContext } from '../../../src/cli/command.ts';
import { commands } from '../../../src/cli/commands.ts';
import { parseSeries } from '../../../src/cli/commands/rules/series-file.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { TextFault } from '../../../src/core/plain-fault.ts';
import { FakeClock } from '../../fakes/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'headroom-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RULES = `[
  { "id": "memory", "subject": "host", "resource": "memory",
    "condition": { "type": "usagePercent", "above": { "warning": 85, "critical": 95 } },
    "for": { "warning": "1m", "critical": "15s" },
    "clear": { "at": 80, "for": "30s" }, "cooldown": "15m" } ]`;

function series(...runs: readonly (readonly [count: number, used: number | ''] | string)[]): string {
  const lines = ['time,subject,resource,used,limit'];
  let second = 1_700_000_000;
  for (const run of runs) {
    if (typeof run === 'string') {
      lines.push(run);
      continue;
    }
    for (let i = 0; i < run[0]; i += 1, second += 10) lines.push(`${second},host,memory,${run[1]},100`);
  }
  return lines.join('\n');
}

let files = 0;
function file(text: string, name = 'file'): string {
  const path = join(folder, `${name}-${(files += 1)}`);
  writeFileSync(path, text);
  return path;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Pick<CliContext, 'stdin' | 'stdout' | 'stderr'>;
  const code = await runCli(['rules', ...args], {
    env: {},
    platform: 'linux',
    clock: new FakeClock(),
    program: 'headroom',
    commands,
    ...streams,
  });
  return { code, out: stdout.read()?.toString() ?? '', err: stderr.read()?.toString() ?? '' };
}

describe('headroom rules test', () => {
  test('prints what happened, in the documented form', async () => {
    const { code, out, err } = await run('test', file(RULES), file(series([10, 50], [9, 90], [4, 70])), '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    const about = { rule: 'memory', subject: 'host', resource: 'memory', level: 'warning' };
    expect(JSON.parse(out)).toEqual([
      { at: 1_700_000_100_000, ...about, event: 'pending', value: 90, notified: false },
      { at: 1_700_000_160_000, ...about, event: 'firing', value: 90, notified: true },
      { at: 1_700_000_220_000, ...about, event: 'resolved', value: 70, notified: true },
    ]);
  });

  test('the grace counts from the first row, unless it is left out', async () => {
    const [rules, rows] = [file(RULES), file(series([20, 90]))];
    const firedAt = async (...more: string[]): Promise<number> => {
      const list = JSON.parse((await run('test', rules, rows, '--json', ...more)).out) as { at: number; event: string }[];
      return list.find(({ event }) => event === 'firing')!.at - 1_700_000_000_000;
    };
    expect(await firedAt()).toBe(90_000);
    expect(await firedAt('--no-grace')).toBe(60_000);
  });

  test('events of the file', async () => {
    const rows = series([12, 90], '# ack memory host', [3, 97], '# quiet on', '# a comment', [3, 90], '# restart', '# sleep 600', [20, 97]);
    const { out } = await run('test', file(RULES), file(rows), '--json');
    const list = JSON.parse(out) as { event: string; level: string; notified: boolean; reason?: string }[];
    expect(list.map(({ event, level, notified, reason }) => `${event} ${level} ${notified ? 'told' : (reason ?? '-')}`)).toEqual([
      'pending warning -',
      'firing warning told',
      'escalated critical told',
      'deescalated warning -',
      'escalated critical quiet-hours',
    ]);
  });

  test('says which rules a file of rows cannot decide', async () => {
    const rules = RULES.replace(
      '"usagePercent", "above": { "warning": 85, "critical": 95 }',
      '"anomaly", "above": { "warning": 85, "critical": 95 }',
    );
    expect(await run('test', file(rules), file(series([30, 99])), '--json')).toEqual({
      code: 0,
      out: '[]\n',
      err: 'headroom rules: rule "memory" cannot fire here: "anomaly" is not known from a file of rows\n',
    });
  });

  test('a table for a person', async () => {
    const { out } = await run('test', file(RULES), file(series([10, 50], [9, 90])));
    expect(out.split('\n').slice(0, 3)).toEqual([
      'Time                      Rule    Subject  Resource  Event    Level    Value  Notice',
      '2023-11-14T22:15:00.000Z  memory  host     memory    pending  warning     90',
      '2023-11-14T22:16:00.000Z  memory  host     memory    firing   warning     90  told',
    ]);
    expect((await run('test', file(RULES), file(series([10, 50])))).out).toBe('Nothing would have fired.\n');
  });

  test('no rules: those that Headroom brings along', async () => {
    const { out } = await run('test', file('[]'), file(series([30, 99])), '--json');
    expect(JSON.parse(out)).toMatchObject([{ event: 'pending' }, { event: 'firing', rule: 'memory', level: 'critical' }]);
  });

  test.each<[string, string, string, number, string]>([
    ['no JSON', '[\n{]', series(), 65, 'RULES: line 2: expected a key in double quotes or "}", got "]"'],
    [
      'a wrong rule',
      RULES.replace('"15m"', '"soon"'),
      series(),
      65,
      'RULES: line 5: expected a duration of at most 365d, such as "30s" or "5m" at [0].cooldown, got "soon"',
    ],
    ['a key too many', RULES.replace('"cooldown"', '"cool"'), series(), 65, 'RULES: line 5: expected no such key at [0].cool, got "15m"'],
    [
      'two with one id',
      `[${RULES.slice(1, -1)},${RULES.slice(1, -1)}]`,
      series(),
      65,
      'RULES: line 6: expected an id that no rule before has at [1].id, got "memory"',
    ],
    ['no list', '{}', series(), 65, 'RULES: line 1: expected a list of rules, got {}'],
    [
      'no header',
      RULES,
      '1,host,memory,1,2',
      65,
      'SERIES: line 1: expected the header "time,subject,resource,used,limit", got "1,host,memory,1,2"',
    ],
    ['an empty series', RULES, '', 65, 'SERIES: expected the header "time,subject,resource,used,limit", got an empty file'],
    [
      'a cell too few',
      RULES,
      `${series()}\n1,host,memory,1`,
      65,
      'SERIES: line 2: expected 5 cells (time,subject,resource,used,limit), got 4',
    ],
    [
      'a time that is none',
      RULES,
      `${series()}\nnoon,host,memory,1,2`,
      65,
      'SERIES: line 2: expected a time in epoch seconds or ISO 8601, got "noon"',
    ],
    [
      'milliseconds',
      RULES,
      `${series()}\n1700000000000,host,memory,1,2`,
      65,
      'SERIES: line 2: expected a time in epoch seconds or ISO 8601, got "1700000000000"',
    ],
    [
      'a value that is none',
      RULES,
      `${series()}\n1,host,memory,much,2`,
      65,
      'SERIES: line 2: expected a number or nothing as "used", got "much"',
    ],
    [
      'a hexadecimal limit',
      RULES,
      `${series()}\n1,host,memory,1,0x10`,
      65,
      'SERIES: line 2: expected a number or nothing as "limit", got "0x10"',
    ],
    ['no subject', RULES, `${series()}\n1,,memory,1,2`, 65, 'SERIES: line 2: expected a name of 1 to 256 characters as "subject", got ""'],
    [
      'time that goes back',
      RULES,
      `${series()}\n2,host,memory,1,2\n1,host,memory,1,2`,
      65,
      'SERIES: line 3: expected a time after the row before of host memory, got 1',
    ],
    ['a wrong sleep', RULES, `${series([1, 5])}\n# sleep well`, 65, 'SERIES: line 3: expected "# sleep SECONDS", got "# sleep well"'],
    [
      'a wrong snooze',
      RULES,
      `${series([1, 5])}\n# snooze memory`,
      65,
      'SERIES: line 3: expected "# snooze RULE [SUBJECT] DURATION", got "# snooze memory"',
    ],
    ['a wrong quiet', RULES, `${series([1, 5])}\n# quiet please`, 65, 'SERIES: line 3: expected "# quiet on|off", got "# quiet please"'],
  ])('%s', async (_name, rules, rows, code, message) => {
    const [rulesPath, seriesPath] = [file(rules), file(rows)];
    const result = await run('test', rulesPath, seriesPath);
    expect(result.err).toBe(`headroom rules: ${message.replace('RULES', rulesPath).replace('SERIES', seriesPath)}\n`);
    expect(result.code).toBe(code);
    expect(result.out).toBe('');
  });

  test('files that are not there, and words that are wrong', async () => {
    const missing = join(folder, 'missing');
    expect(await run('test', missing, missing)).toMatchObject({
      code: 66,
      err: `headroom rules: ${missing}: expected a file of rules that can be read, got nothing there\n`,
    });
    expect(await run('test', file(RULES), folder)).toMatchObject({
      code: 65,
      err: `headroom rules: ${folder}: expected a regular file, got a folder, a pipe or a device\n`,
    });
    expect(await run('tset', 'a', 'b')).toMatchObject({
      code: 64,
      err: 'headroom rules: expected one of test, got "tset". Did you mean "test"?\n',
    });
    expect(await run('test', 'a')).toMatchObject({
      code: 64,
      err: 'headroom rules: expected "headroom rules test RULES.json SERIES.csv"\n',
    });
  });
});

describe('a file of series', () => {
  const header = 'time,subject,resource,used,limit';

  test('seconds with fractions, ISO 8601, gaps, no limit, Windows lines, a byte order mark', () => {
    const text = `\uFEFF${header}\r\n1700000000.25,host,cpu,1e1,\r\n2023-11-14T22:13:30Z,host,cpu,,8\r\n\r\n2023-11-14T23:13:40+01:00, host , cpu , -1 , 8\r\n`;
    const rows = parseSeries(text).map((item) => ('row' in item ? [item.at, item.row.used, item.row.limit, item.row.subject] : null));
    expect(rows).toEqual([
      [1_700_000_000_250, 10, null, 'host'],
      [1_700_000_010_000, null, 8, 'host'],
      [1_700_000_020_000, -1, 8, 'host'],
    ]);
  });

  test('an event before the first row holds from it on', () => {
    expect(parseSeries(`# quiet on\n${header}\n5,host,cpu,1,2`)).toEqual([
      { at: 5_000, action: { kind: 'quiet', on: true } },
      { at: 5_000, row: { at: 5_000, subject: 'host', resource: 'cpu', used: 1, limit: 2, unit: 'cores' } },
    ]);
  });

  test('whatever the text: rows, or a fault with its line', () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('1', '', 'host', '# sleep 5', '# ack', '1e999', '-', 'NaN'));
    const line = fc.oneof(
      fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(',')),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          for (const item of parseSeries([header, ...lines].join('\n'))) expect(Number.isFinite(item.at)).toBe(true);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TextFault);
          expect((thrown as TextFault).line).toBeGreaterThan(1);
        }
      }),
    );
  });
});
