const RESORT_MS = 3_000;

export interface CalmOrder {
  readonly order: readonly string[];
  /** When it was sorted, in milliseconds of a clock that does not go back. */
  readonly sortedAtMs: number;
  /** What it was sorted by: another key sorts at once. */
  readonly by: string;
}

/**
 * The order to show: sorted anew at most every 3 s, and never while it is held (pointer or focus inside). Between two sorts rows keep their
 * place, those that ended go and new ones come last.
 */
export function calmOrder(before: CalmOrder | null, wanted: readonly string[], by: string, nowMs: number, held: boolean): CalmOrder {
  if (before === null || before.by !== by || (!held && nowMs - before.sortedAtMs >= RESORT_MS))
    return { order: wanted, sortedAtMs: nowMs, by };
  const present = new Set(wanted);
  const kept = before.order.filter((id) => present.has(id));
  const shown = new Set(kept);
  const added = wanted.filter((id) => !shown.has(id));
  return { ...before, order: [...kept, ...added] };
}
