import type { ProcessInfo } from '../../shared/model/process.ts';

export const sortColumns = ['name', 'pid', 'user', 'cpu', 'memory', 'threads', 'read', 'write', 'started'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface SortState {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** Numbers are wanted with the largest first, words from A on. */
export function sortAfterClick(before: SortState, column: SortColumn): SortState {
  if (before.column === column) return { column, descending: !before.descending };
  return { column, descending: !['name', 'user', 'pid'].includes(column) };
}

const values: Readonly<Record<SortColumn, (process: ProcessInfo) => number | string | null>> = {
  name: (process) => process.name.toLowerCase(),
  pid: (process) => process.pid,
  user: (process) => process.user.toLowerCase(),
  cpu: (process) => process.cpuPercent,
  memory: (process) => process.rssBytes,
  threads: (process) => process.threads,
  read: (process) => process.readBytesPerSec,
  write: (process) => process.writeBytesPerSec,
  started: (process) => process.startTime,
};

/** What is unknown comes last, whichever way the list is sorted; equal ones by pid. */
export function compareBy({ column, descending }: SortState): (a: ProcessInfo, b: ProcessInfo) => number {
  const valueOf = values[column];
  const direction = descending ? -1 : 1;
  return (a, b) => {
    const left = valueOf(a);
    const right = valueOf(b);
    if (left === right) return a.pid - b.pid;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -direction : direction;
  };
}

/** Every word must be in the name, the command, the user or be the start of the pid. */
export function matchesFilter(process: ProcessInfo, filter: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return true;
  const text = `${process.name}\n${process.command}\n${process.user}`.toLowerCase();
  return words.every((word) => text.includes(word) || String(process.pid).startsWith(word));
}

/** A pid is used again: only with its start time it is one process. */
export function processId({ pid, startTime }: Pick<ProcessInfo, 'pid' | 'startTime'>): string {
  return `${pid}@${startTime}`;
}

export interface ProcessRow {
  readonly id: string;
  readonly process: ProcessInfo;
  /** 0 = top level. */
  readonly depth: number;
  readonly childCount: number;
  readonly open: boolean;
}

/** A row for each that matches, in the order given. */
export function flatRows(ordered: readonly ProcessInfo[], filter: string): ProcessRow[] {
  return ordered
    .filter((process) => matchesFilter(process, filter))
    .map((process) => ({ id: processId(process), process, depth: 0, childCount: 0, open: false }));
}

/** Those that match and all their ancestors, so that one sees where they belong. */
function shownInTree(processes: readonly ProcessInfo[], byPid: ReadonlyMap<number, ProcessInfo>, filter: string): Set<number> {
  const shown = new Set<number>();
  for (const process of processes) {
    if (!matchesFilter(process, filter)) continue;
    for (let at: ProcessInfo | undefined = process; at !== undefined && !shown.has(at.pid); at = byPid.get(at.parentPid)) shown.add(at.pid);
  }
  return shown;
}

/**
 * Parents with their children below them, siblings in the order given. A process whose parent is not there (or that would make a circle) is
 * at the top. A filter opens every branch it leaves.
 *
 * @param closed ids of the branches that are closed
 */
export function treeRows(ordered: readonly ProcessInfo[], filter: string, closed: ReadonlySet<string>): ProcessRow[] {
  const byPid = new Map(ordered.map((process) => [process.pid, process]));
  const shown = shownInTree(ordered, byPid, filter);
  const children = new Map<number, ProcessInfo[]>();
  const roots: ProcessInfo[] = [];
  for (const process of ordered) {
    if (!shown.has(process.pid)) continue;
    const siblings = children.get(process.parentPid);
    if (process.parentPid === process.pid || !byPid.has(process.parentPid)) roots.push(process);
    else if (siblings === undefined) children.set(process.parentPid, [process]);
    else siblings.push(process);
  }
  const rows: ProcessRow[] = [];
  const done = new Set<number>();
  const visit = (process: ProcessInfo, depth: number, visible: boolean): void => {
    if (done.has(process.pid)) return;
    done.add(process.pid);
    const below = children.get(process.pid) ?? [];
    const id = processId(process);
    const open = filter !== '' || !closed.has(id);
    if (visible) rows.push({ id, process, depth, childCount: below.length, open });
    for (const child of below) visit(child, depth + 1, visible && open);
  };
  for (const root of roots) visit(root, 0, true);
  // Left are circles that no root reaches: a pid was used again between two reads.
  for (const process of ordered) if (shown.has(process.pid)) visit(process, 0, true);
  return rows;
}
