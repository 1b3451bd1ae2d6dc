import { Absence, absenceOf, isAbsent, type Maybe } from '../absence.ts';
import type { CpuRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt, withBackoff } from './sources.ts';
import { Scanner } from './scan.ts';

/** The mean of a few cores tells as much as that of hundreds: each file can cost an interrupt on its core. */
const MAX_FREQUENCY_CORES = 8;
/** Far above any kernel's: a larger number is no core. */
const MAX_CORE_NUMBER = 65_535;
const COLON = 58;
const DASH = 45;
const COMMA = 44;

type Facts = Pick<CpuRaw, 'availableCores' | 'model' | 'frequencyMhz'>;

/** What of the CPU changes seldom. */
export interface CpuFacts {
  readonly current: Facts;
  /** Reads anew. `cores`: the numbers of the cores that are online. */
  refresh(cores: readonly number[]): void;
}

export function createCpuFacts(files: KernelFiles): CpuFacts {
  const scanner = new Scanner();
  // Undefined = not read yet.
  let model: string | null | undefined;
  let online: readonly number[] = [];
  const readFrequency = withBackoff('scaling_cur_freq', () => readDriverFrequency(files, scanner, online));
  const unread = new Absence('first-sample', 'not read yet');
  let current: Facts = { availableCores: unread, model: null, frequencyMhz: unread };

  return {
    get current() {
      return current;
    },
    refresh(cores) {
      online = cores;
      const fromDriver = readFrequency();
      let frequencyMhz: Maybe<number> = fromDriver;
      if (model === undefined || isAbsent(fromDriver)) {
        const info = attempt('/proc/cpuinfo', () => readCpuInfo(files, scanner));
        model = isAbsent(info) ? null : info.model;
        if (isAbsent(fromDriver) && !isAbsent(info) && info.mhz !== null) frequencyMhz = info.mhz;
      }
      const availableCores = attempt('/proc/self/status', () => readAllowedCores(files, scanner));
      current = { availableCores, model, frequencyMhz };
    },
  };
}

/** Mean of `scaling_cur_freq` (kHz) over at most 8 cores, evenly spread. */
function readDriverFrequency(files: KernelFiles, scanner: Scanner, cores: readonly number[]): Maybe<number> {
  const step = Math.max(1, Math.ceil(cores.length / MAX_FREQUENCY_CORES));
  let sumKhz = 0;
  let count = 0;
  for (let i = 0; i < cores.length; i += step) {
    const path = `/sys/devices/system/cpu/cpu${cores[i]}/cpufreq/scaling_cur_freq`;
    try {
      const { buffer, length } = files.readOnce(path);
      const khz = scanner.reset(buffer, length).integer();
      if (khz === null || khz === 0) continue;
      sumKhz += khz;
      count += 1;
    } catch (thrown) {
      // Without a driver no core has the file.
      if (count === 0) return absenceOf(thrown, path);
    }
  }
  if (count === 0) return new Absence('malformed', 'scaling_cur_freq: expected a frequency in kHz');
  return sumKhz / count / 1000;
}

/** From the first cores in `/proc/cpuinfo`: their model (ARM says none) and the mean of their MHz. */
function readCpuInfo(files: KernelFiles, scanner: Scanner): { model: string | null; mhz: number | null } {
  const { buffer, length } = files.readStart('/proc/cpuinfo');
  scanner.reset(buffer, length);
  let model: string | null = null;
  let sum = 0;
  let count = 0;
  do {
    const key = scanner.word(COLON);
    if (model === null && key === 'model' && takeKey(scanner, ' name')) model = valueText(scanner);
    // MIPS says "cpu model", POWER says "cpu".
    else if (key === 'cpu' && model === null && (takeKey(scanner, ' model') || takeKey(scanner, ''))) model = valueText(scanner);
    else if (key === 'cpu' && takeKey(scanner, ' MHz')) {
      const mhz = scanner.decimal();
      if (mhz !== null && mhz > 0) {
        sum += mhz;
        count += 1;
      }
    }
  } while (scanner.nextLine());
  return { model, mhz: count === 0 ? null : sum / count };
}

/** True, and the cursor behind the colon, when the key ends with `rest`: keys are compared whole. */
function takeKey(scanner: Scanner, rest: string): boolean {
  const before = scanner.position;
  if (scanner.take(rest)) {
    scanner.skipBlanks();
    if (scanner.take(':')) return true;
  }
  scanner.position = before;
  return false;
}

function valueText(scanner: Scanner): string | null {
  const text = scanner.rest().trim();
  return text === '' ? null : text.slice(0, 200);
}

function readAllowedCores(files: KernelFiles, scanner: Scanner): Maybe<number> {
  const { buffer, length } = files.readOnce('/proc/self/status');
  scanner.reset(buffer, length);
  if (!scanner.seekLine('Cpus_allowed_list:')) return new Absence('not-found', '/proc/self/status: no line "Cpus_allowed_list"');
  const count = countListed(scanner);
  return count ?? new Absence('malformed', '/proc/self/status: expected a list such as "0-3,8" after "Cpus_allowed_list"');
}

/** How many numbers a kernel list such as "0-3,8" names; null when it is none. */
export function countListed(scanner: Scanner): number | null {
  let count = 0;
  do {
    const first = scanner.integer(DASH) ?? scanner.integer(COMMA);
    if (first === null) return null;
    const last = scanner.take('-') ? scanner.integer(COMMA) : first;
    if (last === null || last < first || last > MAX_CORE_NUMBER) return null;
    count += last - first + 1;
  } while (scanner.take(','));
  return scanner.atLineEnd ? count : null;
}
