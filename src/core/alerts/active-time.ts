/** All clocks at one moment. */
export interface ClockTimes {
  /** Epoch milliseconds; may jump. */
  readonly at: number;
  /** Never goes back; on Linux it stands during sleep. */
  readonly monotonicMs: number;
  /** Milliseconds since the machine started, sleep included; null where it is not known. */
  readonly bootMs: number | null;
}

/** One step of time as the rules count it. */
export interface Tick {
  readonly at: number;
  /** Active time since the last evaluation. */
  readonly elapsedMs: number;
  /** The machine slept or stood still in between: what was counted counts anew, and the grace begins. */
  readonly resumed: boolean;
  /** The first evaluation of a process: the grace begins. */
  readonly started: boolean;
}

const MIN_GAP_MS = 10_000;
const GAP_INTERVALS = 5;

/** The longest distance of two evaluations that is no gap. */
const gapFrom = (intervalMs: number): number => Math.max(MIN_GAP_MS, GAP_INTERVALS * intervalMs);

/**
 * Active time: the sum of the steps without the gaps. A gap shows in either clock: monotonic time went on far (sleep on macOS and Windows,
 * a process that stood still), or the time since the boot went on further than it (sleep on Linux).
 * @param resumed the shell saw the machine wake
 */
export function tickOf(before: ClockTimes, now: ClockTimes, intervalMs: number, resumed: boolean): Tick {
  const elapsedMs = now.monotonicMs - before.monotonicMs;
  const slept = before.bootMs !== null && now.bootMs !== null && now.bootMs - before.bootMs - elapsedMs > MIN_GAP_MS;
  const stood = elapsedMs < 0 || elapsedMs > gapFrom(intervalMs);
  return { at: now.at, elapsedMs: stood ? 0 : elapsedMs, resumed: resumed || slept || stood, started: false };
}

/** The first step of a process. A short pause since the stored state is none; a longer one is a gap, since nobody knows what happened. */
export function firstTick(storedAt: number | null, at: number, intervalMs: number): Tick {
  const pausedMs = storedAt === null ? 0 : at - storedAt;
  const short = pausedMs >= 0 && pausedMs <= gapFrom(intervalMs);
  return { at, elapsedMs: short ? pausedMs : 0, resumed: !short, started: true };
}
