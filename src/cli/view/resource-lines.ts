import {
  type Quantity,
  coresQuantity,
  countQuantity,
  diskQuantity,
  formatOf,
  formatPercent,
  formatQuantity,
  memoryQuantity,
  rateQuantity,
} from '../../shared/format.ts';
import type { PressureSides } from '../../shared/model/host.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';

/** One resource as a line: how full it is, its numbers in words, and what tasks waited for it. */
export interface ResourceLine {
  readonly label: string;
  /** 0–100 of the limit; null when there is no limit, or it is not known. */
  readonly percent: number | null;
  readonly text: string;
  readonly note: string;
}

type Part = (snapshot: Snapshot) => ResourceLine | null;

/** The share of time in which some task waited; nothing when nobody did, or the kernel does not say. */
function stall(sides: PressureSides | null | undefined): string {
  const percent = sides?.someStallPercent ?? sides?.some?.avg10 ?? null;
  return percent === null || percent === 0 ? '' : `stall ${formatPercent(percent)}`;
}

const notes = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join(', ');
const shareOf = (used: number | null, limit: number | null): number | null =>
  used === null || limit === null || limit <= 0 ? null : (100 * used) / limit;

function limited(label: string, used: Quantity, limit: Quantity, percent: number | null, note = ''): ResourceLine {
  return { label, percent, text: formatOf(used, limit), note };
}

const cpu: Part = ({ cpu, pressure }) => {
  if (cpu === null) return null;
  const load = cpu.loadAverage === null ? '' : `load ${cpu.loadAverage.map((value) => value.toFixed(2)).join(' ')}`;
  const steal = cpu.stealPercent === null || cpu.stealPercent < 1 ? '' : `steal ${formatPercent(cpu.stealPercent)}`;
  const used = coresQuantity(cpu.usedCores);
  const percent = shareOf(cpu.usedCores, cpu.limitCores);
  return limited(
    'CPU',
    { ...used, unit: used.unit && coresQuantity(cpu.limitCores).unit },
    coresQuantity(cpu.limitCores),
    percent,
    notes(stall(pressure?.cpu), steal, load),
  );
};

const memory: Part = ({ memory, pressure }) => {
  if (memory === null) return null;
  const { usedBytes, limitBytes } = memory;
  const percent = shareOf(usedBytes, limitBytes);
  return limited('Memory', memoryQuantity(usedBytes), memoryQuantity(limitBytes), percent, stall(pressure?.memory));
};

const swap: Part = ({ memory }) => {
  const total = memory?.swapTotalBytes ?? null;
  if (total === null || total === 0) return null;
  const used = memory?.swapUsedBytes ?? null;
  return limited('Swap', memoryQuantity(used), memoryQuantity(total), shareOf(used, total));
};

const disk: Part = ({ disk }) => {
  if (disk === null) return null;
  const { usedBytes, freeBytes } = disk;
  // Of what a user can fill, as df: some of the blocks are kept for root.
  const usableBytes = usedBytes === null || freeBytes === null ? null : usedBytes + freeBytes;
  return limited(
    'Disk',
    diskQuantity(usedBytes),
    diskQuantity(usableBytes),
    shareOf(usedBytes, usableBytes),
    `${formatQuantity(diskQuantity(freeBytes))} free`,
  );
};

const diskIo: Part = ({ diskIo, pressure }) => {
  if (diskIo === null) return null;
  const text = `read ${formatQuantity(rateQuantity(diskIo.readBytesPerSec))}  write ${formatQuantity(rateQuantity(diskIo.writeBytesPerSec))}`;
  return { label: 'Disk I/O', percent: diskIo.utilisationPercent, text, note: stall(pressure?.io) };
};

const network: Part = ({ network }) => {
  if (network === null) return null;
  const text = `in ${formatQuantity(rateQuantity(network.bytesReceivedPerSec))}  out ${formatQuantity(rateQuantity(network.bytesSentPerSec))}`;
  return { label: 'Network', percent: network.bandwidthPercent, text, note: '' };
};

const fileHandles: Part = ({ fileHandles }) => {
  if (fileHandles === null) return null;
  const { used, limit } = fileHandles;
  // Linux says 2^63 − 1 where there is no limit to speak of.
  if (limit === null || limit > Number.MAX_SAFE_INTEGER) {
    return { label: 'Files', percent: null, text: `${formatQuantity(countQuantity(used))} open`, note: '' };
  }
  return limited('Files', countQuantity(used), countQuantity(limit), shareOf(used, limit));
};

const battery: Part = ({ battery }) =>
  battery === null
    ? null
    : { label: 'Battery', percent: battery.chargePercent, text: battery.state, note: battery.onBattery ? 'on battery' : '' };

const PARTS: readonly Part[] = [cpu, memory, swap, disk, diskIo, network, fileHandles, battery];

/** The resources that are there, in the order in which people look for them. */
export function resourceLines(snapshot: Snapshot): ResourceLine[] {
  return PARTS.map((part) => part(snapshot)).filter((line) => line !== null);
}
