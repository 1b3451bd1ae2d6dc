import type { Settings } from '../../shared/model/settings.ts';
import type { Severity } from '../../shared/model/verdict.ts';

/** From here on any use is critical, whatever the threshold of the warning. */
const CRITICAL_PERCENT = 95;

/** A share of a limit, judged. */
export function severityOfUse(percent: number | null, warningAt: number): Severity {
  if (percent === null || percent < warningAt) return 'ok';
  return percent >= Math.max(CRITICAL_PERCENT, warningAt) ? 'critical' : 'warning';
}

/** Shares of time in which tasks waited (PSI `some`, 10 s mean) from which on a person should know. CPU may wait long before it harms. */
const STALL_WARNING_PERCENT = { cpu: 30, memory: 10, io: 30 } as const;

export function severityOfStall(kind: keyof typeof STALL_WARNING_PERCENT, percent: number | null): Severity {
  return percent !== null && percent >= STALL_WARNING_PERCENT[kind] ? 'warning' : 'ok';
}

/** What thresholds are until the settings are there. */
export const fallbackThresholds: Pick<Settings['thresholds'], 'cpuPercent' | 'memoryPercent' | 'diskPercent' | 'networkPercent'> = {
  cpuPercent: 80,
  memoryPercent: 85,
  diskPercent: 90,
  networkPercent: 80,
};
export type Thresholds = typeof fallbackThresholds;
