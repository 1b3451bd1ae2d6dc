import { Absence, ProbeError } from '../absence.ts';
import { type Counter, counterSum } from '../counter.ts';
import type { DiskDeviceRaw } from '../raw.ts';
import { excerpt, linesOf, parseCounter } from './text.ts';

// ioreg -r -c IOBlockStorageDriver -l -d 2 -w 0: a tree per storage driver; its child is the whole disk, which knows the name "disk0".

/** `device` is "disk0"; where the output does not show the disk, the driver's registry id. */
export interface StorageDriver extends DiskDeviceRaw {
  /** A disk image is a file on another disk: its traffic is in that disk's as well. False where the output does not show the disk. */
  readonly diskImage: boolean;
}

const BUSY_UNKNOWN = new Absence('not-supported', 'macOS does not say how long its disks are busy');
const NODE = /^([ |]*)\+-o (.{0,200}?)  <class (\w+), id (0x[0-9a-f]{1,16})/;
const STATISTICS = /^[ |]*"Statistics" = \{(.*)\}\s*$/;
const STATISTIC = /"([^"]{1,40})"=(\d+)/g;
const BSD_NAME = /^[ |]*"BSD Name" = "(disk\d{1,5})"\s*$/;
/** Names of the media that macOS makes for images ("Apple Disk Image Media"; "Apple UDIF read-only compressed (zlib) Media" before 12). */
const IMAGE_MEDIA = /\bdisk image\b|\bUDIF\b|\bsparse ?bundle\b/i;
const MAX_DRIVERS = 4096;

interface Draft {
  readonly id: string;
  device: string | null;
  diskImage: boolean;
  statistics: ReadonlyMap<string, Counter> | null;
}

/** Drivers without statistics are left out. Throws a ProbeError (`malformed`) when the text is not empty and shows no driver. */
export function parseStorageDrivers(text: string): StorageDriver[] {
  const drafts: Draft[] = [];
  let current: Draft | null = null;
  for (const line of linesOf(text)) {
    const [, indent, name, className, id] = NODE.exec(line) ?? [];
    if (indent !== undefined && name !== undefined && id !== undefined) {
      if (indent.length === 0) {
        current = drafts.length < MAX_DRIVERS ? { id, device: null, diskImage: false, statistics: null } : null;
        if (current !== null) drafts.push(current);
      } else if (current !== null && className === 'IOMedia') {
        current.diskImage ||= IMAGE_MEDIA.test(name);
      }
      continue;
    }
    if (current === null) continue;
    const statistics = STATISTICS.exec(line)?.[1];
    if (statistics !== undefined) current.statistics ??= statisticsOf(statistics);
    current.device ??= BSD_NAME.exec(line)?.[1] ?? null;
  }
  if (drafts.length === 0 && text.trim() !== '') {
    throw new ProbeError('malformed', `ioreg: expected lines "+-o IOBlockStorageDriver  <class …", got ${excerpt(text)}`);
  }
  return drafts.map(driverOf).filter((driver) => driver !== null);
}

function statisticsOf(text: string): ReadonlyMap<string, Counter> {
  const values = new Map<string, Counter>();
  for (const [, name = '', digits] of text.matchAll(STATISTIC)) {
    const value = parseCounter(digits);
    if (value !== null) values.set(name, value);
  }
  return values;
}

function driverOf(draft: Draft): StorageDriver | null {
  const of = (name: string): Counter | undefined => draft.statistics?.get(name);
  const [readBytes, writeBytes] = [of('Bytes (Read)'), of('Bytes (Write)')];
  const [readOps, writeOps] = [of('Operations (Read)'), of('Operations (Write)')];
  if (readBytes === undefined || writeBytes === undefined || readOps === undefined || writeOps === undefined) return null;
  const [readNs, writeNs] = [of('Total Time (Read)'), of('Total Time (Write)')];
  return {
    device: draft.device ?? `driver ${draft.id}`,
    diskImage: draft.diskImage,
    readBytes,
    writeBytes,
    readOps,
    writeOps,
    busyMs: BUSY_UNKNOWN,
    operationMs:
      readNs === undefined || writeNs === undefined
        ? new Absence('not-supported', 'this storage driver does not say how long its operations took')
        : Number(counterSum(readNs, writeNs)) / 1e6,
  };
}
