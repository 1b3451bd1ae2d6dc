import { ProbeError } from '../absence.ts';
import { excerpt, linesOf, wordsOf } from './text.ts';

const STATE = /^[A-Z][A-Z_0-9]{2,20}$/;

/** Counts the sockets of `netstat -an -p tcp` by state: `{ established: 12, 'time-wait': 3 }`. Throws a ProbeError without its heading. */
export function countTcpStates(text: string): Record<string, number> {
  if (!/\bProto\b.*\(state\)/.test(text)) {
    throw new ProbeError('malformed', `netstat -an -p tcp: expected a heading with Proto and (state), got ${excerpt(text)}`);
  }
  const counts = new Map<string, number>();
  for (const line of linesOf(text)) {
    if (!line.startsWith('tcp')) continue;
    const state = wordsOf(line)[5] ?? '';
    if (!STATE.test(state)) continue;
    const name = state.toLowerCase().replaceAll('_', '-');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}
