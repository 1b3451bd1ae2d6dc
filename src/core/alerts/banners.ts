import { CRITICAL } from './compile-rules.ts';
import type { Banners, Collected } from './state.ts';
import type { Work } from './work.ts';

/** At most one banner in this time, critical ones excepted. */
const BANNER_MS = 120_000;
/** More in a minute are a storm: they become one. */
const STORM_COUNT = 10;
const STORM_MS = 60_000;

const isStorm = ({ recentMs }: Banners, nowMs: number): boolean =>
  recentMs.length >= STORM_COUNT && nowMs - (recentMs[0] ?? Number.NEGATIVE_INFINITY) < STORM_MS;

const isFree = ({ lastMs }: Banners, nowMs: number): boolean => lastMs === null || nowMs - lastMs >= BANNER_MS;

/** A banner is shown now. A critical one takes no place from the others. */
function shown(banners: Banners, nowMs: number, takesPlace: boolean): Banners {
  return { ...banners, lastMs: takesPlace ? nowMs : banners.lastMs, recentMs: [...banners.recentMs, nowMs].slice(-STORM_COUNT) };
}

/**
 * What becomes of an alert that is to be told: `tell` as a banner of its own, `join` the collecting banner that is due at this moment, or
 * `hold` for the next one.
 */
export function admit(work: Work, entry: Collected): 'tell' | 'join' | 'hold' {
  const { banners, nowMs } = work;
  const storm = isStorm(banners, nowMs);
  if (entry.level >= CRITICAL && !storm) {
    work.banners = shown(banners, nowMs, false);
    return 'tell';
  }
  const due = !storm && isFree(banners, nowMs);
  if (due && banners.collected.length === 0) {
    work.banners = shown(banners, nowMs, true);
    return 'tell';
  }
  work.banners = { ...banners, collected: [...banners.collected.filter(({ incident }) => incident !== entry.incident), entry] };
  return due ? 'join' : 'hold';
}

/**
 * Takes what was collected when its banner is due; nothing before. What is critical waits for the end of the storm only.
 * @param counts false for what need not be told any more: it is dropped
 */
export function takeCollected(work: Work, counts: (entry: Collected) => boolean): readonly Collected[] {
  if (work.banners.collected.length === 0) return [];
  const collected = work.banners.collected.filter(counts);
  work.banners = { ...work.banners, collected };
  const { banners, nowMs } = work;
  if (collected.length === 0 || isStorm(banners, nowMs)) return [];
  if (!isFree(banners, nowMs) && !collected.some(({ level }) => level >= CRITICAL)) return [];
  work.banners = { ...shown(banners, nowMs, true), collected: [] };
  return collected;
}
