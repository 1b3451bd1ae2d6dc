import { Absence, ProbeError, type Maybe } from '../absence.ts';
import { type Counter, counterSum } from '../counter.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { Scanner } from '../linux/scan.ts';
import { attempt } from '../linux/sources.ts';

const PATH = '/proc/stat';
/** user nice system idle iowait irq softirq: what Docker's `system_cpu_usage` adds up. Stolen time is not in it. */
const COLUMNS = 7;
const SECOND_NS = 1e9;

export interface MachineTime {
  readonly totalNs: Counter;
  readonly onlineCpus: number;
}

export interface MachineTimeReader {
  read(): Maybe<MachineTime>;
  dispose(): void;
}

/** Time of all processors from `/proc/stat`, as Docker counts it (moby: daemon/stats_unix.go, getSystemCPUUsage). */
export function createMachineTime(files: KernelFiles, ticksPerSecond: number): MachineTimeReader {
  const file = files.keepSingle(PATH);
  const scanner = new Scanner();
  return {
    read: () =>
      attempt(PATH, () => {
        const { buffer, length } = file.read();
        return parse(scanner.reset(buffer, length), SECOND_NS / ticksPerSecond);
      }),
    dispose: () => file.close(),
  };
}

function parse(scanner: Scanner, tickNs: number): MachineTime | Absence {
  if (!scanner.take('cpu ')) throw new ProbeError('malformed', `${PATH}: expected the line "cpu" first`);
  let ticks: Counter = 0;
  for (let column = 0; column < COLUMNS; column += 1) {
    const value = scanner.counter();
    if (value === null) return new Absence('malformed', `${PATH}: expected ${COLUMNS} numbers after "cpu"`);
    ticks = counterSum(ticks, value);
  }
  let onlineCpus = 0;
  while (scanner.nextLine() && scanner.take('cpu')) onlineCpus += 1;
  // Ticks are far coarser than what rounding above 2^53 takes away.
  return { totalNs: Number(ticks) * tickNs, onlineCpus };
}
