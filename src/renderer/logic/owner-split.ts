import type { Owner, OwnerProcess } from '../../shared/model/process.ts';
import { type Metric, type Used, amountOf, sortedBy } from './owner-order.ts';

const SHOWN_PROCESSES = 6;
/** Less than this (a page of memory, what is shown as 0 cores) is nothing, or left over from rounding. */
const LEAST: Readonly<Record<Metric, number>> = { memory: 4096, cpu: 0.005 };
const isNothing = (used: Used, by: Metric): boolean => amountOf(used, by) < LEAST[by];

export interface OwnerSplit {
  readonly shown: readonly OwnerProcess[];
  /** All other processes together; null when there are none. */
  readonly others: (Used & { readonly count: number; readonly idle: boolean }) | null;
  /** What no process accounts for; null when that is nothing. */
  readonly rest: Used | null;
}

/** What an owner's figures are made of, without its children's: the largest processes that hold any, the others, the rest. */
export function splitOwner(owner: Owner, by: Metric): OwnerSplit {
  const holding = owner.processes.filter((process) => !isNothing(process, by));
  const shown = sortedBy(holding, by).slice(0, SHOWN_PROCESSES);
  const rest: Used = { cpuCores: owner.restCpuCores, memoryBytes: owner.restMemoryBytes };
  const parts: readonly Used[] = [...shown, ...owner.children, rest];
  const count = owner.processCount - shown.length;
  const others: Used = {
    cpuCores: owner.cpuCores === null ? null : zeroBelow(LEAST.cpu, owner.cpuCores - sumOf(parts, 'cpu')),
    memoryBytes: zeroBelow(LEAST.memory, owner.memoryBytes - sumOf(parts, 'memory')),
  };
  return {
    shown,
    others: count <= 0 ? null : { ...others, count, idle: isNothing(others, by) },
    rest: isNothing(rest, 'memory') && isNothing(rest, 'cpu') ? null : rest,
  };
}

const zeroBelow = (least: number, value: number): number => (value < least ? 0 : value);

function sumOf(parts: readonly Used[], by: Metric): number {
  return parts.reduce((sum, part) => sum + amountOf(part, by), 0);
}
