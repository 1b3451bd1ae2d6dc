import type { ContainerGrantRaw } from '../raw-containers.ts';
import { parseCpuList } from '../linux/cgroup/limit-values.ts';
import { type Fields, amountOf, integerOf, textOf } from './json-values.ts';

const DEFAULT_PERIOD_US = 100_000;
const MAX_CPU_LIST_LENGTH = 4096;
const NANO = 1e9;

/** `HostConfig` of an inspection: what the container was given. 0 and −1 stand for "nothing was set". */
export function grantOf(host: Fields): ContainerGrantRaw {
  const memoryBytes = positive(host['Memory']);
  const memoryAndSwapBytes = positive(host['MemorySwap']);
  return {
    quotaCores: quotaOf(host),
    cpuset: cpusetOf(host['CpusetCpus']),
    memoryBytes,
    swapBytes: memoryBytes === null || memoryAndSwapBytes === null ? null : Math.max(0, memoryAndSwapBytes - memoryBytes),
    pids: positive(host['PidsLimit']),
  };
}

function quotaOf(host: Fields): number | null {
  const nano = positive(host['NanoCpus']);
  if (nano !== null) return nano / NANO;
  const quota = positive(host['CpuQuota']);
  // A Windows container is given a whole number of processors.
  if (quota === null) return positive(host['CpuCount']);
  return quota / (positive(host['CpuPeriod']) ?? DEFAULT_PERIOD_US);
}

function cpusetOf(value: unknown): readonly number[] | null {
  try {
    return parseCpuList(textOf(value, MAX_CPU_LIST_LENGTH));
  } catch {
    // The engine checked it when the container was made; what it cannot mean limits nothing.
    return null;
  }
}

/** Null also for an amount that no machine has: a 64-bit "no limit" (2^63 − 1, 2^64 − 1), rounded or not. */
function positive(value: unknown): number | null {
  const amount = integerOf(value) === null ? null : amountOf(value);
  return amount === null || amount === 0 || amount >= 2 ** 62 ? null : amount;
}
