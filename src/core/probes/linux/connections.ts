import type { Clock } from '../../ports.ts';
import { Absence, isAbsent, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { ConnectionsRaw } from '../raw.ts';
import type { KernelFiles, KeptFile } from './kernel-files.ts';
import { withBackoff } from './sources.ts';
import { Scanner } from './scan.ts';
import { countTcpStates, type StateCounts } from './tcp-table.ts';

/** The table costs milliseconds: unless someone looks at it, this seldom. */
const TABLE_EVERY_MS = 30_000;
/** About 8 MB of text and tens of milliseconds: a longer table is not read. */
const MAX_TABLE_SOCKETS = 40_000;

/** Sockets in use, from the kernel's own counts; TCP sockets by state when someone looks, else every 30 s. */
export function createConnectionsProbe(files: KernelFiles, clock: Clock): Probe<ConnectionsRaw> {
  // `/proc/net` is the reader's own network namespace; that of the first process is the one of the root that is looked at.
  const net = files.rootDir !== '/' && files.exists('/proc/1/net/sockstat') ? '/proc/1/net' : '/proc/net';
  const scanner = new Scanner();
  const kept: KeptFile[] = [];
  function source<T>(name: string, parse: (scanner: Scanner) => Maybe<T>): () => Maybe<T> {
    const file = files.keep(`${net}/${name}`);
    kept.push(file);
    return withBackoff(`${net}/${name}`, () => {
      const { buffer, length } = file.read();
      return parse(scanner.reset(buffer, length));
    });
  }
  const readSockets = source('sockstat', parseSockstat);
  // Absent on a machine without IPv6.
  const readSockets6 = source('sockstat6', parseSockstat);
  const readEstablished = source('snmp', parseEstablished);

  let table: { readonly states: Maybe<StateCounts>; readonly atMs: number } | null = null;
  function states(detail: boolean, sockets: number): Maybe<StateCounts> {
    const nowMs = clock.monotonicMs();
    if (table !== null && !detail && nowMs - table.atMs < TABLE_EVERY_MS) return table.states;
    const tooMany = sockets > MAX_TABLE_SOCKETS;
    table = {
      states: tooMany ? new Absence('switched-off', `${sockets} TCP sockets: too many to list`) : countTcpStates(files, net),
      atMs: nowMs,
    };
    return table.states;
  }

  return {
    read({ detail }) {
      const sockets = readSockets();
      const sockets6 = readSockets6();
      const tcpEstablished = readEstablished();
      if (isAbsent(sockets) && isAbsent(tcpEstablished)) throw new ProbeError(sockets.reason, sockets.detail);
      const of = (key: keyof Sockets): Maybe<number> => (isAbsent(sockets) ? sockets : sockets[key]);
      const more = (key: 'tcpInUse' | 'udpInUse'): number => (isAbsent(sockets6) || isAbsent(sockets6[key]) ? 0 : sockets6[key]);
      const tcpInUse = plus(of('tcpInUse'), more('tcpInUse'));
      const tcpTimeWait = of('tcpTimeWait');
      return {
        tcpEstablished,
        tcpInUse,
        tcpTimeWait,
        tcpOrphaned: of('tcpOrphaned'),
        udpInUse: plus(of('udpInUse'), more('udpInUse')),
        socketsInUse: of('socketsInUse'),
        tcpByState: states(detail, numberOr0(tcpInUse) + numberOr0(tcpTimeWait)),
      };
    },
    dispose() {
      for (const file of kept) file.close();
      table = null;
    },
  };
}

interface Sockets {
  readonly socketsInUse: Maybe<number>;
  readonly tcpInUse: Maybe<number>;
  readonly tcpOrphaned: Maybe<number>;
  readonly tcpTimeWait: Maybe<number>;
  readonly udpInUse: Maybe<number>;
}

/** `sockstat` or `sockstat6`: "TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 53". */
function parseSockstat(scanner: Scanner): Sockets {
  const values = new Map<string, number>();
  do {
    const protocol = scanner.word().replace(/6?:$/, '');
    for (scanner.skipBlanks(); !scanner.atLineEnd; scanner.skipBlanks()) {
      const key = `${protocol} ${scanner.word()}`;
      const value = scanner.integer();
      if (value === null) break;
      values.set(key, value);
    }
  } while (scanner.nextLine());
  const field = (key: string): Maybe<number> => values.get(key) ?? new Absence('not-found', `sockstat: no number for "${key}"`);
  return {
    socketsInUse: field('sockets used'),
    tcpInUse: field('TCP inuse'),
    tcpOrphaned: field('TCP orphan'),
    tcpTimeWait: field('TCP tw'),
    udpInUse: field('UDP inuse'),
  };
}

/** CurrEstab of `snmp`, where a line of names stands above each line of numbers: IPv4 and IPv6 together. */
function parseEstablished(scanner: Scanner): Maybe<number> {
  if (!scanner.seekLine('Tcp:')) return new Absence('not-found', 'snmp: no line "Tcp:"');
  const column = scanner.rest().trim().split(/\s+/).indexOf('CurrEstab');
  scanner.nextLine();
  const numbers = scanner.take('Tcp:') ? scanner.rest().trim().split(/\s+/) : [];
  const value = numbers[column] ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : new Absence('malformed', 'snmp: expected a number below "CurrEstab"');
}

function plus(value: Maybe<number>, more: number): Maybe<number> {
  return isAbsent(value) ? value : value + more;
}

function numberOr0(value: Maybe<number>): number {
  return isAbsent(value) ? 0 : value;
}
