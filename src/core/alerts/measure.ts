import type { AlertUnit, Measure } from '../../shared/model/alert.ts';
import type { Unit } from '../../shared/model/reading.ts';
import type { CompiledRule, CompiledSide, Comparison } from './compile-rules.ts';
import type { SeriesState } from './state.ts';
import type { AlertReading } from './work.ts';

type Figures = Pick<SeriesState, 'used' | 'limit' | 'ratePerSec'>;
/** What somebody else found out about the series. */
type Findings = Pick<AlertReading, 'timeToLimitMs' | 'anomalyScore'>;

/**
 * What a rule compares, of one row; null when the row does not have it (no limit, no row before, nobody looked). A time to the limit that is
 * not in sight is Infinity: no rule finds it short, and it is long enough to be clear.
 */
export function measureOf(type: Measure, figures: Figures, findings?: Findings): number | null {
  const { used, limit } = figures;
  switch (type) {
    case 'usagePercent':
      return used === null || limit === null || limit <= 0 ? null : (100 * used) / limit;
    case 'used':
      return used;
    case 'headroom':
      return used === null || limit === null ? null : limit - used;
    case 'rate':
      return figures.ratePerSec;
    case 'timeToLimit':
      return findings?.timeToLimitMs === undefined ? null : (findings.timeToLimitMs ?? Number.POSITIVE_INFINITY);
    default:
      return findings?.anomalyScore ?? null;
  }
}

/** The unit of what a rule compares. */
export function unitOf(type: Measure, unit: Unit): AlertUnit {
  switch (type) {
    case 'usagePercent':
      return 'percent';
    case 'timeToLimit':
      return 'ms';
    case 'anomaly':
      return 'score';
    case 'rate':
      return unit === 'bytes' ? 'bytesPerSec' : 'perSec';
    default:
      return unit;
  }
}

/** Strictly over: a value at the threshold is not. */
export function isOver({ sign, thresholds }: Comparison, value: number, level: number): boolean {
  const threshold = thresholds[level] ?? Number.NaN;
  return sign === 1 ? value > threshold : value < threshold;
}

/** @param figuresOf the newest row of another resource of the same subject; undefined when there is none that is fresh */
export type SideFigures = (resource: string) => Figures | undefined;

function sideHolds(side: CompiledSide, level: number, figuresOf: SideFigures): boolean | null {
  if (Number.isNaN(side.thresholds[level])) return null;
  const figures = figuresOf(side.resource);
  const value = figures === undefined ? null : measureOf(side.type, figures);
  return value === null ? null : isOver(side, value, level);
}

/** Per level: the main figure is over and no second one speaks against it, or one that is enough alone is over. */
export function levelsOver(rule: CompiledRule, value: number, figuresOf: SideFigures): boolean[] {
  const over = [false, false, false, false];
  for (const level of rule.levels) {
    const main = rule.compare !== null && isOver(rule.compare, value, level);
    over[level] =
      (main && rule.and.every((side) => sideHolds(side, level, figuresOf) !== false)) ||
      rule.or.some((side) => sideHolds(side, level, figuresOf) === true);
  }
  return over;
}

/** True on the far side of the clear level: strictly, as the thresholds are. */
export function isClear(rule: CompiledRule, value: number, over: readonly boolean[]): boolean {
  if (rule.compare === null || over.some(Boolean)) return false;
  if (rule.clearAt === null) return !isOver(rule.compare, value, rule.lowest);
  return rule.compare.sign === 1 ? value < rule.clearAt : value > rule.clearAt;
}
