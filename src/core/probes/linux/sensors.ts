import { isAbsent, ProbeError } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { SensorsRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';

const HWMON = '/sys/class/hwmon';
const THERMAL = '/sys/class/thermal';
/** A server has about a hundred. */
const MAX_SENSORS = 256;
/** What lies outside is a sensor that is not connected or a chip that answers nonsense. */
const MIN_CELSIUS = -50;
const MAX_CELSIUS = 200;

type Temperature = SensorsRaw['temperatures'][number];

/**
 * Temperatures of hwmon chips and of thermal zones that no chip shows. A chip can take tens of milliseconds to answer: read off the main
 * thread, one after the other, so that one thread of Node's pool at most waits for hardware. Absent (`not-found`) on a machine without.
 */
export function createSensorsProbe(files: KernelFiles): Probe<SensorsRaw> {
  let inFlight: Promise<SensorsRaw> | null = null;
  return {
    read() {
      inFlight ??= readTemperatures(files).finally(() => {
        inFlight = null;
      });
      return inFlight;
    },
    dispose() {},
  };
}

async function readTemperatures(files: KernelFiles): Promise<SensorsRaw> {
  const temperatures: Temperature[] = [];
  const chips = new Set<string>();
  for (const folder of foldersIn(files, HWMON, /^hwmon\d+$/)) {
    const chip = await textOf(files, `${folder}/name`);
    chips.add(chip);
    for (const input of foldersIn(files, folder, /^temp\d+_input$/)) {
      const label = await textOf(files, input.replace(/_input$/, '_label'));
      await add(temperatures, files, input, `${chip} ${label}`.trim());
      if (temperatures.length >= MAX_SENSORS) return { temperatures };
    }
  }
  for (const folder of foldersIn(files, THERMAL, /^thermal_zone\d+$/)) {
    const type = await textOf(files, `${folder}/type`);
    // The kernel shows most zones as chips too, with "_" for "-" in their names.
    if (chips.has(type) || chips.has(type.replaceAll('-', '_'))) continue;
    await add(temperatures, files, `${folder}/temp`, type);
    if (temperatures.length >= MAX_SENSORS) break;
  }
  if (temperatures.length === 0) throw new ProbeError('not-found', `${HWMON}, ${THERMAL}: this machine shows no temperature`);
  return { temperatures };
}

function foldersIn(files: KernelFiles, folder: string, pattern: RegExp): string[] {
  const names = attempt(folder, () => files.list(folder));
  if (isAbsent(names)) return [];
  const byNumber = new Intl.Collator('en', { numeric: true });
  return names
    .filter((name) => pattern.test(name))
    .sort(byNumber.compare)
    .map((name) => `${folder}/${name}`);
}

async function textOf(files: KernelFiles, path: string): Promise<string> {
  try {
    return (await files.readSlow(path)).trim().slice(0, 64);
  } catch {
    return '';
  }
}

/** Thousandths of a degree. A sensor that does not answer now (asleep, not connected) is left out. */
async function add(temperatures: Temperature[], files: KernelFiles, path: string, name: string): Promise<void> {
  const text = await textOf(files, path);
  if (!/^-?\d{1,7}$/.test(text)) return;
  const celsius = Number(text) / 1000;
  if (celsius >= MIN_CELSIUS && celsius <= MAX_CELSIUS) temperatures.push({ name: name === '' ? 'unnamed' : name, celsius });
}
