import { diskQuantity, formatPercent, formatQuantity, memoryQuantity, coresQuantity } from '../../shared/format.ts';
import type { PressureSides } from '../../shared/model/host.ts';
import type { LimitSource } from '../../shared/model/reading.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Severity } from '../../shared/model/verdict.ts';

export type Thresholds = Settings['thresholds'];
export type JudgedParts = Pick<Snapshot, 'cpu' | 'memory' | 'disk' | 'network' | 'fileHandles' | 'pressure' | 'system' | 'owners'>;

/** One thing that may be wrong, judged at one time. `level` is how bad it is now; the hold time comes on top. */
export interface Finding {
  readonly key: string;
  readonly resource: string;
  readonly level: Severity;
  /** Still above the clear level: a state once entered stays. */
  readonly lingers: boolean;
  readonly title: string;
  readonly detail: string;
}

/** A state is left at a tenth below the threshold that entered it. */
const CLEAR_SHARE = 0.9;
/** A full CPU matters when tasks wait for it: the share of time with a waiting task over the last minute. */
const CPU_STALL_PERCENT = 30;
const MEMORY_STALL_PERCENT = 10;
const MEMORY_FULL_STALL_PERCENT = 5;
const CRITICAL_PERCENT = 95;
/** A large disk at 90 % has room for weeks; it is nearly full when this little is left as well. */
const DISK_LEFT_WARNING_BYTES = 20e9;
const DISK_LEFT_CRITICAL_BYTES = 2e9;
const COUNT_PERCENT = 80;

function levelOf(percent: number, warningAt: number): Severity {
  if (percent >= Math.max(CRITICAL_PERCENT, warningAt)) return 'critical';
  return percent >= warningAt ? 'warning' : 'ok';
}

/** How bad a state is, as a number that can be compared. */
export const severityRank: Readonly<Record<Severity, number>> = { ok: 0, warning: 1, critical: 2 };

function worse(a: Severity, b: Severity): Severity {
  return severityRank[a] >= severityRank[b] ? a : b;
}

function biggestBy(parts: JudgedParts, by: 'cpu' | 'memory'): string {
  const owners = parts.owners?.list ?? [];
  const size = (owner: (typeof owners)[number]): number => (by === 'cpu' ? (owner.cpuCores ?? 0) : owner.memoryBytes);
  const [first] = owners.filter((owner) => owner.kind !== 'system').sort((a, b) => size(b) - size(a));
  if (first === undefined || size(first) === 0) return '';
  return by === 'cpu'
    ? `${first.name} uses ${formatQuantity(coresQuantity(first.cpuCores))}.`
    : `${first.name} holds ${formatQuantity(memoryQuantity(first.memoryBytes))}.`;
}

/** Who waits counts within what the limit holds for: our cgroup, or the machine. */
function stallsOf(
  source: LimitSource | undefined,
  own: PressureSides | null | undefined,
  machine: PressureSides | null | undefined,
): PressureSides | null {
  const bound = source === 'container' || source === 'kubernetes' || source === 'cgroup';
  return (bound ? own : null) ?? machine ?? null;
}

function cpuFinding(parts: JudgedParts, thresholds: Thresholds): Finding | null {
  const percent = parts.cpu?.usagePercent ?? null;
  if (percent === null) return null;
  const stall = stallsOf(parts.cpu?.limitSource, parts.cpu?.pressure, parts.pressure?.cpu)?.some?.avg60 ?? null;
  const waits = stall === null || stall >= CPU_STALL_PERCENT;
  return {
    key: 'cpu',
    resource: 'cpu',
    level: percent >= thresholds.cpuPercent && waits ? 'warning' : 'ok',
    lingers: percent >= thresholds.cpuPercent * CLEAR_SHARE,
    title: 'CPU short',
    detail: biggestBy(parts, 'cpu'),
  };
}

function memoryFinding(parts: JudgedParts, thresholds: Thresholds): Finding | null {
  if (parts.memory === null) return null;
  const percent = (100 * parts.memory.usedBytes) / parts.memory.limitBytes;
  const pressure = stallsOf(parts.memory.limitSource, parts.memory.pressure, parts.pressure?.memory);
  const some = pressure?.some?.avg60 ?? 0;
  const full = pressure?.full?.avg10 ?? 0;
  const kernelLevel = parts.pressure?.memoryLevel ?? 1;
  let stallLevel: Severity = 'ok';
  if (full >= MEMORY_FULL_STALL_PERCENT || kernelLevel >= 4) stallLevel = 'critical';
  else if (some >= MEMORY_STALL_PERCENT || kernelLevel >= 2) stallLevel = 'warning';
  return {
    key: 'memory',
    resource: 'memory',
    level: worse(levelOf(percent, thresholds.memoryPercent), stallLevel),
    lingers: percent >= thresholds.memoryPercent * CLEAR_SHARE || some >= MEMORY_STALL_PERCENT * CLEAR_SHARE,
    title: 'Memory tight',
    detail: biggestBy(parts, 'memory'),
  };
}

function diskFindings(parts: JudgedParts, thresholds: Thresholds): Finding[] {
  const findings: Finding[] = [];
  for (const { counted, mount, usagePercent, freeBytes } of parts.disk?.partitions ?? []) {
    if (!counted || usagePercent === null || freeBytes === null) continue;
    const little = freeBytes < DISK_LEFT_WARNING_BYTES;
    const byShare = levelOf(usagePercent, thresholds.diskPercent);
    const level = freeBytes < DISK_LEFT_CRITICAL_BYTES ? byShare : byShare === 'ok' ? 'ok' : 'warning';
    findings.push({
      key: `disk:${mount}`,
      resource: 'disk',
      level: little ? level : 'ok',
      lingers: little && usagePercent >= thresholds.diskPercent * CLEAR_SHARE,
      title: 'Disk nearly full',
      detail: `${mount} has ${formatQuantity(diskQuantity(freeBytes))} left (${formatPercent(usagePercent)} used).`,
    });
  }
  return findings;
}

function networkFinding(parts: JudgedParts, thresholds: Thresholds): Finding | null {
  const percent = parts.network?.bandwidthPercent ?? null;
  if (percent === null) return null;
  return {
    key: 'network',
    resource: 'network',
    level: percent >= thresholds.networkPercent ? 'warning' : 'ok',
    lingers: percent >= thresholds.networkPercent * CLEAR_SHARE,
    title: 'Network at its speed',
    detail: `${formatPercent(percent)} of the link is in use.`,
  };
}

function countFinding(key: string, title: string, used: number | null, limit: number | null): Finding | null {
  if (used === null || limit === null || limit <= 0) return null;
  const percent = (100 * used) / limit;
  return {
    key,
    resource: key,
    level: levelOf(percent, COUNT_PERCENT),
    lingers: percent >= COUNT_PERCENT * CLEAR_SHARE,
    title,
    detail: `${used} of ${limit} in use.`,
  };
}

function processesFinding(count: number | null, thresholds: Thresholds): Finding | null {
  if (count === null) return null;
  return {
    key: 'processes',
    resource: 'processes',
    level: count >= thresholds.processCount ? 'warning' : 'ok',
    lingers: count >= thresholds.processCount * CLEAR_SHARE,
    title: 'Many processes',
    detail: `${count} run; from ${thresholds.processCount} on you want to know.`,
  };
}

/** Everything that is judged and can be read, the most important kind first. */
export function findAll(parts: JudgedParts, thresholds: Thresholds): Finding[] {
  const { fileHandles, system } = parts;
  return [
    memoryFinding(parts, thresholds),
    ...diskFindings(parts, thresholds),
    cpuFinding(parts, thresholds),
    countFinding('fileHandles', 'File handles running out', fileHandles?.used ?? null, fileHandles?.limit ?? null),
    processesFinding(system?.processes ?? null, thresholds),
    countFinding('threads', 'Threads running out', system?.threads ?? null, system?.threadLimit ?? null),
    networkFinding(parts, thresholds),
  ].filter((finding) => finding !== null);
}
