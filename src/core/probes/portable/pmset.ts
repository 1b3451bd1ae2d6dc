import { Absence, ProbeError } from '../absence.ts';
import type { BatteryRaw } from '../raw.ts';
import { excerpt, linesOf } from './text.ts';

const SOURCE = /Now drawing from '([^']{1,40})'/;
const BATTERY = /^\s*-(\S.{0,80}?)\s*(?:\(id=\d+\))?\s+(\d{1,3})%;\s*([A-Za-z ]{1,40}?)\s*(?:;|$)(.*)$/;
const REMAINING = /(\d{1,3}):(\d{2}) remaining/;

/**
 * Reads `pmset -g batt`. The remaining time is the time until empty: while it charges it is absent.
 * Throws a ProbeError: `not-found` when the machine has no battery, `malformed` when the text is another.
 */
export function parsePmset(text: string): BatteryRaw {
  const source = SOURCE.exec(text)?.[1];
  if (source === undefined) throw new ProbeError('malformed', `pmset -g batt: expected "Now drawing from '…'", got ${excerpt(text)}`);
  const rows = linesOf(text).flatMap((line) => {
    const match = BATTERY.exec(line);
    return match === null ? [] : [match];
  });
  // A UPS stands in the same list.
  const row = rows.find((match) => match[1]?.startsWith('InternalBattery')) ?? rows[0];
  if (row === undefined) throw new ProbeError('not-found', 'this machine has no battery');
  const [, , percent, said = '', rest = ''] = row;
  const state = stateOf(said.toLowerCase());
  const time = REMAINING.exec(rest);
  const remainingSeconds = time === null ? 0 : Number(time[1]) * 3600 + Number(time[2]) * 60;
  return {
    chargePercent: Math.min(100, Number(percent)),
    state,
    onBattery: source === 'Battery Power',
    powerWatts: new Absence('not-supported', 'pmset does not say the power drawn'),
    remainingSeconds:
      state === 'discharging' && remainingSeconds > 0
        ? remainingSeconds
        : new Absence('not-found', state === 'discharging' ? 'macOS has no estimate yet' : 'the battery is not discharging'),
  };
}

function stateOf(said: string): BatteryRaw['state'] {
  if (said === 'discharging') return 'discharging';
  if (said === 'charging' || said === 'finishing charge') return 'charging';
  return said === 'charged' ? 'full' : 'unknown';
}
