import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { BatteryRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { required } from './sources.ts';
import { parseUevent } from './uevent.ts';

const FOLDER = '/sys/class/power_supply';
const MICRO = 1e-6;
const SECONDS_PER_HOUR = 3_600;
/** Beyond this the rate is too small to divide by. */
const MAX_REMAINING_SECONDS = 7 * 24 * SECONDS_PER_HOUR;

interface Cell {
  readonly status: string;
  readonly percent: number | null;
  /** Watt-hours. */
  readonly energyWh: number | null;
  readonly fullWh: number | null;
  readonly watts: number | null;
}
interface Supplies {
  readonly cells: readonly Cell[];
  /** Is there power from the wall? Null when no adapter says. */
  readonly mains: boolean | null;
}

/** The machine's batteries as one. Absent (`not-found`) on a machine without. The firmware is asked, so it is read off the main thread. */
export function createBatteryProbe(files: KernelFiles): Probe<BatteryRaw> {
  return {
    async read() {
      const supplies = await readSupplies(files);
      if (supplies.cells.length === 0) throw new ProbeError('not-found', `${FOLDER}: this machine has no battery`);
      return joinCells(supplies);
    },
    dispose() {},
  };
}

async function readSupplies(files: KernelFiles): Promise<Supplies> {
  const cells: Cell[] = [];
  let mains: boolean | null = null;
  for (const name of required(FOLDER, () => files.list(FOLDER))) {
    let values: ReadonlyMap<string, string>;
    try {
      values = parseUevent(await files.readSlow(`${FOLDER}/${name}/uevent`));
    } catch {
      // Unplugged between the list and the read.
      continue;
    }
    const value = (key: string): string => values.get(`POWER_SUPPLY_${key}`) ?? '';
    const type = value('TYPE');
    // A mouse has a battery too, and it is not the machine's.
    if (value('SCOPE') === 'Device') continue;
    if (type === 'Battery' || type === 'UPS') {
      if (value('PRESENT') !== '0') cells.push(cellOf(value));
    } else if (value('ONLINE') !== '') {
      mains = mains === true || value('ONLINE') !== '0';
    }
  }
  return { cells, mains };
}

function cellOf(value: (key: string) => string): Cell {
  const micro = (key: string): number | null => {
    const text = value(key);
    // Some drivers give a discharging current a minus.
    return /^-?\d{1,15}$/.test(text) ? Math.abs(Number(text)) * MICRO : null;
  };
  const volts = micro('VOLTAGE_NOW') ?? micro('VOLTAGE_MIN_DESIGN');
  const wattHours = (energy: string, charge: string): number | null => micro(energy) ?? times(micro(charge), volts);
  const energyWh = wattHours('ENERGY_NOW', 'CHARGE_NOW');
  const fullWh = wattHours('ENERGY_FULL', 'CHARGE_FULL');
  const capacity = /^\d{1,3}$/.test(value('CAPACITY')) ? Number(value('CAPACITY')) : null;
  const percent = capacity ?? (energyWh !== null && fullWh !== null && fullWh > 0 ? (100 * energyWh) / fullWh : null);
  return {
    status: value('STATUS'),
    percent: percent === null ? null : Math.min(percent, 100),
    energyWh,
    fullWh,
    watts: micro('POWER_NOW') ?? times(micro('CURRENT_NOW'), volts),
  };
}

function joinCells({ cells, mains }: Supplies): BatteryRaw {
  const state = stateOf(cells);
  const energyWh = sum(cells, (cell) => cell.energyWh);
  const fullWh = sum(cells, (cell) => cell.fullWh);
  const watts = sum(cells, (cell) => cell.watts);
  const percent = cells.length > 1 && energyWh !== null && fullWh !== null && fullWh > 0 ? (100 * energyWh) / fullWh : mean(cells);
  return {
    chargePercent: percent === null ? new Absence('not-supported', `${FOLDER}: the battery says no charge`) : Math.min(percent, 100),
    state,
    onBattery: mains === null ? state === 'discharging' : !mains,
    powerWatts: watts ?? new Absence('not-supported', `${FOLDER}: the battery says no power`),
    remainingSeconds: remaining(state, energyWh, fullWh, watts),
  };
}

function stateOf(cells: readonly Cell[]): BatteryRaw['state'] {
  const some = (status: string): boolean => cells.some((cell) => cell.status === status);
  if (some('Discharging')) return 'discharging';
  if (some('Charging')) return 'charging';
  if (cells.every((cell) => cell.status === 'Full')) return 'full';
  // "Not charging": held below full on purpose, to spare the battery.
  return 'unknown';
}

/** Seconds until empty, or until full while it charges. */
function remaining(state: BatteryRaw['state'], energyWh: number | null, fullWh: number | null, watts: number | null): Maybe<number> {
  if (state !== 'discharging' && state !== 'charging') return new Absence('not-found', 'the battery is neither charging nor discharging');
  const leftWh = state === 'discharging' ? energyWh : minus(fullWh, energyWh);
  if (leftWh === null || watts === null || watts === 0)
    return new Absence('not-supported', `${FOLDER}: the battery says no power or energy`);
  const seconds = (leftWh / watts) * SECONDS_PER_HOUR;
  return seconds <= MAX_REMAINING_SECONDS ? seconds : new Absence('not-found', 'the battery hardly changes');
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(0, a - b);
}

function times(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a * b;
}

/** Null when one of them is not known: a sum of some would be taken for all. */
function sum(cells: readonly Cell[], value: (cell: Cell) => number | null): number | null {
  return cells.reduce<number | null>((total, cell) => {
    const more = value(cell);
    return total === null || more === null ? null : total + more;
  }, 0);
}

function mean(cells: readonly Cell[]): number | null {
  const total = sum(cells, (cell) => cell.percent);
  return total === null ? null : total / cells.length;
}
