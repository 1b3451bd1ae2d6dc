const KEPT = 256;

/** The durations of the newest ticks. */
export class TickTimes {
  readonly #ms = new Float64Array(KEPT);
  count = 0;

  add(ms: number): void {
    this.#ms[this.count % KEPT] = ms;
    this.count += 1;
  }

  /** Nearest-rank percentile of the newest ticks; null before the first. */
  percentile(percent: number): number | null {
    const length = Math.min(this.count, KEPT);
    if (length === 0) return null;
    const sorted = this.#ms.slice(0, length).sort();
    return sorted[Math.min(length - 1, Math.ceil((percent / 100) * length) - 1)] ?? null;
  }
}
