import { Absence, ProbeError } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { BatteryRaw } from '../raw.ts';
import type { SystemInformation, WindowsSession } from './windows-session.ts';

type Listed = Pick<Awaited<ReturnType<SystemInformation['battery']>>, 'hasBattery' | 'isCharging' | 'acConnected' | 'percent'>;

/** Throws a ProbeError (`not-found`) when the machine has no battery. */
export function batteryOf(listed: Listed): BatteryRaw {
  if (!listed.hasBattery) throw new ProbeError('not-found', 'this machine has no battery');
  const percent = listed.percent;
  const known = typeof percent === 'number' && percent >= 0 && percent <= 100;
  // Windows' state "fully charged" comes without the word that the mains are there.
  const full = !listed.isCharging && known && percent === 100;
  const onBattery = !listed.acConnected && !listed.isCharging && !full;
  return {
    chargePercent: known ? percent : new Absence('malformed', `Win32_Battery: expected a charge from 0 to 100, got ${String(percent)}`),
    state: listed.isCharging ? 'charging' : full ? 'full' : onBattery ? 'discharging' : 'unknown',
    onBattery,
    powerWatts: new Absence('not-supported', 'Win32_Battery does not say the power drawn'),
    remainingSeconds: new Absence('not-supported', 'Win32_Battery is not asked for an estimate'),
  };
}

const USER = 'battery';

export function createWindowsBatteryProbe(session: WindowsSession): Probe<BatteryRaw> {
  return {
    async read() {
      return batteryOf(await session.ask(USER, (si) => si.battery()));
    },
    dispose() {
      session.leave(USER);
    },
  };
}
