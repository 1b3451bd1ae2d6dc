import type { Reading } from '../../shared/model/reading.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { measureOf } from './measure.ts';

/** A limit that is exceeded, in words: "CPU usage", "80.0%", "95.0%". */
export interface ExceededLimit {
  readonly name: string;
  readonly limit: string;
  readonly actual: string;
}

const CHECKED = [
  ['cpu', 'CPU usage', 'cpuPercent'],
  ['memory', 'Memory usage', 'memoryPercent'],
  ['disk', 'Disk usage', 'diskPercent'],
] as const;

const shown = (percent: number): string => `${percent.toFixed(1)}%`;

/**
 * The first limit of the machine that is exceeded now, in the order CPU, memory, disk; null when none is. Strictly over, at once, without
 * any hold time: for a program that asks before it begins something.
 */
export function checkResourceLimits(readings: readonly Reading[], thresholds: Settings['thresholds']): ExceededLimit | null {
  for (const [resource, name, key] of CHECKED) {
    const reading = readings.find((one) => one.subject === 'host' && one.resource === resource);
    const percent = reading === undefined ? null : measureOf('usagePercent', { ...reading, ratePerSec: null });
    const limit = thresholds[key];
    if (percent !== null && percent > limit) return { name, limit: shown(limit), actual: shown(percent) };
  }
  return null;
}
