import { isAbsent, type Maybe } from '../absence.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';
import { Scanner } from './scan.ts';

export type StateCounts = Readonly<Record<string, number>>;

// By the kernel's number, from 1 (include/net/tcp_states.h); named as `ss` names them.
const STATES = [
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'syn-recv',
] as const;

/** TCP sockets of both address families by state, those with none of it as 0. Costs milliseconds however few there are. */
export function countTcpStates(files: KernelFiles, net: string): Maybe<StateCounts> {
  const scanner = new Scanner();
  const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
  const count = (name: string): Maybe<true> =>
    attempt(`${net}/${name}`, () => {
      const { buffer, length } = files.readOnce(`${net}/${name}`);
      addTcpStates(scanner.reset(buffer, length), counts);
      return true;
    });
  const v4 = count('tcp');
  if (isAbsent(v4)) return v4;
  // Absent on a machine without IPv6.
  const v6 = count('tcp6');
  return isAbsent(v6) && v6.reason !== 'not-found' ? v6 : counts;
}

/** Adds the sockets of a `tcp` or `tcp6` file: "sl local_address rem_address st …". Lines that are none are passed over. */
function addTcpStates(scanner: Scanner, counts: Record<string, number>): void {
  while (scanner.nextLine()) {
    for (let column = 0; column < 3; column += 1) {
      scanner.skipBlanks();
      scanner.skipWord();
    }
    scanner.skipBlanks();
    const hex = scanner.word();
    const state = /^[0-9A-F]{2}$/.test(hex) ? STATES[Number.parseInt(hex, 16) - 1] : undefined;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
}
