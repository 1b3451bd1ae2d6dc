import type { Cpu } from '../../../shared/model/host.ts';
import type { LimitSource } from '../../../shared/model/reading.ts';
import { Absence, type Maybe, ProbeError, isAbsent, valueOr } from '../../probes/absence.ts';
import { counterDelta } from '../../probes/counter.ts';
import type { CpuRaw, CpuTimes } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample, percentOf, perSecond, stepMs } from '../sample.ts';
import {
  NO_SURROUNDINGS,
  type Surroundings,
  cgroupSource,
  headlineBound,
  machineSource,
  narrowedCpuset,
  unmeasuredQuota,
} from './true-limits.ts';

interface Shares {
  readonly busyPercent: number;
  readonly userPercent: number;
  readonly systemPercent: number;
  readonly ioWaitPercent: number;
  readonly stealPercent: number;
}

/** Kernel counters that proc(5) says may go back a little: no sign of a reset. */
const MAY_DECREASE = new Set<keyof CpuTimes>(['idle', 'ioWait']);
const FIELDS = ['user', 'nice', 'system', 'idle', 'ioWait', 'irq', 'softIrq', 'steal'] as const satisfies readonly (keyof CpuTimes)[];

/** Busy = user + nice + system + irq + softirq + steal; idle + iowait is idle (guest time is inside user and nice already). */
function shares(before: CpuTimes, now: CpuTimes): Maybe<Shares> {
  const grown = { user: 0, nice: 0, system: 0, idle: 0, ioWait: 0, irq: 0, softIrq: 0, steal: 0 };
  let all = 0;
  for (const field of FIELDS) {
    const delta = counterDelta(before[field], now[field]);
    if (delta === null && !MAY_DECREASE.has(field)) return new Absence('counter-reset', `CPU time "${field}" went back`);
    grown[field] = delta ?? 0;
    all += grown[field];
  }
  if (all === 0) return new Absence('first-sample', 'no CPU time passed between two samples');
  const busy = all - grown.idle - grown.ioWait;
  return {
    busyPercent: percentOf(busy, all),
    userPercent: percentOf(grown.user + grown.nice, all),
    systemPercent: percentOf(grown.system + grown.irq + grown.softIrq, all),
    ioWaitPercent: percentOf(grown.ioWait, all),
    stealPercent: percentOf(grown.steal, all),
  };
}

function sharesOver(step: Maybe<number>, before: CpuTimes | undefined, now: CpuTimes): Maybe<Shares> {
  if (isAbsent(step)) return step;
  return before === undefined ? new Absence('first-sample', 'the core came online') : shares(before, now);
}

interface Headline {
  readonly usedCores: number | null;
  readonly limitCores: number;
  readonly limitSource: LimitSource;
}

interface MachineUse {
  readonly coreCount: number;
  readonly usedCores: number | null;
  /** Index and busy percent of each core that is online. */
  readonly perCore: readonly { readonly index: number; readonly busyPercent: number | null }[];
}

/** The least of quota, cpuset and machine, with what counts against it: on the CPUs of a cpuset others run, too. */
function headlineOf({ coreCount, usedCores, perCore }: MachineUse, around: Surroundings): Headline {
  const bound = headlineBound(around, 'cpu');
  const cpuset = narrowedCpuset(around, coreCount);
  if (bound !== null && bound.limit <= (cpuset?.length ?? coreCount)) {
    return { usedCores: bound.used, limitCores: bound.limit, limitSource: cgroupSource(around) };
  }
  const quotaCores = bound === null ? unmeasuredQuota(around) : null;
  if (quotaCores !== null && quotaCores < (cpuset?.length ?? coreCount)) {
    return { usedCores: null, limitCores: quotaCores, limitSource: cgroupSource(around) };
  }
  if (cpuset === null) return { usedCores, limitCores: coreCount, limitSource: machineSource(around) };
  const allowed = new Set(cpuset);
  const busy = perCore.flatMap(({ index, busyPercent }) => (allowed.has(index) && busyPercent !== null ? [busyPercent / 100] : []));
  const used = busy.length === 0 ? null : busy.reduce((sum, share) => sum + share, 0);
  return { usedCores: used, limitCores: cpuset.length, limitSource: cgroupSource(around) };
}

/** @param around the limits that hold here: within a container the headline is what its limit leaves, not the machine */
export function deriveCpu(previous: Sample<CpuRaw> | null, current: Sample<CpuRaw>, around: Surroundings = NO_SURROUNDINGS): Derived<Cpu> {
  const { raw, at } = current;
  const absent = new AbsenceList('cpu');
  const step = stepMs(previous, current);
  const total = absent.value('usagePercent', sharesOver(step, previous?.raw.total, raw.total));
  const beforeByIndex = new Map(previous?.raw.cores.map((core) => [core.index, core.times]));
  const coreCount = raw.cores.length > 0 ? raw.cores.length : valueOr(raw.availableCores, 0);
  if (coreCount === 0) throw new ProbeError('malformed', 'CPU times: expected a line for each core, got none');
  const perCore = raw.cores.map((core) => {
    const share = sharesOver(step, beforeByIndex.get(core.index), core.times);
    return { index: core.index, busyPercent: isAbsent(share) ? null : share.busyPercent };
  });
  const machineUsedCores = total === null ? null : (total.busyPercent / 100) * coreCount;
  const headline = headlineOf({ coreCount, usedCores: machineUsedCores, perCore }, around);
  const { usedCores, limitCores, limitSource } = headline;
  const own = around.cgroup?.cpu ?? null;
  const part: Cpu = {
    at,
    usagePercent: usedCores === null ? null : percentOf(usedCores, limitCores),
    usedCores,
    usagePercentOfHost: total?.busyPercent ?? null,
    perCoreUsagePercent: perCore.map(({ busyPercent }) => busyPercent),
    userPercent: total?.userPercent ?? null,
    systemPercent: total?.systemPercent ?? null,
    ioWaitPercent: total?.ioWaitPercent ?? null,
    stealPercent: total?.stealPercent ?? null,
    loadAverage: absent.value('loadAverage', raw.loadAverage),
    coreCount,
    availableCores: absent.value('availableCores', raw.availableCores),
    limitCores,
    limitSource,
    throttling: own?.throttling ?? null,
    pressure: around.cgroup?.pressure.cpu ?? null,
    shares: own?.shares ?? null,
    weight: own?.weight ?? null,
    quotaUs: own?.quotaUs ?? null,
    quotaPeriodUs: own?.quotaPeriodUs ?? null,
    model: raw.model,
    frequencyMhz: absent.value('frequencyMhz', raw.frequencyMhz),
    contextSwitchesPerSec: absent.value('contextSwitchesPerSec', perSecond(step, previous?.raw.contextSwitches, raw.contextSwitches)),
  };
  const reading = { subject: 'host', resource: 'cpu', limit: limitCores, limitSource, unit: 'cores', at } as const;
  const readings = usedCores === null ? [] : [{ ...reading, used: usedCores }];
  return { part, readings, absent: absent.list };
}
