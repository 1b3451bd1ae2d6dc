import { describe, expect, test } from 'vitest';
import { alertNotice, alertRecord } from '../../../../src/shared/model/alert.ts';
import { defaultRules } from '../../../../src/core/alerts/default-rules.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import type { AlertReading } from '../../../../src/core/alerts/work.ts';
import { GRACELESS, engineBed } from './engine-bed.ts';
import { atOnce, rulesOf } from './timeline.ts';

const GIB = 1024 ** 3;
const both = { ...atOnce, condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } } };
const event = (name: string, level = 'critical') => ({
  id: name,
  subject: 'container:*',
  resource: name,
  condition: { type: 'event', event: name, level },
  for: '0s',
  clear: undefined,
});

describe('what a person reads', () => {
  test('value, limit, how long, the cause; one decimal', async () => {
    const { run, notices } = engineBed({
      nameOf: () => 'web-1',
      causeOf: () => 'postgres +610 MB.',
      rules: [{ for: '3m' }],
    });
    await run(181, [{ subject: 'container:3f2a', used: 0.924 * 2 * GIB, limit: 2 * GIB }]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      kind: 'firing',
      severity: 'warning',
      sequence: 1,
      title: 'Memory tight on web-1',
      body: '92.4 % of 2 GB for 3 min. postgres +610 MB.',
      summary: 'High memory usage: 92.4%',
      threshold: 85,
      unit: 'percent',
      limit: 2 * GIB,
      count: 1,
      channels: null,
    });
    expect(notices[0]!.value).toBeCloseTo(92.4);
    expect(notices[0]!.idempotencyKey).toBe(`${notices[0]!.incidentId}#1`);
  });

  test.each<[Readonly<Record<string, unknown>>, Partial<AlertReading>, number, string, string]>([
    [
      { resource: 'disk', condition: { type: 'headroom', below: { warning: 20e9 } } },
      { resource: 'disk', used: 85e9, limit: 100e9 },
      15e9,
      'Disk nearly full',
      '15 GB left of 100 GB.',
    ],
    [
      { resource: 'cpu', condition: { type: 'used', above: { warning: 1 } } },
      { resource: 'cpu', used: 2.5, limit: null, unit: 'cores' },
      2.5,
      'CPU short',
      '2.5 cores.',
    ],
    [
      { condition: { type: 'timeToLimit', below: { warning: 900_000 } } },
      { used: 50, timeToLimitMs: 720_000 },
      720_000,
      'Memory runs out soon',
      'At its limit in 12 min.',
    ],
    [{ condition: { type: 'anomaly', above: { warning: 3 } } }, { used: 50, anomalyScore: 4.25 }, 4.25, 'Memory unusual', 'Score 4.25.'],
  ])('%j', async (rule, row, value, title, body) => {
    const { run, notices } = engineBed({ rules: [{ for: '0s', clear: undefined, ...rule }] });
    await run(1, [row]);
    expect(notices[0]).toMatchObject({ title, body, value });
  });

  test('a time to the limit that is not in sight ends the alert, and is no value', async () => {
    const { run, engine } = engineBed({
      rules: [{ condition: { type: 'timeToLimit', below: { warning: 900_000 } }, for: '0s', clear: { at: 1_800_000, for: '0s' } }],
    });
    await run(1, [{ used: 50, timeToLimitMs: 60_000 }]);
    await run(1, [{ used: 50 }]);
    expect(engine.firing).toHaveLength(1);
    await run(1, [{ used: 50, timeToLimitMs: null }]);
    expect(engine.firing).toEqual([]);
    expect(engine.log[0]).toMatchObject({ state: 'resolved', peakValue: 60_000, outcome: 'recovered after 2 s, shortest 1 min' });
  });

  test('one incident: firing, escalated, resolved with one id and rising numbers', async () => {
    const { run, notices, told } = engineBed({ rules: [both] });
    await run(1, [{ used: 90 }]);
    await run(1, [{ used: 97 }]);
    await run(240, [{ used: 90 }]);
    await run(1, [{ used: 50 }]);
    expect(told()).toEqual(['firing warning Memory tight', 'escalated critical Memory tight', 'resolved warning Memory tight: over']);
    expect(new Set(notices.map(({ incidentId }) => incidentId)).size).toBe(1);
    expect(notices.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(notices[2]!.body).toBe('Recovered after 4 min, peak 97.0 %.');
    for (const notice of notices) expect(alertNotice.parse(notice)).toEqual(notice);
  });

  test('only the channels of the rule', async () => {
    const { run, notices } = engineBed({ rules: [{ ...atOnce, channels: ['mail'] }] });
    await run(1, [{ used: 90 }]);
    expect(notices[0]!.channels).toEqual(['mail']);
  });
});

describe('never a storm', () => {
  const parts = (count: number, used: number, from = 0) => Array.from({ length: count }, (_, i) => ({ subject: `vm:${i + from}`, used }));

  test('what comes within two minutes is one banner with a count', async () => {
    const { run, told, notices } = engineBed({ rules: [atOnce] });
    await run(120, parts(6, 90));
    expect(told()).toEqual(['firing warning Memory tight on 0']);
    await run(1, parts(6, 90));
    expect(told()).toEqual(['summary warning 5 more alerts']);
    expect(notices[1]).toMatchObject({ count: 5, body: 'Memory tight on 1, Memory tight on 2, Memory tight on 3 and 2 more.' });
    expect(alertNotice.parse(notices[1])).toEqual(notices[1]);
    await run(300, parts(6, 90));
    expect(told()).toEqual([]);
  });

  test('one alone is told as itself', async () => {
    const { run, told } = engineBed({ rules: [atOnce] });
    await run(121, parts(2, 90));
    expect(told()).toEqual(['firing warning Memory tight on 0', 'firing warning Memory tight on 1']);
  });

  test('what was over before the banner is in its count', async () => {
    const { run, notices } = engineBed({ rules: [atOnce] });
    await run(60, parts(4, 90));
    await run(61, [...parts(2, 90), ...parts(2, 50, 2)]);
    expect(notices[1]).toMatchObject({ kind: 'summary', count: 3 });
    expect(notices[1]!.body).toContain('2 of them over already.');
  });

  test('what comes when the banner is due joins it', async () => {
    const { run, told, engine } = engineBed({ rules: [atOnce] });
    await run(120, parts(2, 90));
    await run(1, parts(3, 90));
    expect(told()).toEqual(['firing warning Memory tight on 0', 'summary warning 2 more alerts']);
    expect(engine.firing.every(({ notified }) => notified)).toBe(true);
  });

  test('who got worse meanwhile is told then, and not once more', async () => {
    const { run, told } = engineBed({ rules: [both] });
    await run(60, parts(2, 90));
    await run(120, [...parts(1, 90), ...parts(1, 97, 1)]);
    expect(told()).toEqual(['firing warning Memory tight on 0', 'escalated critical Memory tight on 1']);
  });

  test('more than ten critical ones in a minute become one, and none is silent', async () => {
    const { run, told, engine } = engineBed({ rules: [both] });
    await run(60, parts(40, 99));
    expect(told()).toHaveLength(10);
    await run(1, parts(40, 99));
    expect(told()).toEqual(['summary critical 30 more alerts']);
    expect(engine.firing.every(({ notified }) => notified)).toBe(true);
    expect(engine.firing).toHaveLength(40);
  });
});

describe('who wants to hear nothing', () => {
  test.each([
    ['muted', 'muted'],
    ['doNotDisturb', 'do-not-disturb'],
    ['quiet', 'quiet-hours'],
  ] as const)('%s: told when it ends and it still fires', async (gate, reason) => {
    const { run, told, engine } = engineBed({ rules: [both] });
    engine.setGates({ [gate]: true });
    await run(30, [{ used: 97 }]);
    expect(told()).toEqual([]);
    expect(engine.firing[0]).toMatchObject({ notified: false, suppressed: reason });
    engine.setGates({ [gate]: false });
    await run(30, [{ used: 97 }]);
    expect(told()).toEqual(['firing critical Memory tight']);
  });

  test('quiet hours of the clock; critical pierces them when the user says so', async () => {
    // The clock starts at midnight.
    const policy = { ...GRACELESS, quietHours: [{ from: '22:00', to: '00:01' }] };
    const deaf = engineBed({ rules: [both], policy });
    await deaf.run(59, [{ used: 97 }]);
    expect(deaf.told()).toEqual([]);
    await deaf.run(1, [{ used: 97 }]);
    expect(deaf.told()).toEqual(['firing critical Memory tight']);
    const piercing = engineBed({ rules: [both], policy: { ...policy, criticalPiercesQuietHours: true } });
    await piercing.run(1, [{ used: 90 }]);
    await piercing.run(1, [{ used: 97 }]);
    expect(piercing.told()).toEqual(['escalated critical Memory tight']);
  });

  test('what was collected waits, too', async () => {
    const { run, told, engine } = engineBed({ rules: [atOnce] });
    const three = ['vm:a', 'vm:b', 'vm:c'].map((subject) => ({ subject, used: 90 }));
    await run(60, three);
    expect(told()).toHaveLength(1);
    engine.setGates({ quiet: true });
    await run(120, three);
    expect(told()).toEqual([]);
    engine.setGates({ quiet: false });
    await run(1, three);
    expect(told()).toContain('summary warning 2 more alerts');
  });

  test('what was predicted is not told once it is there', async () => {
    const soon = { id: 'soon', condition: { type: 'timeToLimit', below: { critical: 900_000 } }, for: '0s', clear: undefined };
    const { run, told, engine } = engineBed({ rules: [both, soon] });
    await run(1, [{ used: 97, timeToLimitMs: 60_000 }]);
    expect(told()).toEqual(['firing critical Memory tight']);
    expect(engine.firing.map(({ ruleId, suppressed }) => [ruleId, suppressed])).toEqual([
      ['soon', 'inhibited'],
      ['memory', null],
    ]);
  });

  test('quiet hours of one rule', async () => {
    const { run, told } = engineBed({
      rules: [
        { ...both, quietHours: { from: '00:00', to: '00:01' } },
        { ...both, id: 'second' },
      ],
    });
    await run(1, [{ used: 97 }]);
    expect(told()).toHaveLength(1);
  });

  test('a silence: by pattern, up to a level, until a time; what was held back is told after it', async () => {
    const { run, told, engine, clock } = engineBed({ rules: [both] });
    engine.silence({ subject: 'vm:*', resource: 'memory', upTo: 'warning', untilAt: clock.now() + 30_000 });
    await run(20, [
      { subject: 'vm:a', used: 90 },
      { subject: 'container:b', used: 97 },
    ]);
    expect(told()).toEqual(['firing critical Memory tight on b']);
    await run(1, [{ subject: 'vm:a', used: 97 }]);
    expect(told()).toEqual(['escalated critical Memory tight on a']);
    await run(1, [{ subject: 'vm:c', used: 90 }]);
    expect(told()).toEqual([]);
    await run(20, [{ subject: 'vm:c', used: 90 }]);
    expect(told()).toEqual(['firing warning Memory tight on c']);
    const id = engine.silence({ rule: 'memory' });
    await run(1, [{ subject: 'vm:d', used: 97 }]);
    engine.unsilence(id);
    expect(told()).toEqual([]);
    await run(1, [{ subject: 'vm:d', used: 97 }]);
    expect(told()).toEqual(['firing critical Memory tight on d']);
  });

  test('snoozed until a time of the day', async () => {
    const { run, told, engine, clock } = engineBed({ rules: [both] });
    engine.snooze('memory', null, { untilAt: clock.now() + 30_000 });
    await run(30, [{ used: 97 }]);
    expect(told()).toEqual([]);
    await run(1, [{ used: 97 }]);
    expect(told()).toEqual(['firing critical Memory tight']);
  });
});

describe('what happens beside the figures', () => {
  test('a kill is told at once, shown for a while, and passes silently', async () => {
    const { run, told, engine } = engineBed({ rules: [event('oomKill')] });
    await run(1, [], [{ cause: 'node was killed at 512 MB.' }]);
    expect(told()).toEqual(['firing critical Killed for want of memory: web']);
    expect(engine.firing[0]).toMatchObject({ body: 'node was killed at 512 MB.', value: null, threshold: null, unit: 'event' });
    await run(899);
    expect(engine.firing).toHaveLength(1);
    await run(5);
    expect(engine.firing).toEqual([]);
    expect(engine.log[0]).toMatchObject({ end: 'passed', state: 'resolved' });
    expect(told()).toEqual([]);
  });

  test('a second kill within the cooldown is told at its end', async () => {
    const { run, told } = engineBed({ rules: [event('oomKill')] });
    await run(300, [], [{}]);
    await run(599, [], [{}]);
    expect(told()).toHaveLength(1);
    await run(3);
    expect(told()).toEqual(['reminder critical Killed for want of memory: web']);
  });

  test('a kill in the grace is told at its end', async () => {
    const { run, told } = engineBed({ rules: [event('oomKill')], policy: { ...GRACELESS, graceMs: 90_000 } });
    await run(90, [], [{}]);
    expect(told()).toEqual([]);
    await run(1);
    expect(told()).toEqual(['firing critical Killed for want of memory: web']);
  });

  test('what lasts must hold, and its end is told', async () => {
    const { run, told } = engineBed({ rules: [{ ...event('unhealthy', 'warning'), for: '10s' }] });
    await run(5, [], [{ event: 'unhealthy', state: 'start' }]);
    await run(20, [], [{ event: 'unhealthy', state: 'end' }]);
    expect(told()).toEqual([]);
    await run(12, [], [{ event: 'unhealthy', state: 'start' }]);
    expect(told()).toEqual(['firing warning Unhealthy: web']);
    await run(12, [], [{ event: 'unhealthy', state: 'end' }]);
    expect(told()).toEqual(['resolved warning Unhealthy: web: over']);
  });

  test('a subject that is gone takes its alerts along, but not what happened to it', async () => {
    const { run, told, engine } = engineBed({ rules: [both, event('oomKill'), event('gone', 'info')] });
    await run(
      1,
      [
        { subject: 'container:web', used: 97 },
        { subject: 'container:db', used: 97 },
      ],
      [{}],
    );
    told();
    await run(1, [{ subject: 'container:db', used: 97 }], [{ event: 'gone' }]);
    expect(told()).toEqual(['resolved critical Memory tight on web: gone', 'firing info Gone: web']);
    expect(engine.firing.map(({ ruleId, subject }) => `${ruleId} ${subject}`)).toEqual([
      'gone container:web',
      'oomKill container:web',
      'memory container:db',
    ]);
  });
});

describe('a rule that is changed', () => {
  test.each([
    ['edited', [{ ...both, clear: { at: 70 } }]],
    ['off', [{ ...both, enabled: false }]],
    ['gone', []],
  ])('%s: its alerts end silently', async (_what, next) => {
    const { run, told, engine } = engineBed({ rules: [both] });
    await run(1, [{ used: 97 }]);
    told();
    engine.setRules(rulesOf(next));
    await run(1, [{ used: 50 }]);
    expect(told()).toEqual([]);
    expect(engine.firing).toEqual([]);
    expect(engine.log[0]).toMatchObject({ state: 'resolved', end: 'rule changed', outcome: 'rule changed' });
  });

  test('another name or cooldown is no other rule', async () => {
    const { run, told, engine } = engineBed({ rules: [both] });
    await run(1, [{ used: 97 }]);
    engine.setRules(rulesOf([{ ...both, name: 'RAM', cooldown: '1h', channels: ['mail'] }]));
    await run(10, [{ used: 97 }]);
    expect(told()).toHaveLength(1);
    expect(engine.firing).toHaveLength(1);
  });

  test('what fires again by the new rule keeps the cooldown', async () => {
    const { run, told, engine } = engineBed({ rules: [both] });
    await run(1, [{ used: 97 }]);
    engine.setRules(rulesOf([{ ...both, condition: { type: 'usagePercent', above: { critical: 96 } } }]));
    await run(10, [{ used: 97 }]);
    expect(told()).toHaveLength(1);
    expect(engine.firing[0]).toMatchObject({ suppressed: 'cooldown' });
  });
});

test('the rules Headroom brings along: a full disk, and a busy machine in which nobody waits', async () => {
  const { run, told, engine } = engineBed({ compiled: defaultRules(defaultsOf('default').thresholds) });
  const disk = { resource: 'disk', used: 1.9e12, limit: 2e12 };
  await run(70, [disk]);
  // 95 % of a large disk: much is left.
  expect(told()).toEqual([]);
  await run(70, [{ ...disk, used: 1.985e12 }]);
  expect(told()).toEqual(['firing critical Disk nearly full']);
  const busy = { resource: 'cpu', used: 7.9, limit: 8, unit: 'cores' as const };
  await run(290, [busy, { resource: 'cpuPressure', used: 2, unit: 'percent' }]);
  expect(told()).toEqual([]);
  await run(20, [busy, { resource: 'cpuPressure', used: 2, unit: 'percent' }]);
  expect(told()).toEqual(['firing warning CPU short']);
  for (const record of engine.log) expect(alertRecord.parse(record)).toEqual(record);
});
