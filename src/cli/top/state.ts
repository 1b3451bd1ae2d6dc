import type { ProcessInfo } from '../../shared/model/process.ts';
import type { Key } from './keys.ts';

export type SortKey = 'cpu' | 'memory' | 'pid' | 'name';

/** A pid alone may be another process by the time a key is pressed. */
export type ProcessId = Pick<ProcessInfo, 'pid' | 'startTime' | 'name'>;

export interface TopState {
  readonly sort: SortKey;
  readonly filter: string;
  readonly mode: 'list' | 'filter' | 'confirm' | 'help';
  readonly selected: ProcessId | null;
  /** Where the selected row was, for when its process has ended. */
  readonly index: number;
  /** The answer to the last action. */
  readonly message: string;
}

export type Effect = { readonly kind: 'quit' } | { readonly kind: 'end'; readonly process: ProcessId } | null;
export interface Step {
  readonly state: TopState;
  readonly effect: Effect;
}

export const initialState: TopState = { sort: 'cpu', filter: '', mode: 'list', selected: null, index: 0, message: '' };

const SORT_OF_KEY: Readonly<Record<Key, SortKey>> = { c: 'cpu', m: 'memory', p: 'pid', n: 'name' };
const MAX_FILTER_CHARS = 64;

const ORDER: Readonly<Record<SortKey, (a: ProcessInfo, b: ProcessInfo) => number>> = {
  cpu: (a, b) => (b.cpuCores ?? -1) - (a.cpuCores ?? -1) || b.rssBytes - a.rssBytes,
  memory: (a, b) => b.rssBytes - a.rssBytes,
  pid: (a, b) => a.pid - b.pid,
  name: (a, b) => a.name.localeCompare(b.name) || a.pid - b.pid,
};

/** The processes that are shown, in their order. */
export function rowsOf(processes: readonly ProcessInfo[], { filter, sort }: Pick<TopState, 'filter' | 'sort'>): ProcessInfo[] {
  const wanted = filter.toLowerCase();
  const matches = ({ name, command, user, pid }: ProcessInfo): boolean =>
    wanted === '' || [name, command, user, String(pid)].some((text) => text.toLowerCase().includes(wanted));
  return processes.filter(matches).sort((a, b) => ORDER[sort](a, b) || a.pid - b.pid);
}

/** The row of the selected process; where it was when it has ended; −1 in an empty list. */
export function selectedIndex(rows: readonly ProcessInfo[], { selected, index }: Pick<TopState, 'selected' | 'index'>): number {
  const found = selected === null ? -1 : rows.findIndex(({ pid, startTime }) => pid === selected.pid && startTime === selected.startTime);
  return found >= 0 ? found : Math.min(index, rows.length - 1);
}

function select(state: TopState, rows: readonly ProcessInfo[], to: number): TopState {
  const index = Math.max(0, Math.min(rows.length - 1, to));
  const row = rows[index];
  return { ...state, index, selected: row === undefined ? null : { pid: row.pid, startTime: row.startTime, name: row.name } };
}

const only = (state: TopState): Step => ({ state, effect: null });

/** What a key does. @param pageRows how many processes fit on the screen */
export function stepTop(before: TopState, key: Key, rows: readonly ProcessInfo[], pageRows: number): Step {
  const state = { ...before, message: '' };
  if (key === 'ctrl-c') return { state, effect: { kind: 'quit' } };
  if (state.mode === 'filter') return only(filterKey(state, key));
  if (state.mode === 'confirm') return confirmKey(state, key);
  // Any key closes the help: whoever reads it need not look up how.
  if (state.mode === 'help') return only({ ...state, mode: 'list' });
  const at = selectedIndex(rows, state);
  const moves: Readonly<Record<Key, number>> = {
    up: at - 1,
    down: at + 1,
    'page-up': at - pageRows,
    'page-down': at + pageRows,
    home: 0,
    end: rows.length - 1,
  };
  const to = moves[key];
  if (to !== undefined) return only(select(state, rows, to));
  const sort = SORT_OF_KEY[key];
  if (sort !== undefined) return only({ ...state, sort, selected: null, index: 0 });
  switch (key) {
    case 'q':
      return { state, effect: { kind: 'quit' } };
    case '?':
      return only({ ...state, mode: 'help' });
    case '/':
      return only({ ...state, mode: 'filter' });
    case 'escape':
      return only({ ...state, filter: '' });
    case 'k':
      return only(at < 0 ? state : { ...select(state, rows, at), mode: 'confirm' });
    default:
      return only(state);
  }
}

function filterKey(state: TopState, key: Key): TopState {
  if (key === 'enter') return { ...state, mode: 'list' };
  if (key === 'escape') return { ...state, mode: 'list', filter: '' };
  if (key === 'backspace') return { ...state, filter: state.filter.slice(0, -1), index: 0, selected: null };
  // A named key ("page-up") is more than one character.
  const isText = key.length === String.fromCodePoint(key.codePointAt(0) ?? 0).length && state.filter.length < MAX_FILTER_CHARS;
  return isText ? { ...state, filter: state.filter + key, index: 0, selected: null } : state;
}

/** Only "y" ends: any other key is a no. */
function confirmKey(state: TopState, key: Key): Step {
  const list: TopState = { ...state, mode: 'list' };
  if (key.toLowerCase() !== 'y' || state.selected === null) return only(list);
  return { state: list, effect: { kind: 'end', process: state.selected } };
}
