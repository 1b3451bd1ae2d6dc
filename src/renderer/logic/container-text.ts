import { isUp } from './container-list.ts';
import {
  UNKNOWN,
  coreLimitQuantity,
  countQuantity,
  formatDuration,
  formatNumber,
  formatPercent,
  formatQuantity,
  memoryQuantity,
} from '../../shared/format.ts';
import { limitSetBy } from '../../shared/limit-words.ts';
import type { ContainerInfo, ContainerLimit } from '../../shared/model/container.ts';
import type { Severity } from '../../shared/model/verdict.ts';
import { strings } from '../strings.ts';
import { type ChipModel, chip, usedOf } from './resource-model.ts';
import { severityOfUse } from './severity.ts';

const words = strings.containers;

/** From this share of its time slices on a person should know that it waits for its CPU limit. */
const THROTTLED_SHOWN_PERCENT = 5;
const THROTTLED_WARNING_PERCENT = 25;
/** A container's own limit is its own concern: it is told when it is close, whatever the machine's thresholds are. */
const OWN_WARNING_PERCENT = 90;

/** An amount in a row: "0.48" "of 0.5", and the share of its own limit or, for want of one, of the machine. */
export interface Use {
  readonly value: string;
  readonly after: string;
  readonly percent: number | null;
  readonly of: 'limit' | 'machine';
  readonly severity: Severity;
}

function isOwn({ source }: ContainerLimit): boolean {
  return source === 'container' || source === 'cgroup' || source === 'kubernetes';
}

export function cpuUse({ cpu }: ContainerInfo): Use {
  const { cores, limit, usagePercent, usageOf } = cpu;
  const value = cores === null ? UNKNOWN : formatNumber(cores);
  const after = isOwn(limit) && limit.value !== null ? strings.resources.of(formatNumber(limit.value)) : cores === null ? '' : words.core;
  // All of its cores in use is what a limit is for; that it has to wait for them long is what harms.
  return { value, after, percent: usagePercent, of: usageOf, severity: severityOfThrottling(cpu) };
}

function severityOfThrottling({ throttledPercent }: ContainerInfo['cpu']): Severity {
  return (throttledPercent ?? 0) >= THROTTLED_WARNING_PERCENT ? 'warning' : 'ok';
}

export function memoryUse({ memory }: ContainerInfo): Use {
  const { usedBytes, limit, usagePercent, usageOf } = memory;
  const used = memoryQuantity(usedBytes);
  const shown = isOwn(limit) && limit.value !== null ? usedOf(used, memoryQuantity(limit.value)) : { value: used.value, after: used.unit };
  const severity = usageOf === 'limit' ? severityOfUse(usagePercent, OWN_WARNING_PERCENT) : 'ok';
  return { ...shown, percent: usagePercent, of: usageOf, severity };
}

/** An image without a name is called by its digest, of which the beginning is enough. */
export function imageText(image: string): string {
  return /^sha256:[0-9a-f]{64}$/.test(image) ? image.slice(0, 'sha256:'.length + 12) : image;
}

/** "running", "exited (137)". */
export function stateText({ state, exitCode }: ContainerInfo): string {
  return state === 'exited' && exitCode !== null ? words.exitedWith(exitCode) : words.states[state];
}

/** How long it has been in its state, in words; null where that is not known. @param now epoch milliseconds */
export function stateSince({ state, startedAt, finishedAt }: ContainerInfo, now: number): string | null {
  const since = state === 'running' || state === 'paused' ? startedAt : state === 'exited' || state === 'dead' ? finishedAt : null;
  if (since === null) return null;
  const lasted = formatDuration(now - since);
  return state === 'running' || state === 'paused' ? words.upFor(lasted) : words.details.ago(lasted);
}

/** What a person should know without opening it, the worst first. */
/** From so many on it is no accident. */
const MANY_RESTARTS = 3;

export function containerChips(container: ContainerInfo): ChipModel[] {
  const { health, oomKilled, cpu, state, restarts } = container;
  const loops = state === 'restarting' || (isUp(container) && (restarts ?? 0) >= MANY_RESTARTS);
  const throttled = cpu.throttledPercent ?? 0;
  return [
    oomKilled === true ? chip(words.oomKilled, 'critical') : null,
    loops && restarts !== null && restarts > 0 ? chip(words.restarted(restarts), 'warning') : null,
    health === 'unhealthy' && isUp(container) ? chip(words.unhealthy, 'warning') : null,
    throttled < THROTTLED_SHOWN_PERCENT
      ? null
      : chip(words.throttled(formatPercent(throttled)), severityOfThrottling(cpu), words.throttledTitle),
  ].filter((one) => one !== null);
}

/** A limit with who set it; the machine's size, which stands in for one that is not there, is none. */
export function limitText(limit: ContainerLimit, unit: 'cores' | 'bytes' | 'count'): string {
  if (limit.source === 'unknown') return words.details.unknownLimit;
  if (!isOwn(limit) || limit.value === null) return words.details.noLimit;
  const quantity = { cores: coreLimitQuantity, bytes: memoryQuantity, count: countQuantity }[unit];
  return words.details.limitBy(formatQuantity(quantity(limit.value)), limitSetBy[limit.source]);
}
