import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { Counter } from '../counter.ts';
import type { Probe } from '../probe.ts';
import type { CpuRaw, CpuTimes } from '../raw.ts';
import { createCpuFacts } from './cpu-facts.ts';
import type { KernelFiles } from './kernel-files.ts';
import { required, withBackoff } from './sources.ts';
import { Scanner } from './scan.ts';

/** Model, frequency and affinity change seldom and their files are costly: read at every 10th read. */
const FACTS_EVERY_READS = 10;

/** CPU times of `/proc/stat` in clock ticks, load, the cores this process may use, model and frequency. */
export function createCpuProbe(files: KernelFiles): Probe<CpuRaw> {
  const stat = files.keepSingle('/proc/stat');
  const load = files.keepSingle('/proc/loadavg');
  const scanner = new Scanner();
  const facts = createCpuFacts(files);
  let readsToFacts = 0;

  const readLoad = withBackoff('/proc/loadavg', () => {
    const { buffer, length } = load.read();
    return parseLoad(scanner.reset(buffer, length));
  });

  return {
    read() {
      const { buffer, length } = required('/proc/stat', stat.read);
      const times = parseCpuStat(scanner.reset(buffer, length));
      if (readsToFacts === 0) {
        facts.refresh(times.cores.map((core) => core.index));
        readsToFacts = FACTS_EVERY_READS;
      }
      readsToFacts -= 1;
      return { ...times, loadAverage: readLoad(), ...facts.current };
    },
    dispose() {
      stat.close();
      load.close();
      readsToFacts = 0;
    },
  };
}

/** The CPU lines and the context switches of `/proc/stat`. Throws ProbeError('malformed'). */
function parseCpuStat(scanner: Scanner): Pick<CpuRaw, 'total' | 'cores' | 'contextSwitches'> {
  if (!scanner.take('cpu ')) throw new ProbeError('malformed', '/proc/stat: expected the line "cpu" first');
  const total = parseTimes(scanner, 'cpu');
  const cores: { index: number; times: CpuTimes }[] = [];
  // Offline cores leave gaps in the numbers.
  while (scanner.nextLine() && scanner.take('cpu')) {
    const index = scanner.integer();
    if (index === null) throw new ProbeError('malformed', '/proc/stat: a "cpu" line has no core number');
    cores.push({ index, times: parseTimes(scanner, `cpu${index}`) });
  }
  return { total, cores, contextSwitches: parseContextSwitches(scanner) };
}

function parseTimes(scanner: Scanner, line: string): CpuTimes {
  const column = (): Counter => scanner.counter() ?? badTimes(line);
  // Guest time stands in further columns and is in user and nice already. Columns that an old kernel does not have are 0.
  const laterColumn = (): Counter => scanner.counter() ?? (scanner.atLineEnd ? 0 : badTimes(line));
  return {
    user: column(),
    nice: column(),
    system: column(),
    idle: column(),
    ioWait: laterColumn(),
    irq: laterColumn(),
    softIrq: laterColumn(),
    steal: laterColumn(),
  };
}

function badTimes(line: string): never {
  throw new ProbeError('malformed', `/proc/stat: expected at least 4 whole numbers in the line "${line}"`);
}

function parseContextSwitches(scanner: Scanner): Maybe<Counter> {
  if (!scanner.seekLine('ctxt ')) return new Absence('not-found', '/proc/stat: no line "ctxt"');
  return scanner.counter() ?? new Absence('malformed', '/proc/stat: expected a number after "ctxt"');
}

function parseLoad(scanner: Scanner): Maybe<readonly [number, number, number]> {
  const oneMinute = scanner.decimal();
  const fiveMinutes = scanner.decimal();
  const fifteenMinutes = scanner.decimal();
  if (oneMinute === null || fiveMinutes === null || fifteenMinutes === null) {
    return new Absence('malformed', '/proc/loadavg: expected three numbers first');
  }
  return [oneMinute, fiveMinutes, fifteenMinutes];
}
