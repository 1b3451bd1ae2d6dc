import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { Counter } from '../counter.ts';
import type { InterfaceRaw } from '../raw.ts';
import { excerpt, linesOf, parseCounter, wordsOf } from './text.ts';

// netstat -ibdn prints a row per address of an interface, all with the same counters. Only the <Link#n> rows are read. A row without a
// hardware address has one column less, so columns are counted from the right.

const LINK_ROW = /^(\S+?)(\*?)\s+\d+\s+<Link#\d+>(.*)$/;
/** Ethernet and Wi-Fi. Traffic of utun, awdl, llw, bridge, vmenet, ap … goes through one of them as well. */
const PHYSICAL = /^en\d+$/;
const LOOPBACK = /^lo\d*$/;
const MAX_INTERFACES = 10_000;

/** Throws a ProbeError (`malformed`) when there is no heading with byte counts or no interface at all. */
export function parseNetstatInterfaces(text: string): InterfaceRaw[] {
  const lines = linesOf(text);
  const heading = wordsOf(lines.find((line) => /\bIbytes\b.*\bObytes\b/.test(line)) ?? '');
  if (heading.length === 0) {
    throw new ProbeError('malformed', `netstat -ib: expected a heading with Ibytes and Obytes, got ${excerpt(text)}`);
  }
  const fromRight = (name: string): number => {
    const index = heading.indexOf(name);
    return index === -1 ? 0 : heading.length - index;
  };
  const columns = {
    packetsReceived: fromRight('Ipkts'),
    errorsReceived: fromRight('Ierrs'),
    bytesReceived: fromRight('Ibytes'),
    packetsSent: fromRight('Opkts'),
    errorsSent: fromRight('Oerrs'),
    bytesSent: fromRight('Obytes'),
    droppedSent: fromRight('Drop'),
  };

  const rows = new Map<string, Omit<InterfaceRaw, 'counted'>>();
  for (const line of lines) {
    const [, name, star, tail] = LINK_ROW.exec(line) ?? [];
    if (name === undefined || tail === undefined || rows.size >= MAX_INTERFACES) continue;
    const words = wordsOf(tail);
    const counter = (column: number): Counter | null => (column === 0 ? null : parseCounter(words.at(-column)));
    const bytesSent = counter(columns.bytesSent);
    const bytesReceived = counter(columns.bytesReceived);
    if (bytesSent === null || bytesReceived === null) continue;
    const optional = (column: number, what: string): Maybe<Counter> =>
      counter(column) ?? new Absence('not-supported', `netstat -ib: no ${what} for ${name}`);
    rows.set(name, {
      name,
      state: star === '*' ? 'down' : 'up',
      speedBitsPerSec: null,
      bytesSent,
      bytesReceived,
      packetsSent: optional(columns.packetsSent, 'packets sent'),
      packetsReceived: optional(columns.packetsReceived, 'packets received'),
      errorsSent: optional(columns.errorsSent, 'errors sent'),
      errorsReceived: optional(columns.errorsReceived, 'errors received'),
      droppedSent: optional(columns.droppedSent, 'drops'),
      droppedReceived: new Absence('not-supported', 'netstat of macOS does not count dropped received packets per interface'),
    });
  }
  if (rows.size === 0) throw new ProbeError('malformed', `netstat -ib: expected rows with <Link#n>, got ${excerpt(text)}`);
  const names = [...rows.keys()];
  const hasPhysical = names.some((name) => PHYSICAL.test(name));
  return [...rows.values()].map((row) => ({ ...row, counted: hasPhysical ? PHYSICAL.test(row.name) : !LOOPBACK.test(row.name) }));
}
