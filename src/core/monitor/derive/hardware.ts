import type { Battery, Gpu, Sensors } from '../../../shared/model/host.ts';
import { valueOr } from '../../probes/absence.ts';
import type { BatteryRaw, GpuRaw, SensorsRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample } from '../sample.ts';

export function deriveBattery({ raw, at }: Sample<BatteryRaw>): Derived<Battery> {
  const absent = new AbsenceList('battery');
  const part: Battery = {
    at,
    chargePercent: absent.value('chargePercent', raw.chargePercent),
    state: raw.state,
    onBattery: raw.onBattery,
    powerWatts: absent.value('powerWatts', raw.powerWatts),
    remainingSeconds: absent.value('remainingSeconds', raw.remainingSeconds),
  };
  return { part, readings: [], absent: absent.list };
}

export function deriveGpu({ raw, at }: Sample<GpuRaw>): Derived<Gpu> {
  const devices = raw.devices.map((device) => ({
    name: device.name,
    usagePercent: valueOr(device.usagePercent, null),
    memoryUsedBytes: valueOr(device.memoryUsedBytes, null),
    memoryTotalBytes: valueOr(device.memoryTotalBytes, null),
    powerWatts: valueOr(device.powerWatts, null),
  }));
  return { part: { at, devices }, readings: [], absent: [] };
}

export function deriveSensors({ raw, at }: Sample<SensorsRaw>): Derived<Sensors> {
  return { part: { at, temperatures: raw.temperatures }, readings: [], absent: [] };
}
