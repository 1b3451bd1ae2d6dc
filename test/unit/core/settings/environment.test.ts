import { expect, test } from 'vitest';
import { readEnvironment } from '../../../../src/core/settings/environment.ts';

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
