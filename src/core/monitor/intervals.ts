import type { GroupName } from '../../shared/views.ts';

/** The intervals the user sets, in milliseconds. */
export interface Intervals {
  readonly fastMs: number;
  readonly slowMs: number;
  /** The process table while someone looks. */
  readonly processMs: number;
  /** The process table while it is only recorded. */
  readonly processBackgroundMs: number;
}

/** Why a group is read: somebody looks at it, or it is recorded (history, alerts, the tray). */
export type DemandLevel = 'look' | 'record';

/** Where Headroom runs changes only when it is moved. */
const ENVIRONMENT_MS = 60_000;

const FAST: ReadonlySet<GroupName> = new Set(['cgroup', 'cpu', 'memory', 'network', 'diskIo', 'pressure']);

/** The interval of a group at a level of demand. */
export function intervalOf(group: GroupName, level: DemandLevel, intervals: Intervals): number {
  if (group === 'processes') return level === 'look' ? intervals.processMs : intervals.processBackgroundMs;
  if (group === 'environment') return ENVIRONMENT_MS;
  return FAST.has(group) ? intervals.fastMs : intervals.slowMs;
}

const LOW_POWER_FACTOR = 3;
const LOCKED_FACTOR = 10;

/** How many times longer intervals are on battery or in low-power mode, and while the screen is locked. */
export function slowdown(conditions: { readonly lowPower: boolean; readonly locked: boolean }): number {
  if (conditions.locked) return LOCKED_FACTOR;
  return conditions.lowPower ? LOW_POWER_FACTOR : 1;
}
