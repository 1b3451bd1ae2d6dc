const RESORT_MS = 3_000;

export interface CalmOrder {
  readonly order: readonly string[];
  /** When it was sorted, in milliseconds. */
  readonly sortedAtMs: number;
  /** What it was sorted by: another key sorts at once. */
  readonly by: string;
}

/**
 * The order to show: sorted anew at most every 3 s, and never while it is held (pointer or focus inside). Between two sorts rows keep their
 * place, those that ended go and new ones come last. The same object when nothing changed.
 */
export function calmOrder(before: CalmOrder | null, wanted: readonly string[], by: string, nowMs: number, held: boolean): CalmOrder {
  // A clock that was set back must not keep an order for ever.
  const age = before === null ? 0 : Math.abs(nowMs - before.sortedAtMs);
  if (before === null || before.by !== by || (!held && age >= RESORT_MS)) return { order: wanted, sortedAtMs: nowMs, by };
  const present = new Set(wanted);
  const kept = before.order.filter((id) => present.has(id));
  const shown = new Set(kept);
  const added = wanted.filter((id) => !shown.has(id));
  return kept.length === before.order.length && added.length === 0 ? before : { ...before, order: [...kept, ...added] };
}
