import { countQuantity, formatDuration, formatNumber, formatPercent, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { OwnCgroup } from '../../shared/model/cgroup.ts';
import { strings } from '../strings.ts';

const words = strings.environment;

type Fact = readonly [name: string, value: string];

/** A list of ranges of CPUs, as the kernel writes it: "0-3,8". */
export function cpuListText(cpus: readonly number[]): string {
  const ranges: string[] = [];
  for (let index = 0; index < cpus.length;) {
    const first = cpus[index] ?? 0;
    let last = first;
    while (cpus[index + 1] === last + 1) {
      last += 1;
      index += 1;
    }
    ranges.push(first === last ? `${first}` : `${first}-${last}`);
    index += 1;
  }
  return ranges.join(',');
}

const bytes = (name: string, value: number | null): Fact[] => (value === null ? [] : [[name, formatQuantity(memoryQuantity(value))]]);
const count = (name: string, value: number | null): Fact[] => (value === null ? [] : [[name, countQuantity(value).value]]);

/** A setting: as it was set. */
const exact = (name: string, value: number | null): Fact[] => (value === null ? [] : [[name, String(value)]]);

function throttledText({ throttling }: NonNullable<OwnCgroup['cpu']>): Fact[] {
  if (throttling === null) return [];
  const { periods, throttledPeriods, throttledSeconds, throttledPercent } = throttling;
  if (throttledPeriods === 0) return [[words.throttled, words.notThrottled]];
  const sum = words.throttledPeriods(countQuantity(throttledPeriods).value, countQuantity(periods).value, secondsText(throttledSeconds));
  return [
    [words.throttledNow, formatPercent(throttledPercent)],
    [words.throttled, sum],
  ];
}

const secondsText = (seconds: number): string => (seconds < 60 ? `${formatNumber(seconds)} s` : formatDuration(seconds * 1000));

function cpuFacts(cpu: NonNullable<OwnCgroup['cpu']>): Fact[] {
  const { usedCores, cpuset, weight, shares } = cpu;
  return [
    ...(usedCores === null ? [] : [[words.cpu, `${formatNumber(usedCores)} ${strings.containers.core}`] as const]),
    ...throttledText(cpu),
    ...exact(words.weight, weight),
    ...exact(words.shares, shares),
    ...(cpuset === null ? [] : [[words.cpus, cpuListText(cpuset)] as const]),
  ];
}

function eventFacts({ events }: NonNullable<OwnCgroup['memory']>): Fact[] {
  if (events === null) return [];
  const told = (['low', 'high', 'max', 'oom', 'oomKill'] as const).flatMap((event) => {
    const times = events[event];
    return times === null ? [] : [`${words.eventNames[event]} ${countQuantity(times).value}`];
  });
  return told.length === 0 ? [] : [[words.events, told.join(', ')]];
}

function memoryFacts(memory: NonNullable<OwnCgroup['memory']>): Fact[] {
  return [
    ...bytes(words.workingSet, memory.workingSetBytes),
    ...bytes(words.withCache, memory.usageBytes),
    ...bytes(words.resident, memory.rssBytes),
    ...bytes(words.cache, memory.cacheBytes),
    ...bytes(words.kernel, memory.kernelBytes),
    ...bytes(words.swap, memory.swapBytes),
    ...bytes(words.peak, memory.peakBytes),
    ...eventFacts(memory),
  ];
}

/** What the cgroup's own files say, without what they do not. */
export function ownCgroupFacts({ cpu, memory, tasks }: OwnCgroup): Fact[] {
  return [...(memory === null ? [] : memoryFacts(memory)), ...(cpu === null ? [] : cpuFacts(cpu)), ...count(words.tasks, tasks)];
}
