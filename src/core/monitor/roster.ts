import type { ProcessRaw } from '../probes/raw.ts';

/**
 * The processes of one read, in its order, found by pid. Two reads hold mostly the same processes at the same places, so the place in the
 * other list is tried first; the index by pid is made only when that misses.
 */
export class Roster {
  readonly all: readonly ProcessRaw[];
  #places: Map<number, number> | null = null;

  constructor(all: readonly ProcessRaw[]) {
    this.all = all;
  }

  /** Where the process with this pid stands; −1 when it is not in the list. */
  placeOf(pid: number, hint = -1): number {
    if (this.all[hint]?.pid === pid) return hint;
    this.#places ??= new Map(this.all.map((process, place) => [process.pid, place]));
    return this.#places.get(pid) ?? -1;
  }

  get(pid: number, hint = -1): ProcessRaw | undefined {
    const place = this.placeOf(pid, hint);
    return place === -1 ? undefined : this.all[place];
  }
}
