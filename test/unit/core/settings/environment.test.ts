import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEnvironment } from '../../../../src/core/settings/environment.ts';
import { settingPaths } from '../../../../src/core/settings/paths.ts';
import { createSettingsService } from '../../../../src/core/settings/settings-service.ts';
import { unknownVariables } from '../../../../src/core/settings/unknown-variables.ts';
import { variableOf } from '../../../../src/shared/setting-variable.ts';
import { MemoryLogger } from '../../../fakes/logger.ts';
import { MemorySettingsStore } from '../../../fakes/settings-store.ts';

test('a variable is text where the setting takes text, and else what it looks like', () => {
  const { values, problems } = readEnvironment({
    HEADROOM_APP_SHORTCUT: '5',
    HEADROOM_THRESHOLDS_CPU_PERCENT: '70.5',
    HEADROOM_MONITOR_SENSORS: 'true',
    HEADROOM_AGENT_OPEN_BROWSER: 'maybe',
  });
  expect(Object.fromEntries(values)).toEqual({ 'app.shortcut': '5', 'thresholds.cpuPercent': 70.5, 'monitor.sensors': true });
  expect(problems).toEqual([{ key: 'HEADROOM_AGENT_OPEN_BROWSER', expected: 'a boolean', got: 'maybe' }]);
});

test('a variable that nothing reads is named with the nearest one, without its value', () => {
  const told = unknownVariables({
    HEADROOM_MONTIOR_INTERVAL: 'secret',
    HEADROOM_MONITORINTERVAL: '5s',
    HEADROOM_ZEBRA: '1',
    HEADROOM_CONFIG: '/x',
    // What an alert's command has, which may call Headroom.
    HEADROOM_ALERT_TITLE: 'x',
    HOME: '/root',
  });
  expect(told).toEqual([
    'HEADROOM_CONFIG: no such variable, it changes nothing. Did you mean HEADROOM_CONFIG_DIR?',
    'HEADROOM_MONITORINTERVAL: no such variable, it changes nothing. Did you mean HEADROOM_MONITOR_INTERVAL?',
    'HEADROOM_MONTIOR_INTERVAL: no such variable, it changes nothing. Did you mean HEADROOM_MONITOR_INTERVAL?',
    'HEADROOM_ZEBRA: no such variable, it changes nothing.',
  ]);
});

test('every variable that the code reads is known', () => {
  const sources = new URL('../../../../src/', import.meta.url);
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const read = files.flatMap((name) =>
    [...readFileSync(new URL(name, sources), 'utf8').matchAll(/'(HEADROOM_[A-Z_]*[A-Z])'/g)].map(([, found]) => found!),
  );
  expect(read.length).toBeGreaterThan(5);
  expect(unknownVariables(Object.fromEntries(read.map((name) => [name, '1'])))).toEqual([]);
  expect(unknownVariables(Object.fromEntries(settingPaths.map((path) => [variableOf(path), '1'])))).toEqual([]);
});

test('the service logs it, once', () => {
  const logger = new MemoryLogger();
  const service = createSettingsService({ store: new MemorySettingsStore(), environment: { HEADROOM_MONTIOR_INTERVAL: '5s' }, logger });
  service.change({ 'monitor.interval': '2s' });
  expect(logger.entries.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^HEADROOM_MONTIOR_INTERVAL: .* Did you mean HEADROOM_MONITOR_INTERVAL\?$/),
  ]);
});
