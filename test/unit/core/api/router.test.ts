import { describe, expect, test } from 'vitest';
import type { ApiOptions, ClientPort, ShellActions } from '../../../../src/core/api/connection.ts';
import { createApi } from '../../../../src/core/api/router.ts';
import type { Engine } from '../../../../src/core/engine-types.ts';
import { Monitor } from '../../../../src/core/monitor/monitor.ts';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import { noAlerting } from '../../../../src/core/alerting/no-alerting.ts';
import { createSettingsService } from '../../../../src/core/settings/settings-service.ts';
import { commandNames, eventNames } from '../../../../src/shared/ipc/channels.ts';
import { type EventPayload, commands, events } from '../../../../src/shared/ipc/contract.ts';
import { AppError } from '../../../../src/shared/result.ts';
import { groupsOfView } from '../../../../src/shared/views.ts';
import { FakeClock } from '../../../fakes/clock.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';
import { scriptedProbes, steadyCpu, steadyMemory } from '../../../fakes/probes.ts';
import { MemorySettingsStore } from '../../../fakes/settings-store.ts';

/** The real monitor, settings and router over a scripted machine. */
function build() {
  const clock = new FakeClock();
  const logger = new MemoryLogger();
  const probes = scriptedProbes({ cpu: steadyCpu, memory: () => steadyMemory() });
  const monitor = new Monitor({
    probes: probes.set,
    clock,
    logger,
    ownUsage: () => ({ cpuMs: 1, memoryBytes: 1, memoryKind: 'pss', bytesWritten: null }),
    pid: 1,
    intervals: { fastMs: 1_000, slowMs: 5_000, processMs: 2_000, processBackgroundMs: 15_000 },
    thresholds: defaultsOf('default').thresholds,
  });
  const engine: Engine = {
    alerts: noAlerting,
    settings: createSettingsService({ store: new MemorySettingsStore(), environment: {}, logger }),
    get latest() {
      return monitor.latest;
    },
    get lastTickMs() {
      return monitor.lastTickMs;
    },
    start: () => monitor.start(),
    stop: async () => monitor.stop(),
    watch(views) {
      const demand = monitor.demand(
        'look',
        views.flatMap((view) => groupsOfView[view]),
      );
      return { set: (next) => demand.set(next.flatMap((view) => groupsOfView[view])), dispose: () => demand.dispose() };
    },
    onSnapshot: (listener) => monitor.onSnapshot(listener),
    fresh: (groups) => monitor.fresh(groups),
    isStale: (group) => monitor.isStale(group),
    history: () => [],
    endProcess: async () => {
      throw new Error('a defect');
    },
    actOnContainer: async ({ id }) => {
      throw new AppError('not-found', `There is no container ${id} any more.`);
    },
    setPaused: (paused) => monitor.setPaused(paused),
    mute: (forMs) => monitor.setMutedUntil(forMs === null ? null : clock.now() + forMs),
    setConditions: (conditions) => monitor.setConditions(conditions),
    resumed: () => monitor.resumed(),
  };
  const shell: ShellActions = {
    info: () => ({ shell: 'agent', notices: [], newLink: null }),
    openLink: () => {},
    closePopover: () => {
      throw new AppError('not-supported', 'There is no popover here.');
    },
    resizePopover: () => {},
    newAccessUrl: () => ({ url: 'http://127.0.0.1/?token=x' }),
    quit: () => {},
  };
  const options: ApiOptions = {
    engine,
    shell,
    shellKind: 'agent',
    version: '1.2.3',
    hostname: 'test',
    platform: 'linux',
    pid: 1,
    clock,
    logger,
    checkOutputs: true,
  };
  const api = createApi(options);
  function connect(over: Partial<ClientPort> = {}) {
    const pushes: EventPayload<'snapshot'>[] = [];
    const other: [string, unknown][] = [];
    const connection = api.connect({
      right: 'control',
      local: false,
      ready: () => true,
      send(name, payload) {
        if (name === 'snapshot') pushes.push(payload as EventPayload<'snapshot'>);
        else other.push([name, payload]);
      },
      ...over,
    });
    return { connection, pushes, other };
  }
  engine.start();
  return { clock, logger, probes, connect, engine };
}

describe('the contract', () => {
  test('has a schema for every name and a name for every schema', () => {
    expect(Object.keys(commands).sort()).toEqual([...commandNames].sort());
    expect(Object.keys(events).sort()).toEqual([...eventNames].sort());
  });

  test('every command refuses extra keys, wrong types and nothing at all', async () => {
    const { connect } = build();
    const { connection } = connect({ local: true });
    for (const name of commandNames) {
      for (const input of [{ extra: 1 }, null, undefined, 'text', 7, [], [[]]]) {
        const result = await connection.call(name, input);
        expect(result, `${name} with ${JSON.stringify(input)}`).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      }
    }
  });

  test('bounds lists and texts', async () => {
    const { connect } = build();
    const { connection } = connect();
    const series = Array.from({ length: 33 }, () => ({ subject: 'host', resource: 'cpu' }));
    expect(await connection.call('getHistory', { series, spanMs: 1_000, points: 10 })).toMatchObject({ ok: false });
    expect(await connection.call('importSettings', { text: 'x'.repeat(1_000_001), format: 'json', dryRun: true })).toMatchObject({
      ok: false,
    });
    expect(await connection.call('endProcess', { pid: 2 ** 31, startTime: 1 })).toMatchObject({ ok: false });
  });
});

describe('the router', () => {
  test('an unknown command, or the name of something inherited, is refused by name', async () => {
    const { connection } = build().connect();
    for (const name of ['nope', 'constructor', '__proto__', 'x'.repeat(10_000)]) {
      expect(await connection.call(name, {})).toMatchObject({ ok: false, error: { code: 'unknown-command' } });
    }
  });

  test('without the right to control: only looking', async () => {
    const { connection } = build().connect({ right: 'view' });
    for (const name of commandNames) {
      if (commands[name].right !== 'control') continue;
      expect(await connection.call(name, {}), name).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    expect(await connection.call('getInfo', {})).toMatchObject({ ok: true, value: { right: 'view', version: '1.2.3' } });
  });

  test('an access URL only over the local socket', async () => {
    const { connect } = build();
    expect(await connect().connection.call('newAccessUrl', { right: 'view' })).toMatchObject({ error: { code: 'forbidden' } });
    expect(await connect({ local: true }).connection.call('newAccessUrl', { right: 'view' })).toMatchObject({ ok: true });
  });

  test('an AppError keeps its code; a defect becomes "internal" and is logged', async () => {
    const { connect, logger } = build();
    const { connection } = connect();
    expect(await connection.call('closePopover', {})).toMatchObject({ ok: false, error: { code: 'not-supported' } });
    expect(await connection.call('endProcess', { pid: 5, startTime: 1 })).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(logger.entries.some(({ level, scope }) => level === 'error' && scope === 'api')).toBe(true);
  });

  test('changed settings reach every client', async () => {
    const { connect } = build();
    const one = connect();
    const other = connect();
    await one.connection.call('changeSettings', { changes: { 'appearance.theme': 'dark' } });
    for (const { other: heard } of [one, other]) {
      expect(heard).toEqual([
        [
          'settings',
          expect.objectContaining({ settings: expect.objectContaining({ appearance: { theme: 'dark', networkUnit: 'bytes' } }) }),
        ],
      ]);
    }
  });
});

describe('pushes', () => {
  test('none to who does not look, and nothing is read for him', async () => {
    const { clock, connect, probes } = build();
    const { pushes } = connect();
    await clock.advance(10_000);
    expect(pushes).toEqual([]);
    expect(probes.reads.cpu).toBe(0);
  });

  test('numbered without a hole, only what changed, and they make the whole snapshot again', async () => {
    const { clock, connect, engine } = build();
    const { connection, pushes } = connect();
    const answer = await connection.call('look', { views: ['tray'] });
    if (!answer.ok) throw new Error(answer.error.message);
    const { seq, snapshot } = answer.value as { seq: number; snapshot: Record<string, unknown> };
    await clock.advance(5_000);
    expect(pushes.length).toBeGreaterThanOrEqual(4);
    expect(pushes.map((push) => push.seq)).toEqual(pushes.map((_, i) => seq + i + 1));
    const rebuilt = Object.assign({}, snapshot, ...pushes.map(({ patch }) => patch)) as Record<string, unknown>;
    expect(rebuilt).toMatchObject({ cpu: engine.latest.cpu, memory: engine.latest.memory, verdict: engine.latest.verdict });
    // Its views do not show the process table: it is never sent.
    expect(pushes.some(({ patch }) => 'processes' in patch || 'owners' in patch)).toBe(false);
    expect(pushes.some(({ patch }) => 'sampling' in patch)).toBe(false);
  });

  test('at most about one a second, however short the interval', async () => {
    const { clock, connect, engine } = build();
    const { connection, pushes } = connect();
    await connection.call('look', { views: ['tray'] });
    const stop = engine.onSnapshot(() => {});
    for (let i = 0; i < 100; i += 1) {
      await clock.advance(100);
      await engine.fresh(['cpu']);
    }
    stop();
    expect(pushes.length).toBeLessThanOrEqual(12);
  });

  test('a client that cannot take it gets none, and sees the hole when it can again', async () => {
    const { clock, connect } = build();
    let ready = true;
    const { connection, pushes } = connect({ ready: () => ready });
    await connection.call('look', { views: ['tray'] });
    await clock.advance(2_000);
    const before = pushes.at(-1)?.seq ?? 0;
    ready = false;
    await clock.advance(3_000);
    expect(pushes.at(-1)?.seq).toBe(before);
    ready = true;
    await clock.advance(1_000);
    expect(pushes.at(-1)?.seq).toBeGreaterThan(before + 1);
    const whole = await connection.call('getSnapshot', {});
    expect(whole).toMatchObject({ ok: true, value: { seq: pushes.at(-1)?.seq } });
  });

  test('looking at nothing, or closing, ends them and the reading', async () => {
    const { clock, connect, probes } = build();
    const { connection, pushes } = connect();
    await connection.call('look', { views: ['overview'] });
    await clock.advance(2_000);
    await connection.call('look', { views: [] });
    const [count, reads] = [pushes.length, probes.reads.cpu];
    await clock.advance(5_000);
    expect([pushes.length, probes.reads.cpu]).toEqual([count, reads]);
    await connection.call('look', { views: ['overview'] });
    connection.close();
    const after = probes.reads.cpu;
    await clock.advance(5_000);
    expect(probes.reads.cpu).toBe(after);
    expect(await connection.call('getInfo', {})).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  test('a pause is told at once', async () => {
    const { clock, connect } = build();
    const { connection, pushes } = connect();
    await connection.call('look', { views: ['tray'] });
    await clock.advance(1_100);
    const count = pushes.length;
    await connection.call('setPaused', { paused: true });
    expect(pushes.length).toBe(count + 1);
    expect(pushes.at(-1)?.patch.sampling).toMatchObject({ paused: true });
  });
});
