import type { ProcessRaw } from '../probes/raw.ts';

/** The topmost process of the program that a process is part of, and what is above it. */
export interface ProcessRoot {
  readonly process: ProcessRaw;
  /** The process at which the climb stopped; null = there is none that is known. */
  readonly below: ProcessRaw | null;
}

/**
 * Climbs from a process through its parents to the last one below a boundary. Linear over all processes: every answer is kept. Ends on
 * cycles too, which a list that was not read in one moment may hold.
 */
export function createProcessRoots(
  byPid: ReadonlyMap<number, ProcessRaw>,
  isBoundary: (process: ProcessRaw) => boolean,
): (process: ProcessRaw) => ProcessRoot {
  const roots = new Map<number, ProcessRoot>();
  const boundaries = new Map<number, boolean>();

  function stopsAt(process: ProcessRaw): boolean {
    let known = boundaries.get(process.pid);
    if (known === undefined) {
      known = process.pid === 1 || process.kernelThread || isBoundary(process);
      boundaries.set(process.pid, known);
    }
    return known;
  }

  return (start) => {
    const chain: ProcessRaw[] = [];
    const inChain = new Set<number>();
    let at = start;
    let found: ProcessRoot | undefined;
    while (found === undefined) {
      found = roots.get(at.pid);
      if (found !== undefined) break;
      chain.push(at);
      inChain.add(at.pid);
      const parent = byPid.get(at.parentPid);
      const ends = parent === undefined || inChain.has(parent.pid) || stopsAt(parent) || stopsAt(at);
      if (ends) found = { process: at, below: parent ?? null };
      else at = parent;
    }
    for (const member of chain) roots.set(member.pid, found);
    return found;
  };
}
