/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}

/** The word that was probably meant: a third of its letters may be wrong, or it goes on where the given one stops. Null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const given = word.toLowerCase().slice(0, 64);
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of known) {
    const lower = name.toLowerCase();
    const distance = given.length >= 2 && lower.startsWith(given) ? 0.5 : editDistance(given, lower);
    if (distance > Math.max(1, Math.floor(lower.length / 3))) continue;
    if (best === null || distance < best.distance) best = { name, distance };
  }
  return best?.name ?? null;
}

/** ` Did you mean "status"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  return name === null ? '' : ` Did you mean "${name}"?`;
}
