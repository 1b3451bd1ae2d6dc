import type { Owner } from '../../shared/model/process.ts';

export type Metric = 'memory' | 'cpu';

/** Of an owner, or of a part of one. */
export interface Used {
  readonly cpuCores: number | null;
  readonly memoryBytes: number;
}

export function amountOf(used: Used, by: Metric): number {
  return by === 'memory' ? used.memoryBytes : (used.cpuCores ?? 0);
}

/** The biggest first; equal ones by name. */
export function sortedBy<T extends Used & { readonly name: string }>(list: readonly T[], by: Metric): T[] {
  return [...list].sort((a, b) => amountOf(b, by) - amountOf(a, by) || a.name.localeCompare(b.name));
}

/** Share of the owner's own limit, 0–100 and above; null without one. */
export function ownShare(owner: Owner, by: Metric): number | null {
  const limit = by === 'memory' ? owner.memoryLimitBytes : owner.cpuLimitCores;
  return limit === null || limit <= 0 ? null : (100 * amountOf(owner, by)) / limit;
}
