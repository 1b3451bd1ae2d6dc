import { isAbsent, valueOr, type Maybe } from '../../absence.ts';
import { counterSum, type Counter } from '../../counter.ts';
import type { CgroupCpuRaw, CgroupRaw, CgroupWeightRaw } from '../../raw-cgroup.ts';
import type { CpuTimes } from '../../raw.ts';
import { createCpuProbe } from '../cpu.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { microseconds, plain, type Plain } from './plain.ts';
import { runtimeSharesFor, runtimeWeightFor, sharesShownFor, weightShownFor } from './weights.ts';

/** The CPU of our own cgroup and of the machine around it. */
export function cpuAnswer(files: KernelFiles, { reading, limits, machine }: CgroupRaw) {
  const { cpuQuota } = limits;
  const cpu = isAbsent(reading.cpu) ? null : reading.cpu;
  return {
    quotaCores: cpuQuota.kind === 'limited' || cpuQuota.kind === 'not-effective' ? cpuQuota.value : null,
    quotaState: cpuQuota.kind,
    quotaPath: cpuQuota.kind === 'limited' || cpuQuota.kind === 'not-effective' ? cpuQuota.path : null,
    cpusetCpus: valueOr(limits.cpuset, null),
    effectiveCores: valueOr(limits.effectiveCores, null),
    onlineCpus: machine.onlineCpus,
    ...weightAnswer(limits.weight),
    ...usageAnswer(cpu),
    throttling: cpu === null || isAbsent(cpu.throttling) ? null : throttlingAnswer(cpu.throttling),
    ...machineAnswer(files),
  };
}

interface WeightAnswer {
  readonly shares: number | null;
  readonly weight: number | null;
  /** So that the defaults meet: approximate. */
  readonly sharesApproximate: number | null;
  readonly weightApproximate: number | null;
  /** As container runtimes convert: approximate. */
  readonly sharesEquivalentLegacy: number | null;
  readonly weightEquivalentLegacy: number | null;
}

function weightAnswer(read: Maybe<CgroupWeightRaw>): WeightAnswer {
  const shares = !isAbsent(read) && read.kind === 'shares' ? read.value : null;
  const weight = !isAbsent(read) && read.kind === 'weight' ? read.value : null;
  return {
    shares,
    weight,
    sharesApproximate: weight === null ? null : sharesShownFor(weight),
    weightApproximate: shares === null ? null : weightShownFor(shares),
    sharesEquivalentLegacy: weight === null ? null : runtimeSharesFor(weight),
    weightEquivalentLegacy: shares === null ? null : runtimeWeightFor(shares),
  };
}

function usageAnswer(cpu: CgroupCpuRaw | null): Readonly<Record<'usageNs' | 'usageUsec' | 'userUsec' | 'systemUsec', Plain>> {
  const usec = (ns: Maybe<Counter>): Plain => (isAbsent(ns) ? null : microseconds(ns));
  return {
    usageNs: cpu === null ? null : String(cpu.usageNs),
    usageUsec: cpu === null ? null : usec(cpu.usageNs),
    userUsec: cpu === null ? null : usec(cpu.userNs),
    systemUsec: cpu === null ? null : usec(cpu.systemNs),
  };
}

function throttlingAnswer(throttling: { periods: Counter; throttledPeriods: Counter; throttledNs: Counter }) {
  const { periods, throttledPeriods, throttledNs } = throttling;
  return { periods: plain(periods), throttledPeriods: plain(throttledPeriods), throttledUsec: microseconds(throttledNs) };
}

/** Ticks of `/proc/stat`. */
function machineAnswer(files: KernelFiles): Readonly<Record<'statUser' | 'statBusyTicks' | 'statIdleTicks', Plain>> {
  const probe = createCpuProbe(files);
  const raw = attempt('/proc/stat', () => probe.read({ detail: false }));
  probe.dispose();
  if (isAbsent(raw) || raw instanceof Promise) return { statUser: null, statBusyTicks: null, statIdleTicks: null };
  const { total } = raw;
  const sum = (...names: readonly (keyof CpuTimes)[]): Plain =>
    plain(names.reduce<Counter>((all, name) => counterSum(all, total[name]), 0));
  return {
    statUser: plain(total.user),
    statBusyTicks: sum('user', 'nice', 'system', 'irq', 'softIrq', 'steal'),
    statIdleTicks: sum('idle', 'ioWait'),
  };
}
