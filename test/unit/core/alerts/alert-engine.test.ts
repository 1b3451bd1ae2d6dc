import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { AlertLog } from '../../../../src/core/alerts/alert-log.ts';
import { createAlertFile } from '../../../../src/core/alerts/alert-store.ts';
import { checkResourceLimits } from '../../../../src/core/alerts/check-limits.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import type { AlertRecord } from '../../../../src/shared/model/alert.ts';
import type { Reading } from '../../../../src/shared/model/reading.ts';
import { GRACELESS, MemoryStore, engineBed } from './engine-bed.ts';
import { atOnce } from './timeline.ts';

const DAY_MS = 86_400_000;
const critical = { ...atOnce, condition: { type: 'usagePercent', above: { critical: 85 } } };

describe('a restart', () => {
  test('tells nothing twice, and its end with the same incident', async () => {
    const first = engineBed({ rules: [critical] });
    await first.run(5, [{ used: 90 }]);
    const [record] = first.engine.firing;
    first.engine.dispose();
    const second = first.restart();
    await second.run(120, [{ used: 90 }]);
    expect(second.told()).toEqual([]);
    expect(second.engine.firing).toMatchObject([{ id: record!.id, notified: true }]);
    await second.run(1, [{ used: 50 }]);
    expect(second.notices).toMatchObject([{ kind: 'resolved', incidentId: record!.id, sequence: 2 }]);
  });

  test('keeps what a person said', async () => {
    const first = engineBed({ rules: [critical] });
    await first.run(1, [{ used: 50 }]);
    first.engine.snooze('memory', null, { forMs: 60_000 });
    first.engine.silence({ subject: 'vm:*' });
    first.engine.dispose();
    const second = first.restart();
    await second.run(30, [{ used: 90 }, { subject: 'vm:a', used: 90 }]);
    expect(second.told()).toEqual([]);
    await second.run(60, [{ used: 90 }, { subject: 'vm:a', used: 90 }]);
    expect(second.told()).toEqual(['firing critical Memory tight']);
  });

  test('after a long pause the hold time begins anew', async () => {
    const first = engineBed({ rules: [{ ...critical, for: '30s' }] });
    await first.run(25, [{ used: 90 }]);
    first.engine.dispose();
    await first.clock.advance(3_600_000);
    const second = first.restart();
    await second.run(30, [{ used: 90 }]);
    expect(second.told()).toEqual([]);
    await second.run(1, [{ used: 90 }]);
    expect(second.told()).toEqual(['firing critical Memory tight']);
  });

  test('after a short one it goes on', async () => {
    const first = engineBed({ rules: [{ ...critical, for: '30s' }] });
    await first.run(25, [{ used: 90 }]);
    first.engine.dispose();
    const second = first.restart();
    await second.run(7, [{ used: 90 }]);
    expect(second.told()).toEqual(['firing critical Memory tight']);
  });

  test.each([
    ['no JSON of ours', '{"state":5}'],
    ['a state of another version', '{"state":{"version":2},"log":[]}'],
    ['garbage', '{{'],
  ])('%s is put away, and the work goes on', async (_what, text) => {
    const store = new MemoryStore();
    store.text = text;
    const bed = engineBed({ rules: [critical], store });
    expect(store.aside).toBe(text);
    expect(bed.logger.entries).toMatchObject([{ level: 'warn', scope: 'alerts' }]);
    await bed.run(1, [{ used: 90 }]);
    expect(bed.told()).toHaveLength(1);
  });
});

describe('the clock', () => {
  test('set back or forward by hours: nothing fires, nothing ends, nothing is told', async () => {
    const { run, told, clock, engine } = engineBed({ rules: [{ ...critical, for: '30s' }] });
    await run(10, [{ used: 90 }]);
    clock.setWall(5 * 3_600_000);
    await run(10, [{ used: 90 }]);
    clock.setWall(-9 * 3_600_000);
    await run(10, [{ used: 90 }]);
    expect(told()).toEqual([]);
    await run(1, [{ used: 90 }]);
    expect(told()).toHaveLength(1);
    clock.setWall(-3_600_000);
    await run(60, [{ used: 90 }]);
    expect(told()).toEqual([]);
    expect(engine.firing).toHaveLength(1);
  });

  test('sleep: the grace begins, nothing ends by itself', async () => {
    const { run, told, clock, engine } = engineBed({ rules: [critical], policy: { ...GRACELESS, graceMs: 90_000 } });
    await run(91, [{ used: 90 }]);
    expect(told()).toHaveLength(1);
    await clock.jump(8 * 3_600_000);
    await run(90, [{ used: 90 }, { subject: 'vm:a', used: 90 }]);
    expect(told()).toEqual([]);
    expect(engine.firing).toHaveLength(1);
    await run(1, [{ used: 90 }, { subject: 'vm:a', used: 97 }]);
    expect(told()).toEqual(['firing critical Memory tight on a']);
  });

  test('sleep in which monotonic time stands shows in the time since the boot', async () => {
    let sleptMs = 0;
    const clockOf = engineBed().clock;
    const { run, told } = engineBed({
      rules: [{ ...critical, for: '10s' }],
      clock: clockOf,
      bootMs: () => clockOf.monotonicMs() + sleptMs,
    });
    await run(8, [{ used: 90 }]);
    sleptMs = 600_000;
    await run(10, [{ used: 90 }]);
    expect(told()).toEqual([]);
    await run(1, [{ used: 90 }]);
    expect(told()).toHaveLength(1);
  });
});

describe('what is read seldom', () => {
  test('the same reading shown again is no new row', async () => {
    const { run, told, clock } = engineBed({
      rules: [{ condition: { type: 'rate', above: { warning: 5 } }, for: '0s', clear: undefined }],
    });
    const at = clock.now();
    await run(9, [{ used: 0, at }]);
    await run(1, [{ used: 100, at: at + 9_000 }]);
    // 100 in nine seconds since the row before, not in one.
    expect(told()).toEqual(['firing warning Memory changes fast']);
  });

  test('a slower pace is learnt, and is no gap then', async () => {
    const { engine, clock, told } = engineBed({ rules: [{ ...critical, for: '2m' }] });
    const each = async (seconds: number, count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        engine.feed([{ subject: 'host', resource: 'memory', used: 90, limit: 100, unit: 'bytes', at: clock.now() }], [], {
          intervalMs: 30_000,
        });
        await clock.advance(seconds * 1_000);
      }
    };
    await each(1, 10);
    await each(30, 8);
    expect(told()).toHaveLength(1);
  });
});

describe('the engine', () => {
  test('a listener that fails or asks stops nobody', async () => {
    const { engine, run, logger } = engineBed({ rules: [critical] });
    const asked: number[] = [];
    engine.onNotice(() => {
      throw new Error('no');
    });
    engine.onNotice(() => asked.push(engine.firing.length, engine.acknowledge({ rule: 'memory' })));
    await run(2, [{ used: 90 }]);
    expect(asked).toEqual([1, 1]);
    expect(engine.firing[0]).toMatchObject({ acknowledged: true });
    expect(logger.entries).toMatchObject([{ level: 'error', message: 'a listener failed' }]);
  });

  test('a figure that is no number is a gap', async () => {
    const { run, engine } = engineBed({ rules: [critical] });
    await run(3, [
      { used: Number.NaN },
      { subject: 'a', used: 90, limit: 0 },
      { subject: 'b', used: 90, limit: null },
      { subject: 'c', used: Infinity },
    ]);
    expect(engine.log).toEqual([]);
  });

  test('a change is written once and soon; a calm minute is not written', async () => {
    const { run, store, engine } = engineBed({ rules: [critical] });
    await run(60, [{ used: 50 }]);
    expect(store.writes).toBe(0);
    await run(1, [{ used: 90 }]);
    engine.acknowledge({});
    await run(5, [{ used: 90 }]);
    expect(store.writes).toBe(1);
    expect(JSON.parse(store.text!)).toMatchObject({ log: [{ acknowledged: true }] });
  });

  test('a disk that takes nothing is told, and stops nothing', async () => {
    const store = new MemoryStore();
    store.write = () => {
      throw new Error('full');
    };
    const { run, told, logger } = engineBed({ rules: [critical], store });
    await run(10, [{ used: 90 }]);
    expect(told()).toHaveLength(1);
    expect(logger.entries).toMatchObject([{ level: 'error', data: { got: 'full' } }]);
  });
});

describe('the log', () => {
  const record = (id: number, more: Partial<AlertRecord>): AlertRecord =>
    ({ id: String(id), state: 'resolved', firedAt: id, resolvedAt: id, ...more }) as AlertRecord;

  test('goes after 30 days, but for what fires', () => {
    const log = new AlertLog([record(0, { state: 'firing', resolvedAt: null }), record(1, {}), record(2, { resolvedAt: DAY_MS })]);
    log.forgetOld(30 * DAY_MS + 2);
    expect(log.list.map(({ id }) => id)).toEqual(['2', '0']);
  });

  test('keeps the newest of very many', () => {
    const log = new AlertLog(Array.from({ length: 5_100 }, (_, i) => record(i, {})));
    log.forgetOld(6_000);
    expect(log.list).toHaveLength(5_000);
    expect(log.list[0]?.id).toBe('5099');
  });
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-alerts-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('nothing, then what was written, for this user alone; a damaged one is kept aside', () => {
    const path = join(folder, 'alerts.json');
    const file = createAlertFile(path, () => Date.UTC(2026, 0, 2));
    expect(file.read()).toBeNull();
    file.write({ a: [1] });
    expect(file.read()).toEqual({ a: [1] });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, '{"a":');
    expect(() => file.read()).toThrow(/expected a value/);
    file.setAside();
    expect(readdirSync(folder)).toEqual(['alerts.json.damaged-2026-01-02T00-00-00-000Z']);
    expect(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')).toBe('{"a":');
  });
});

describe('the first limit that is exceeded', () => {
  const { thresholds } = defaultsOf('default');
  const at = (resource: string, used: number, limit: number | null = 100): Reading => ({
    subject: 'host',
    resource,
    used,
    limit,
    limitSource: 'system',
    unit: 'count',
    at: 0,
  });
  test.each([
    [[at('cpu', 95), at('memory', 99)], { name: 'CPU usage', limit: '80.0%', actual: '95.0%' }],
    [[at('disk', 99), at('memory', 90.04), at('cpu', 80)], { name: 'Memory usage', limit: '85.0%', actual: '90.0%' }],
    [[at('disk', 91)], { name: 'Disk usage', limit: '90.0%', actual: '91.0%' }],
    [[at('cpu', 80), at('memory', 85), at('disk', 90)], null],
    [[at('cpu', 95, null), { ...at('memory', 99), subject: 'vm:a' }], null],
    [[], null],
  ])('%#', (readings, expected) => {
    expect(checkResourceLimits(readings, thresholds)).toEqual(expected);
  });
});
