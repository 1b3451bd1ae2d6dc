import type { BoundUse, OwnCgroup } from '../../../shared/model/cgroup.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { Throttling } from '../../../shared/model/host.ts';
import { type Maybe, isAbsent, valueOr } from '../../probes/absence.ts';
import type { Counter } from '../../probes/counter.ts';
import type { CgroupCpuRaw, CgroupDeviceIoRaw, CgroupMemoryRaw, CgroupRaw, LevelUse, LimitRaw } from '../../probes/raw-cgroup.ts';
import { AbsenceList, type Derived, type Sample, growth, percentOf, perSecond, stepMs } from '../sample.ts';
import { sidesOf } from './pressure.ts';

const NS_PER_SECOND = 1e9;

/** Our own cgroup, and the limits over it with what counts against each. */
export function deriveOwnCgroup(previous: Sample<CgroupRaw> | null, current: Sample<CgroupRaw>): Derived<OwnCgroup> {
  const { raw, at } = current;
  const absent = new AbsenceList('cgroup');
  const step = stepMs(previous, current);
  const before = previous?.raw;
  const { reading, limits } = raw;
  const cpu = absent.value('cpu', reading.cpu);
  const memory = absent.value('memory', reading.memory);
  const io = absent.value('io', reading.io);
  const part: OwnCgroup = {
    at,
    mode: raw.mode,
    cpu: cpu === null ? null : cpuOf(step, before?.reading.cpu, cpu, raw),
    memory:
      memory === null
        ? null
        : {
            usageBytes: memory.usageBytes,
            workingSetBytes: valueOr(memory.workingSetBytes, null),
            rssBytes: valueOr(memory.anonBytes, null),
            cacheBytes: valueOr(memory.cacheBytes, null),
            kernelBytes: valueOr(memory.kernelBytes, null),
            swapBytes: valueOr(memory.swapBytes, null),
            peakBytes: valueOr(memory.peakBytes, null),
            events: isAbsent(memory.events)
              ? null
              : {
                  low: numberOf(memory.events.low),
                  high: numberOf(memory.events.high),
                  max: numberOf(memory.events.max),
                  oom: numberOf(memory.events.oom),
                  oomKill: numberOf(memory.events.oomKill),
                },
          },
    io: io === null ? null : ioOf(step, before?.reading.io, io),
    tasks: absent.value('tasks', reading.pids),
    pressure: {
      cpu: pressureOf(step, before?.reading.pressure.cpu, reading.pressure.cpu),
      memory: pressureOf(step, before?.reading.pressure.memory, reading.pressure.memory),
      io: pressureOf(step, before?.reading.pressure.io, reading.pressure.io),
    },
    bound: {
      cpu: boundOf(limits.cpuQuota, raw.paths['cpu'], raw.cpuLevels, (level) => coresOfLevel(step, before, level)),
      memory:
        hiddenBound(limits.memory, memory === null ? null : heldBytes(memory)) ??
        boundOf(limits.memory, raw.paths['memory'], raw.memoryLevels, ({ use }) => (isAbsent(use) ? use : heldBytes(use))),
      swap: swapBound(limits.swap, memory === null ? null : valueOr(memory.swapBytes, null)),
      tasks: boundOf(limits.pids, raw.paths['pids'], raw.pidsLevels, ({ use }) => use),
    },
  };
  return { part, readings: throttledReading(part), absent: absent.list };
}

/** How much of the time our cgroup had to wait for its quota, while it has one. */
function throttledReading({ at, cpu }: OwnCgroup): Reading[] {
  const percent = cpu?.quotaUs == null ? null : (cpu.throttling?.throttledPercent ?? null);
  if (percent === null) return [];
  return [{ subject: 'host', resource: 'cpuThrottled', used: percent, limit: 100, limitSource: 'system', unit: 'percent', at }];
}

/** Nanoseconds a second are cores. */
function cores(step: Maybe<number>, before: Maybe<Counter> | undefined, now: Maybe<Counter>): number | null {
  const perSec = valueOr(perSecond(step, before, now), null);
  return perSec === null ? null : perSec / NS_PER_SECOND;
}

function cpuOf(step: Maybe<number>, earlier: Maybe<CgroupCpuRaw> | undefined, now: CgroupCpuRaw, { limits }: CgroupRaw): OwnCgroup['cpu'] {
  const before = earlier === undefined || isAbsent(earlier) ? undefined : earlier;
  const weight = valueOr(limits.weight, null);
  return {
    usedCores: cores(step, before?.usageNs, now.usageNs),
    userCores: cores(step, before?.userNs, now.userNs),
    systemCores: cores(step, before?.systemNs, now.systemNs),
    throttling: throttlingOf(before?.throttling, now.throttling),
    shares: weight?.kind === 'shares' ? weight.value : null,
    weight: weight?.kind === 'weight' ? weight.value : null,
    ...valueOr(bandwidthOf(limits), { quotaUs: null, quotaPeriodUs: null }),
    cpuset: valueOr(limits.cpuset, null),
  };
}

function bandwidthOf({
  cpuBandwidth,
}: CgroupRaw['limits']): Maybe<{ readonly quotaUs: number | null; readonly quotaPeriodUs: number | null }> {
  return isAbsent(cpuBandwidth) ? cpuBandwidth : { quotaUs: cpuBandwidth.quotaUs, quotaPeriodUs: cpuBandwidth.periodUs };
}

function throttlingOf(earlier: CgroupCpuRaw['throttling'] | undefined, now: CgroupCpuRaw['throttling']): Throttling | null {
  if (isAbsent(now)) return null;
  const before = earlier === undefined || isAbsent(earlier) ? null : earlier;
  const periods = before === null ? null : valueOr(growth(before.periods, now.periods), null);
  const throttled = before === null ? null : valueOr(growth(before.throttledPeriods, now.throttledPeriods), null);
  return {
    periods: Number(now.periods),
    throttledPeriods: Number(now.throttledPeriods),
    throttledSeconds: Number(now.throttledNs) / NS_PER_SECOND,
    // Without a period nothing ran, so nothing had to wait.
    throttledPercent: periods === null || throttled === null ? null : periods === 0 ? 0 : percentOf(throttled, periods),
  };
}

function ioOf(
  step: Maybe<number>,
  earlier: Maybe<readonly CgroupDeviceIoRaw[]> | undefined,
  now: readonly CgroupDeviceIoRaw[],
): OwnCgroup['io'] {
  const before = new Map((earlier === undefined || isAbsent(earlier) ? [] : earlier).map((device) => [device.device, device]));
  return now.map((device) => {
    const rate = (field: 'readBytes' | 'writeBytes' | 'readOps' | 'writeOps'): number | null => {
      const was = before.get(device.device)?.[field] ?? undefined;
      const is = device[field];
      return is === null ? null : valueOr(perSecond(step, was, is), null);
    };
    return {
      device: device.device,
      name: device.name,
      counted: device.counted,
      readBytesPerSec: rate('readBytes'),
      writeBytesPerSec: rate('writeBytes'),
      readOpsPerSec: rate('readOps'),
      writeOpsPerSec: rate('writeOps'),
    };
  });
}

function pressureOf(
  step: Maybe<number>,
  before: Parameters<typeof sidesOf>[1],
  now: CgroupRaw['reading']['pressure']['cpu'],
): OwnCgroup['pressure']['cpu'] {
  return isAbsent(now) ? null : sidesOf(step, before, now);
}

/**
 * The least limit with what is used of it; of several that are equally low the one that leaves least. Null where none is effective, or its
 * use cannot be told.
 */
function boundOf<Use>(
  limit: LimitRaw,
  ownPath: string | null | undefined,
  levels: readonly LevelUse<Use>[],
  usedOf: (level: LevelUse<Use>) => Maybe<number> | null,
): BoundUse | null {
  if (limit.kind !== 'limited') return null;
  let bound: BoundUse | null = null;
  for (const level of levels) {
    if (level.value > limit.value) continue;
    const used = usedOf(level);
    if (used === null || isAbsent(used)) continue;
    if (bound !== null && used <= bound.used) continue;
    bound = { used, limit: level.value, path: level.path, ofAncestor: level.path !== ownPath };
  }
  return bound;
}

/** What cannot be given back at once. */
const heldBytes = ({ workingSetBytes, usageBytes }: CgroupMemoryRaw): number => valueOr(workingSetBytes, usageBytes);

/** Of an ancestor that cannot be seen only our own part of its use is known; null where the limit is none of those. */
function hiddenBound(limit: LimitRaw, used: number | null): BoundUse | null {
  if (limit.kind !== 'limited' || limit.path !== null || used === null) return null;
  return { used, limit: limit.value, path: null, ofAncestor: true };
}

function coresOfLevel(step: Maybe<number>, before: CgroupRaw | undefined, level: LevelUse<CgroupCpuRaw>): number | null {
  const earlier = before?.cpuLevels.find(({ path }) => path === level.path)?.use;
  if (isAbsent(level.use) || earlier === undefined || isAbsent(earlier)) return null;
  return cores(step, earlier.usageNs, level.use.usageNs);
}

function swapBound(limit: LimitRaw, used: number | null): BoundUse | null {
  if (limit.kind !== 'limited' || used === null) return null;
  return { used, limit: limit.value, path: limit.path, ofAncestor: false };
}

const numberOf = (counter: Counter | null): number | null => (counter === null ? null : Number(counter));
