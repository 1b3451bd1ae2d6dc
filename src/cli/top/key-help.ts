import { twoColumns } from '../../core/command-help.ts';
import { fit } from '../terminal/text.ts';

/** What every key does, the ones that are needed most first. */
const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['q, Ctrl-C', 'quit'],
  ['c, m, p, n', 'sort by CPU, memory, pid, name'],
  ['/', 'filter by name, command, user, pid; Enter keeps it'],
  ['Esc', 'clear the filter'],
  ['↑ ↓ PgUp PgDn Home End', 'select a process'],
  ['k', 'end the selected process; once more kills it'],
  ['?', 'these keys'],
];

/** All of it in one line, for who only needs reminding. */
export const KEYS_IN_SHORT = 'q quit  c m p n sort  / filter  k end  ↑↓ select  ? keys';

/** A line for each, none wider than the terminal. */
export function keyHelp(columns: number): string[] {
  return ['Keys', '', ...twoColumns(KEYS), '', 'Any key goes back.'].map((line) => fit(line, columns));
}
