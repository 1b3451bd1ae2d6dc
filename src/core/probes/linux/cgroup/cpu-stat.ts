import { Absence, type Maybe } from '../../absence.ts';
import { counterTimes, type Counter } from '../../counter.ts';
import type { CgroupCpuRaw, CgroupThrottlingRaw } from '../../raw-cgroup.ts';
import type { Scanner } from '../scan.ts';
import { readKeyedValues } from './keyed-values.ts';

const NS_PER_US = 1000;
/** `cpuacct.stat` counts in USER_HZ, which is 100 for every program on Linux. */
const NS_PER_TICK = 10_000_000;

const V2_KEYS = ['usage_usec ', 'user_usec ', 'system_usec ', 'nr_periods ', 'nr_throttled ', 'throttled_usec '] as const;
const V1_THROTTLING_KEYS = ['nr_periods ', 'nr_throttled ', 'throttled_time '] as const;

/** `cpu.stat` of version 2, which counts microseconds. Without the controller it has no throttling. */
export function parseCpuStatV2(scanner: Scanner, path: string): Maybe<CgroupCpuRaw> {
  const [usage = null, user = null, system = null, periods = null, throttled = null, throttledUs = null] = readKeyedValues(
    scanner,
    V2_KEYS,
  );
  if (usage === null) return new Absence('malformed', `${path}: expected a number after "usage_usec"`);
  return {
    usageNs: counterTimes(usage, NS_PER_US),
    userNs: timeOf(user, NS_PER_US, path, 'user_usec'),
    systemNs: timeOf(system, NS_PER_US, path, 'system_usec'),
    throttling: throttlingOf(periods, throttled, throttledUs === null ? null : counterTimes(throttledUs, NS_PER_US), path),
  };
}

/** `cpu.stat` of version 1, which counts nanoseconds. */
export function parseThrottlingV1(scanner: Scanner, path: string): Maybe<CgroupThrottlingRaw> {
  const [periods = null, throttled = null, throttledNs = null] = readKeyedValues(scanner, V1_THROTTLING_KEYS);
  return throttlingOf(periods, throttled, throttledNs, path);
}

/** `cpuacct.stat` of version 1. */
export function parseCpuacctStat(scanner: Scanner, path: string): Pick<CgroupCpuRaw, 'userNs' | 'systemNs'> {
  const [user = null, system = null] = readKeyedValues(scanner, ['user ', 'system ']);
  return { userNs: timeOf(user, NS_PER_TICK, path, 'user'), systemNs: timeOf(system, NS_PER_TICK, path, 'system') };
}

function timeOf(value: Counter | null, factor: number, path: string, key: string): Maybe<Counter> {
  return value === null ? new Absence('not-found', `${path}: no number after "${key}"`) : counterTimes(value, factor);
}

function throttlingOf(
  periods: Counter | null,
  throttledPeriods: Counter | null,
  throttledNs: Counter | null,
  path: string,
): Maybe<CgroupThrottlingRaw> {
  if (periods === null || throttledPeriods === null || throttledNs === null)
    return new Absence('not-found', `${path}: no throttling counted`);
  return { periods, throttledPeriods, throttledNs };
}
