import { Absence, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { PressureLineRaw, PressureRaw, PressureSidesRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { withBackoff } from './sources.ts';
import { Scanner } from './scan.ts';

/** Pressure stall information of the machine: `/proc/pressure/{cpu,memory,io}`. */
export function createPressureProbe(files: KernelFiles): Probe<PressureRaw> {
  const scanner = new Scanner();
  const kept = (['cpu', 'memory', 'io'] as const).map((resource) => {
    const path = `/proc/pressure/${resource}`;
    const file = files.keepSingle(path);
    const read = withBackoff(path, () => {
      const { buffer, length } = file.read();
      return parsePressure(scanner.reset(buffer, length));
    });
    return { file, read };
  });
  const [cpu, memory, io] = kept.map(({ read }) => read) as [Reader, Reader, Reader];
  const memoryLevel = new Absence('not-supported', 'Linux has no memory pressure level');
  return {
    read: () => ({ cpu: cpu(), memory: memory(), io: io(), memoryLevel }),
    dispose: () => kept.forEach(({ file }) => file.close()),
  };
}
type Reader = () => Maybe<PressureSidesRaw>;

/** One PSI file, of the machine or of a cgroup. What is not there or is no number is null; unknown lines and keys are passed over. */
export function parsePressure(scanner: Scanner): PressureSidesRaw {
  let some: PressureLineRaw | null = null;
  let full: PressureLineRaw | null = null;
  do {
    if (scanner.take('some ')) some = parseLine(scanner);
    else if (scanner.take('full ')) full = parseLine(scanner);
  } while (scanner.nextLine());
  return { some, full };
}

function parseLine(scanner: Scanner): PressureLineRaw {
  let avg10: number | null = null;
  let avg60: number | null = null;
  let avg300: number | null = null;
  let totalUs: PressureLineRaw['totalUs'] = null;
  for (scanner.skipBlanks(); !scanner.atLineEnd; scanner.skipBlanks()) {
    if (scanner.take('avg10=')) avg10 = percent(scanner);
    else if (scanner.take('avg60=')) avg60 = percent(scanner);
    else if (scanner.take('avg300=')) avg300 = percent(scanner);
    else if (scanner.take('total=')) totalUs = startsNumber(scanner) ? scanner.counter() : null;
    // What is left of a bad value, and any other key.
    scanner.skipWord();
  }
  return { avg10, avg60, avg300, totalUs };
}

function percent(scanner: Scanner): number | null {
  const value = startsNumber(scanner) ? scanner.decimal() : null;
  return value !== null && value <= 100 ? value : null;
}

/** A number is skipped to over blanks; after "avg10=" it must stand at once, or the next field would be taken for it. */
function startsNumber(scanner: Scanner): boolean {
  return scanner.byte >= 48 && scanner.byte <= 57;
}
