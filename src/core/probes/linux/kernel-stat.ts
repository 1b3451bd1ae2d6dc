import type { FileBytes } from './kernel-files.ts';
import { Scanner } from './scan.ts';

/** What the process list needs of /proc/stat; null where a line is missing or no such line. */
export interface KernelStat {
  /** user + nice + system + irq + softirq + steal of all cores. */
  readonly busyTicks: number | null;
  readonly bootTimeSeconds: number | null;
  /** Forks since boot, threads included, of the whole machine. */
  readonly forks: number | null;
}

const scanner = new Scanner(Buffer.alloc(0), 0);

export function parseKernelStat({ buffer, length }: FileBytes): KernelStat {
  scanner.reset(buffer, length);
  let busyTicks: number | null = null;
  let bootTimeSeconds: number | null = null;
  let forks: number | null = null;
  do {
    if (scanner.take('cpu ')) busyTicks = parseBusyTicks(scanner);
    else if (scanner.take('btime ')) bootTimeSeconds = scanner.integer();
    else if (scanner.take('processes ')) forks = scanner.integer();
  } while (scanner.nextLine());
  return { busyTicks, bootTimeSeconds, forks };
}

/** The columns user nice system idle iowait irq softirq steal; kernels before 2.6 have fewer than eight. */
function parseBusyTicks(line: Scanner): number | null {
  let busy = 0;
  for (let column = 0; column < 8; column += 1) {
    const ticks = line.integer();
    if (ticks === null) return column >= 4 ? busy : null;
    if (column !== 3 && column !== 4) busy += ticks;
  }
  return busy;
}
