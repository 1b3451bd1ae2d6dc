import type { ProcessInfo } from '../../../shared/model/process.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { VmInfo, Vms } from '../../../shared/model/vm.ts';
import { Absence } from '../../probes/absence.ts';
import { vmProductName } from '../../probes/vms/product-names.ts';
import type { ProcessKey, VmRaw } from '../../probes/vms/raw-vms.ts';
import { AbsenceList, type Derived } from '../sample.ts';

type Row = Pick<ProcessInfo, 'pid' | 'startTime' | 'rssBytes' | 'cpuCores'>;

const GUEST = new Absence('not-supported', 'what the guest itself uses is not told outside of it');

/**
 * The machines with what they hold: resident memory and CPU of their own rows in the process table, and apart from that of their helpers. The
 * readings hold it against what each was given; of a machine whose memory lies in huge pages, which no row counts, there is none of memory.
 *
 * @param at epoch milliseconds of the rows
 */
export function deriveVms(vms: readonly VmRaw[], rows: readonly Row[], at: number): Derived<Vms> {
  const wanted = new Set(vms.flatMap(({ processes, helpers }) => [...processes, ...helpers].map(({ pid }) => pid)));
  const rowOf = new Map<number, Row>();
  if (wanted.size > 0) for (const row of rows) if (wanted.has(row.pid)) rowOf.set(row.pid, row);
  const list = vms.map((vm) => infoOf(vm, rowOf));
  return { part: { list }, readings: list.flatMap((info) => readingsOf(info, at)), absent: [] };
}

interface Sum {
  readonly rssBytes: number;
  readonly cpuCores: number | null;
}

function sumOf(keys: readonly ProcessKey[], rowOf: ReadonlyMap<number, Row>): Sum {
  let rssBytes = 0;
  let cpuCores: number | null = null;
  for (const { pid, startTime } of keys) {
    const row = rowOf.get(pid);
    if (row?.startTime !== startTime) continue;
    rssBytes += row.rssBytes;
    if (row.cpuCores !== null) cpuCores = (cpuCores ?? 0) + row.cpuCores;
  }
  return { rssBytes, cpuCores };
}

function infoOf(vm: VmRaw, rowOf: ReadonlyMap<number, Row>): VmInfo {
  const given = new AbsenceList('given');
  const guest = new AbsenceList('guest');
  const own = sumOf(vm.processes, rowOf);
  return {
    id: `vm:${vm.id}`,
    product: vm.product,
    productName: vmProductName(vm.product),
    type: vm.type,
    accelerator: vm.accelerator,
    name: vm.name,
    given: { memoryBytes: given.value('memoryBytes', vm.given.memoryBytes), cpuCount: given.value('cpuCount', vm.given.cpuCount) },
    holds: { ...own, hugePages: vm.hugePages },
    helpers: { ...sumOf(vm.helpers, rowOf), processes: vm.helpers },
    guest: { memoryUsedBytes: guest.value<number>('memoryUsedBytes', GUEST), cpuCores: guest.value<number>('cpuCores', GUEST) },
    processes: vm.processes,
    evidence: vm.evidence,
    absent: [...given.list, ...guest.list],
  };
}

function readingsOf({ id, given, holds }: VmInfo, at: number): Reading[] {
  const readings: Reading[] = [];
  const source = (limit: number | null): Reading['limitSource'] => (limit === null ? 'unknown' : 'vm');
  if (!holds.hugePages) {
    const { memoryBytes: limit } = given;
    readings.push({ subject: id, resource: 'memory', used: holds.rssBytes, limit, limitSource: source(limit), unit: 'bytes', at });
  }
  if (holds.cpuCores !== null) {
    const { cpuCount: limit } = given;
    readings.push({ subject: id, resource: 'cpu', used: holds.cpuCores, limit, limitSource: source(limit), unit: 'cores', at });
  }
  return readings;
}
