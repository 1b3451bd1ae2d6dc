/** Room above the limit, so that its line and a value at it are both seen. */
const HEADROOM = 1.08;
const NICE_STEPS = [1, 2, 4, 8, 10] as const;

/** The next of 1, 2, 4, 8 × 10ⁿ: its quarters are short numbers. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = NICE_STEPS.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** The upper end of the y scale: the limit where there is one (fixed, so that a full bar looks full), else the highest value, rounded up. */
export function scaleTop(limit: number | null, high: number, nice: boolean): number {
  if (limit !== null && limit > 0) return Math.max(limit, high) * HEADROOM;
  return nice ? niceCeiling(high) * HEADROOM : Math.max(high * 1.15, Number.MIN_VALUE) || 1;
}

/** Where the three quiet lines of a large chart are: a quarter, half and three quarters of the limit or of the rounded top. */
export function gridValues(limit: number | null, high: number): readonly [number, number, number] {
  const whole = limit !== null && limit > 0 ? limit : niceCeiling(high);
  return [whole / 4, whole / 2, (3 * whole) / 4];
}
