import type { DiskIo } from '../../../shared/model/host.ts';
import { Absence, type Maybe, isAbsent, valueOr } from '../../probes/absence.ts';
import type { DiskDeviceRaw, DiskIoRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample, growth, percentOf, stepMs } from '../sample.ts';

/** What one device did in a step: amounts, not yet rates. */
interface Work {
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly readOps: number;
  readonly writeOps: number;
  readonly operationMs: number | null;
  readonly busyMs: number | null;
}

function workOf(before: DiskDeviceRaw | undefined, now: DiskDeviceRaw): Maybe<Work> {
  const readBytes = growth(before?.readBytes, now.readBytes);
  const writeBytes = growth(before?.writeBytes, now.writeBytes);
  const readOps = growth(before?.readOps, now.readOps);
  const writeOps = growth(before?.writeOps, now.writeOps);
  if (isAbsent(readBytes)) return readBytes;
  if (isAbsent(writeBytes)) return writeBytes;
  if (isAbsent(readOps)) return readOps;
  if (isAbsent(writeOps)) return writeOps;
  return {
    readBytes,
    writeBytes,
    readOps,
    writeOps,
    operationMs: valueOr(growth(before?.operationMs, now.operationMs), null),
    busyMs: valueOr(growth(before?.busyMs, now.busyMs), null),
  };
}

const noRates = {
  readBytesPerSec: null,
  writeBytesPerSec: null,
  readOpsPerSec: null,
  writeOpsPerSec: null,
  awaitMs: null,
  utilisationPercent: null,
};

function ratesOf(work: Work, elapsedMs: number): Omit<DiskIo, 'at' | 'perDevice'> {
  const perSec = (amount: number): number => (1000 * amount) / elapsedMs;
  const operations = work.readOps + work.writeOps;
  return {
    readBytesPerSec: perSec(work.readBytes),
    writeBytesPerSec: perSec(work.writeBytes),
    readOpsPerSec: perSec(work.readOps),
    writeOpsPerSec: perSec(work.writeOps),
    awaitMs: work.operationMs === null || operations === 0 ? null : work.operationMs / operations,
    utilisationPercent: work.busyMs === null ? null : percentOf(work.busyMs, elapsedMs),
  };
}

const addKnown = (sum: number | null, value: number | null): number | null => (value === null ? sum : (sum ?? 0) + value);
const largerKnown = (sum: number | null, value: number | null): number | null => (value === null ? sum : Math.max(sum ?? 0, value));

export function deriveDiskIo(previous: Sample<DiskIoRaw> | null, current: Sample<DiskIoRaw>): Derived<DiskIo> {
  const { raw, at } = current;
  const absent = new AbsenceList('diskIo');
  const step = stepMs(previous, current);
  if (isAbsent(step)) {
    absent.value('readBytesPerSec', step);
    return {
      part: { at, ...noRates, perDevice: raw.devices.map(({ device }) => ({ device, ...noRates })) },
      readings: [],
      absent: absent.list,
    };
  }
  const before = new Map(previous?.raw.devices.map((device) => [device.device, device]));
  let sum: Work | null = null;
  const perDevice = raw.devices.map((device) => {
    const work = absent.value(`perDevice[${device.device}]`, workOf(before.get(device.device), device));
    if (work === null) return { device: device.device, ...noRates };
    sum = {
      readBytes: (sum?.readBytes ?? 0) + work.readBytes,
      writeBytes: (sum?.writeBytes ?? 0) + work.writeBytes,
      readOps: (sum?.readOps ?? 0) + work.readOps,
      writeOps: (sum?.writeOps ?? 0) + work.writeOps,
      operationMs: addKnown(sum?.operationMs ?? null, work.operationMs),
      busyMs: largerKnown(sum?.busyMs ?? null, work.busyMs),
    };
    return { device: device.device, ...ratesOf(work, step) };
  });
  const total = absent.value<Work>('readBytesPerSec', sum ?? new Absence('not-found', 'no disk to read'));
  const rates = total === null ? noRates : ratesOf(total, step);
  const readings =
    rates.readBytesPerSec === null || rates.writeBytesPerSec === null
      ? []
      : [
          {
            subject: 'host',
            resource: 'diskIo',
            used: rates.readBytesPerSec + rates.writeBytesPerSec,
            limit: null,
            limitSource: 'none' as const,
            unit: 'bytesPerSec' as const,
            at,
          },
        ];
  return { part: { at, ...rates, perDevice }, readings, absent: absent.list };
}
