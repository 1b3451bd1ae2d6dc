import type { Cpu } from '../../../shared/model/host.ts';
import { Absence, type Maybe, ProbeError, isAbsent, valueOr } from '../../probes/absence.ts';
import { counterDelta } from '../../probes/counter.ts';
import type { CpuRaw, CpuTimes } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample, percentOf, perSecond, stepMs } from '../sample.ts';

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

export function deriveCpu(previous: Sample<CpuRaw> | null, current: Sample<CpuRaw>): Derived<Cpu> {
  const { raw, at } = current;
  const absent = new AbsenceList('cpu');
  const step = stepMs(previous, current);
  const total = absent.value('usagePercent', sharesOver(step, previous?.raw.total, raw.total));
  const beforeByIndex = new Map(previous?.raw.cores.map((core) => [core.index, core.times]));
  const coreCount = raw.cores.length > 0 ? raw.cores.length : valueOr(raw.availableCores, 0);
  if (coreCount === 0) throw new ProbeError('malformed', 'CPU times: expected a line for each core, got none');
  const usedCores = total === null ? null : (total.busyPercent / 100) * coreCount;
  const part: Cpu = {
    at,
    usagePercent: total?.busyPercent ?? null,
    usedCores,
    perCoreUsagePercent: raw.cores.map((core) => {
      const share = sharesOver(step, beforeByIndex.get(core.index), core.times);
      return isAbsent(share) ? null : share.busyPercent;
    }),
    userPercent: total?.userPercent ?? null,
    systemPercent: total?.systemPercent ?? null,
    ioWaitPercent: total?.ioWaitPercent ?? null,
    stealPercent: total?.stealPercent ?? null,
    loadAverage: absent.value('loadAverage', raw.loadAverage),
    coreCount,
    availableCores: absent.value('availableCores', raw.availableCores),
    limitCores: coreCount,
    limitSource: 'system',
    model: raw.model,
    frequencyMhz: absent.value('frequencyMhz', raw.frequencyMhz),
    contextSwitchesPerSec: absent.value('contextSwitchesPerSec', perSecond(step, previous?.raw.contextSwitches, raw.contextSwitches)),
  };
  const readings =
    usedCores === null
      ? []
      : [
          {
            subject: 'host',
            resource: 'cpu',
            used: usedCores,
            limit: coreCount,
            limitSource: 'system' as const,
            unit: 'cores' as const,
            at,
          },
        ];
  return { part, readings, absent: absent.list };
}
