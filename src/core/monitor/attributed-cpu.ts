import type { ProcessRaw } from '../probes/raw.ts';
import type { Roster } from './roster.ts';

/** True for the same process in two lists: a pid alone is used again. */
export function isSame(before: ProcessRaw | undefined, now: ProcessRaw): before is ProcessRaw {
  return before !== undefined && before.startTime === now.startTime;
}

/**
 * CPU milliseconds of each process between two lists, by pid; what is not in it used none. To a process's own time belongs that of its
 * children that ended meanwhile, so that a `make -j` with a thousand short compilers is charged in full although no list ever holds one.
 *
 * The kernel adds a child's whole time (and that of the child's own reaped children) to its parent's `reapedCpuMs` when the parent waits
 * for it. A part of that may have been counted before: what the child was last seen with. So a parent is charged
 *
 *     own growth + max(0, growth of reapedCpuMs − Σ (cpuMs + reapedCpuMs) of the vanished processes below it, as last seen)
 *
 * where a vanished process counts against its nearest ancestor that is still there, because that one's counter took over the whole line.
 * The floor is for children that nobody waits for: their parent's counter never grows.
 *
 * Growth that covers several lists (`spanReads`) is spread over them.
 *
 * A process that was not in the list before was born since, and all it used is new, unless it started before the youngest of that list:
 * then it was only hidden (another namespace), and its first list gives no growth.
 */
export function attributedCpuMs(previous: Roster, current: Roster): ReadonlyMap<number, number> {
  let stayed = 0;
  const changed: Pair[] = [];
  for (let place = 0; place < current.all.length; place += 1) {
    const now = current.all[place] as ProcessRaw;
    const before = previous.get(now.pid, place);
    if (isSame(before, now)) stayed += 1;
    if (before !== now) changed.push({ before, now });
  }
  const seenBefore = stayed === previous.all.length ? NOBODY : vanishedTotals(previous, current);
  const youngest = stayed === current.all.length ? 0 : youngestOf(previous);
  const usedMs = new Map<number, number>();
  for (const { before, now } of changed) {
    let own = 0;
    let reaped = 0;
    if (isSame(before, now)) {
      own = Math.max(0, now.cpuMs - before.cpuMs);
      reaped = Math.max(0, (now.reapedCpuMs ?? 0) - (before.reapedCpuMs ?? 0) - (seenBefore.get(now.pid) ?? 0));
    } else if (now.startTime >= youngest) {
      own = now.cpuMs;
      reaped = now.reapedCpuMs ?? 0;
    }
    if (own + reaped > 0) usedMs.set(now.pid, (own + reaped) / (now.spanReads ?? 1));
  }
  return usedMs;
}

interface Pair {
  readonly before: ProcessRaw | undefined;
  readonly now: ProcessRaw;
}

const NOBODY: ReadonlyMap<number, number> = new Map();

function youngestOf(roster: Roster): number {
  let youngest = Number.NEGATIVE_INFINITY;
  for (const process of roster.all) youngest = Math.max(youngest, process.startTime);
  return youngest;
}

/** Last-seen totals of the processes that went, by the pid of their nearest ancestor that is still there. */
function vanishedTotals(previous: Roster, current: Roster): Map<number, number> {
  const totals = new Map<number, number>();
  const survivors = new Map<number, number | null>();
  const isThere = (process: ProcessRaw): boolean => {
    const now = current.get(process.pid);
    return now === process || (now !== undefined && now.startTime === process.startTime);
  };
  function survivorOf(gone: ProcessRaw): number | null {
    const chain: number[] = [];
    let at: ProcessRaw | undefined = gone;
    while (at !== undefined && !isThere(at) && !survivors.has(at.pid)) {
      // Stands for the answer while the line is climbed: a cycle ends here.
      survivors.set(at.pid, null);
      chain.push(at.pid);
      at = previous.get(at.parentPid);
    }
    let answer: number | null = null;
    if (at !== undefined) answer = isThere(at) ? at.pid : (survivors.get(at.pid) ?? null);
    for (const pid of chain) survivors.set(pid, answer);
    return answer;
  }
  for (const process of previous.all) {
    if (isThere(process)) continue;
    const survivor = survivorOf(process);
    if (survivor === null) continue;
    totals.set(survivor, (totals.get(survivor) ?? 0) + process.cpuMs + (process.reapedCpuMs ?? 0));
  }
  return totals;
}
