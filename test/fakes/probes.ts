import { ProbeError } from '../../src/core/probes/absence.ts';
import { type Probe, type ProbeSet, type ProbedGroup, type RawOfGroup, absentProbe, probedGroups } from '../../src/core/probes/probe.ts';
import type { CpuTimes } from '../../src/core/probes/raw.ts';

type Answers = { [G in ProbedGroup]?: (readCount: number, detail: boolean) => RawOfGroup[G] | Promise<RawOfGroup[G]> };

export interface ScriptedProbes {
  readonly set: ProbeSet;
  /** How often each group was read. */
  readonly reads: Record<ProbedGroup, number>;
  readonly disposed: Set<ProbedGroup>;
}

/** The outside world by script: a group without an answer is one that the platform does not have. */
export function scriptedProbes(answers: Answers): ScriptedProbes {
  const reads = Object.fromEntries(probedGroups.map((group) => [group, 0])) as Record<ProbedGroup, number>;
  const disposed = new Set<ProbedGroup>();
  function probe<G extends ProbedGroup>(group: G): Probe<RawOfGroup[G]> {
    const answer = answers[group];
    if (answer === undefined) return absentProbe('not-supported', `${group}: not on this platform`);
    return {
      read({ detail }) {
        reads[group] += 1;
        return answer(reads[group], detail);
      },
      dispose: () => disposed.add(group),
    };
  }
  const probes = Object.fromEntries(probedGroups.map((group) => [group, probe(group)])) as unknown as Omit<ProbeSet, 'startTimeOf'>;
  return { set: { ...probes, startTimeOf: async () => null }, reads, disposed };
}

export function cpuTimes(busy: number, idle: number): CpuTimes {
  return { user: busy, nice: 0, system: 0, idle, ioWait: 0, irq: 0, softIrq: 0, steal: 0 };
}

/** A machine of two cores with half of them busy: each read is one second on. */
export const steadyCpu = (count: number): RawOfGroup['cpu'] => ({
  total: cpuTimes(100 * count, 100 * count),
  cores: [
    { index: 0, times: cpuTimes(100 * count, 0) },
    { index: 1, times: cpuTimes(0, 100 * count) },
  ],
  loadAverage: [1, 1, 1],
  availableCores: 2,
  model: 'Test CPU',
  frequencyMhz: 2000,
  contextSwitches: 1000 * count,
});

export const steadyMemory = (usedBytes = 4e9, totalBytes = 16e9): RawOfGroup['memory'] => ({
  totalBytes,
  freeBytes: totalBytes - usedBytes,
  availableBytes: totalBytes - usedBytes,
  cachedBytes: 1e9,
  buffersBytes: 1e8,
  swapTotalBytes: 0,
  swapFreeBytes: 0,
});

export function failing(reason: ConstructorParameters<typeof ProbeError>[0], message: string): () => never {
  return () => {
    throw new ProbeError(reason, message);
  };
}
