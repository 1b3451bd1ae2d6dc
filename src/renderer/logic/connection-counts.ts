import { countQuantity } from '../../shared/format.ts';
import type { Connections } from '../../shared/model/host.ts';
import { strings } from '../strings.ts';

const words = strings.details;

type Stage = keyof typeof words.tcp;

/** The protocol's states, as `ss` names them, by what they mean to people: which of the steps of a goodbye one is at does not matter. */
const stageOf: Readonly<Record<string, Stage>> = {
  established: 'established',
  listen: 'listening',
  'syn-sent': 'opening',
  'syn-recv': 'opening',
  'fin-wait-1': 'closing',
  'fin-wait-2': 'closing',
  closing: 'closing',
  'last-ack': 'closing',
  'close-wait': 'left',
  'time-wait': 'waiting',
  close: 'unused',
};

const stages = Object.keys(words.tcp) as Stage[];

/** What is always told, 0 too: the others only where there are any. */
const ALWAYS: ReadonlySet<Stage> = new Set(['established', 'waiting']);

/** TCP connections by stage; of all stages where somebody had the whole table read. */
function tcpCounts({ tcpByState, tcpEstablished, tcpTimeWait }: Connections): ReadonlyMap<Stage, number | null> {
  const counts = new Map<Stage, number | null>([
    ['established', tcpEstablished],
    ['waiting', tcpTimeWait],
  ]);
  if (tcpByState === null) return counts;
  for (const stage of stages) counts.set(stage, 0);
  for (const [state, count] of Object.entries(tcpByState)) {
    const stage = stageOf[state] ?? 'other';
    counts.set(stage, (counts.get(stage) ?? 0) + count);
  }
  return counts;
}

/** How many connections there are, in words. */
export function connectionCounts(connections: Connections): (readonly [label: string, count: string])[] {
  const tcp = tcpCounts(connections);
  const told = stages.filter((stage) => ALWAYS.has(stage) || (tcp.get(stage) ?? 0) > 0);
  return [
    ...told.map((stage) => [words.tcp[stage], countQuantity(tcp.get(stage)).value] as const),
    [words.udpInUse, countQuantity(connections.udpInUse).value],
    [words.socketsInUse, countQuantity(connections.socketsInUse).value],
  ];
}
