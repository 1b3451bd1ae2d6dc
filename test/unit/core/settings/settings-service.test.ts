import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../../src/core/settings/defaults.ts';
import { settingPaths } from '../../../../src/core/settings/paths.ts';
import { createSettingsService } from '../../../../src/core/settings/settings-service.ts';
import { settings as settingsSchema } from '../../../../src/shared/model/settings.ts';
import { AppError } from '../../../../src/shared/result.ts';
import { variableOf } from '../../../../src/shared/setting-variable.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';
import { MemorySettingsStore } from '../../../fakes/settings-store.ts';

function build(value: unknown = {}, environment: Record<string, string> = {}) {
  const store = new MemorySettingsStore(value);
  const logger = new MemoryLogger();
  return { store, logger, service: createSettingsService({ store, environment, logger }) };
}

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (thrown) {
    return thrown instanceof AppError ? `${thrown.code}: ${thrown.message}` : String(thrown);
  }
  return 'nothing thrown';
};

describe('settings', () => {
  test('without a file: the defaults, which the schema accepts, and nothing is written', () => {
    const { service, store } = build();
    expect(service.state.settings).toEqual(defaultsOf('default'));
    for (const preset of ['default', 'development', 'production'] as const) settingsSchema.parse(defaultsOf(preset));
    expect(store.writes).toBe(0);
  });

  test('on disk stands only what differs; setting the default takes it away', () => {
    const { service, store } = build();
    service.change({ 'monitor.interval': '2s', 'appearance.theme': 'dark' });
    expect(store.value).toEqual({ version: 1, monitor: { interval: '2s' }, appearance: { theme: 'dark' } });
    service.change({ 'monitor.interval': '1s' });
    expect(store.value).toEqual({ version: 1, appearance: { theme: 'dark' } });
    service.change({ 'appearance.theme': null });
    expect(store.value).toEqual({ version: 1 });
  });

  test('says which settings are not their default, whoever set them', () => {
    const { service } = build({ appearance: { theme: 'dark' } }, { HEADROOM_AGENT_PORT: '5000' });
    expect([...service.state.changed].sort()).toEqual(['agent.port', 'appearance.theme']);
    service.change({ 'appearance.theme': null, preset: 'production' });
    expect([...service.state.changed].sort()).toEqual(['agent.port', 'preset']);
  });

  test('a change reaches who listens, without a restart', () => {
    const { service } = build();
    const heard: string[] = [];
    const stop = service.onChange((state) => heard.push(state.settings.monitor.interval));
    service.change({ 'monitor.interval': '5s' });
    stop();
    service.change({ 'monitor.interval': '6s' });
    expect(heard).toEqual(['5s']);
  });

  test.each([
    [{ 'monitor.interval': '10ms' }, /monitor\.interval: expected a duration between 250ms and 1h.*got "10ms"/],
    [{ 'monitor.interval': 5 }, /monitor\.interval: expected a string, got 5/],
    [{ 'thresholds.cpuPercent': 0 }, /thresholds\.cpuPercent: expected at least 1, got 0/],
    [{ 'no.such': 1 }, /no\.such: expected a setting that exists/],
    [{ 'no.such': null }, /no\.such: expected a setting that exists/],
    [{ __proto__x: 1 }, /a setting that exists/],
  ])('refuses %j and says key, expected and got', (changes, message) => {
    const { service, store } = build();
    expect(codeOf(() => service.change(changes))).toMatch(/^invalid-input/);
    expect(codeOf(() => service.change(changes))).toMatch(message);
    expect(store.writes).toBe(0);
  });

  test('all of the changes or none', () => {
    const { service } = build();
    expect(codeOf(() => service.change({ 'appearance.theme': 'dark', 'monitor.interval': 'soon' }))).toMatch(/^invalid-input/);
    expect(service.state.settings.appearance.theme).toBe('system');
  });

  test('a wrong value in the file: told by key, the default stays, the right ones count, nothing is lost on the next write', () => {
    const { service, store } = build({ version: 1, monitor: { interval: 'often', slowInterval: '9s' }, future: { x: 1 } });
    expect(service.state.settings.monitor).toMatchObject({ interval: '1s', slowInterval: '9s' });
    expect(service.state.problems.map(({ key }) => key).sort()).toEqual(['future.x', 'monitor.interval']);
    service.change({ 'appearance.theme': 'dark' });
    expect(store.value).toMatchObject({ future: { x: 1 }, monitor: { slowInterval: '9s' } });
  });

  test.each([['text'], [[1]], [42], [{ version: 'one' }], [{ version: -1 }]])('a file that is no settings object (%j) is told', (value) => {
    const { service } = build(value);
    expect(service.state.problems).toHaveLength(1);
    expect(service.state.settings).toEqual(defaultsOf('default'));
  });

  test('a damaged file is only told of until the first change, which keeps it', () => {
    const store = new MemorySettingsStore('{ "version": 1, ');
    store.fault = { kind: 'damaged', line: 1, expected: 'a key in double quotes', got: 'the end of the file' };
    const service = createSettingsService({ store, environment: {}, logger: new MemoryLogger() });
    expect(service.state.problems).toEqual([
      {
        key: '/settings.json: line 1',
        expected: 'a key in double quotes',
        got: 'the end of the file; a copy is kept beside it before the first change',
      },
    ]);
    expect({ kept: store.kept, writes: store.writes }).toEqual({ kept: [], writes: 0 });
    service.change({ 'appearance.theme': 'dark' });
    expect(service.state.problems[0]?.got).toBe('the end of the file; kept as /settings.json.damaged-1');
    service.change({ 'appearance.theme': 'light' });
    expect(store.kept).toEqual(['{ "version": 1, ']);
    expect(store.value).toEqual({ version: 1, appearance: { theme: 'light' } });
  });

  test.each([[{ version: 'x', monitor: { interval: '9s' } }], [[1, 2]], [null], [7]])('%j is kept before it is written over', (value) => {
    const { service, store } = build(value);
    service.change({ 'appearance.theme': 'dark' });
    expect(store.kept).toEqual([value]);
    expect(store.value).toEqual({ version: 1, appearance: { theme: 'dark' } });
  });

  test('a file that cannot be read is not written over; once it can be, its values stay', () => {
    const store = new MemorySettingsStore({ version: 1, monitor: { interval: '9s' } });
    store.fault = { kind: 'unreadable', line: null, expected: 'a settings file that can be read', got: 'a failure of the disk' };
    const service = createSettingsService({ store, environment: {}, logger: new MemoryLogger() });
    expect(service.state.problems[0]).toMatchObject({
      key: '/settings.json',
      got: 'a failure of the disk; nothing can be changed until it can be read',
    });
    const change = (): unknown => service.change({ 'appearance.theme': 'dark' });
    expect(codeOf(change)).toMatch(
      /^permission-denied: .*\/settings\.json: it cannot be read: expected a settings file that can be read, got a failure of the disk$/,
    );
    const text = '{"appearance":{"theme":"dark"}}';
    expect(codeOf(() => service.import({ text, format: 'json', dryRun: false }))).toMatch(/^permission-denied/);
    expect({ writes: store.writes, kept: store.kept, backups: store.backups }).toEqual({ writes: 0, kept: [], backups: [] });
    store.fault = null;
    change();
    expect(store.value).toEqual({ version: 1, monitor: { interval: '9s' }, appearance: { theme: 'dark' } });
    expect(service.state.problems).toEqual([]);
  });

  test('a newer file keeps its version, so that the newer Headroom knows its own keys', () => {
    const { service, store } = build({ version: 99, future: { x: 1 } });
    service.change({ 'appearance.theme': 'dark' });
    expect(store.value).toEqual({ version: 99, future: { x: 1 }, appearance: { theme: 'dark' } });
    expect(service.state.problems.map(({ key }) => key)).toEqual(['version', 'future.x']);
    service.change({ 'appearance.theme': null });
    expect(store.value).toMatchObject({ version: 99 });
  });

  test('a newer file: what is known counts, and it is told', () => {
    const { service } = build({ version: 99, appearance: { theme: 'light' } });
    expect(service.state.settings.appearance.theme).toBe('light');
    expect(service.state.problems[0]?.key).toBe('version');
  });

  test('the environment decides, and a key it sets cannot be changed', () => {
    const { service } = build({ version: 1, monitor: { interval: '3s' } }, { HEADROOM_MONITOR_INTERVAL: '7s' });
    expect(service.state.settings.monitor.interval).toBe('7s');
    expect(service.state.fromEnvironment).toEqual(['monitor.interval']);
    expect(codeOf(() => service.change({ 'monitor.interval': '2s' }))).toMatch(/^conflict: .*HEADROOM_MONITOR_INTERVAL/);
  });

  test('a wrong variable is a problem that names it', () => {
    const { service } = build({}, { HEADROOM_THRESHOLDS_CPU_PERCENT: 'many' });
    expect(service.state.problems[0]).toMatchObject({ key: 'HEADROOM_THRESHOLDS_CPU_PERCENT', got: 'many' });
    expect(variableOf('monitor.processBackgroundInterval')).toBe('HEADROOM_MONITOR_PROCESS_BACKGROUND_INTERVAL');
  });

  test('a preset lies below what the user set', () => {
    const { service } = build();
    service.change({ 'thresholds.cpuPercent': 95 });
    service.change({ preset: 'production' });
    expect(service.state.settings.thresholds).toMatchObject({ cpuPercent: 95, memoryPercent: 80 });
    expect(service.state.settings.monitor.interval).toBe('10s');
  });

  test('a disk that is full: the error says so, the settings in force stay', () => {
    const { service, store } = build();
    store.failWrites = true;
    expect(codeOf(() => service.change({ 'appearance.theme': 'dark' }))).toMatch(
      /^permission-denied: The settings could not be written to \/settings\.json: no space left on the disk$/,
    );
    expect(service.state.settings.appearance.theme).toBe('system');
  });

  test('import merges after a backup; a dry run changes nothing', () => {
    const { service, store } = build({ version: 1, appearance: { theme: 'dark' } });
    const text = JSON.stringify({ version: 1, monitor: { interval: '4s' }, thresholds: { cpuPercent: 'x' } });
    expect(service.import({ text, format: 'json', dryRun: true })).toMatchObject({ backupPath: null });
    expect(store.writes).toBe(0);
    const { state, problems, backupPath } = service.import({ text, format: 'json', dryRun: false });
    expect(state.settings).toMatchObject({ appearance: { theme: 'dark' }, monitor: { interval: '4s' } });
    expect(problems.map(({ key }) => key)).toEqual(['thresholds.cpuPercent']);
    expect(backupPath).toBe('/settings.json.backup-1');
    expect(codeOf(() => service.import({ text: '{', format: 'json', dryRun: false }))).toMatch(/^invalid-input/);
  });

  test('whatever JSON the file holds, the settings in force are valid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...settingPaths), fc.jsonValue(), (junk, path, value) => {
        const [outer = '', inner] = path.split('.');
        const file = { version: 1, junk, [outer]: inner === undefined ? value : { [inner]: value } };
        settingsSchema.parse(build(file).service.state.settings);
        settingsSchema.parse(build(junk).service.state.settings);
      }),
      { numRuns: 500 },
    );
  });

  test('a secret that somebody wrote where a reference belongs is shown to nobody', () => {
    const { service, logger } = build();
    const channels = [{ kind: 'slack', id: 'ops', url: 'https://hooks.example/T0/very-secret' }];
    expect(() => service.change({ 'alerts.channels': channels })).toThrow(/^(?!.*very-secret).*alerts\.channels: expected/);
    const { problems } = service.import({
      text: JSON.stringify({ alerts: { channels }, monitor: { interval: '2s' } }),
      format: 'json',
      dryRun: true,
    });
    expect(JSON.stringify([problems, logger.entries])).not.toContain('very-secret');
    expect(problems).toMatchObject([{ key: 'alerts.channels' }]);
  });
});
