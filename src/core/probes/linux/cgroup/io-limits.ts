import { isAbsent, type Absence, type Maybe } from '../../absence.ts';
import type { CgroupDeviceLimitRaw } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import type { DeviceFacts } from './device-facts.ts';
import { parseLimit } from './limit-values.ts';
import { readValue } from './limit.ts';
import { levelsOf, type CgroupPlace } from './place.ts';

type Field = Exclude<keyof CgroupDeviceLimitRaw, 'device' | 'name' | 'path'>;
/** Infinity = no limit. */
type Limits = Record<Field, number>;
type ByDevice = Map<string, Limits>;

const FIELDS: readonly Field[] = ['readBytesPerSec', 'writeBytesPerSec', 'readOpsPerSec', 'writeOpsPerSec'];
const V2_KEYS: Readonly<Record<string, Field>> = {
  rbps: 'readBytesPerSec',
  wbps: 'writeBytesPerSec',
  riops: 'readOpsPerSec',
  wiops: 'writeOpsPerSec',
};
const V1_FILES: Readonly<Record<string, Field>> = {
  'blkio.throttle.read_bps_device': 'readBytesPerSec',
  'blkio.throttle.write_bps_device': 'writeBytesPerSec',
  'blkio.throttle.read_iops_device': 'readOpsPerSec',
  'blkio.throttle.write_iops_device': 'writeOpsPerSec',
};
const DEVICE = /^\d{1,6}:\d{1,8}$/;

/** For each device the smallest limit of the cgroup and its ancestors; devices without one are not listed. */
export function readIoLimits(files: KernelFiles, place: Maybe<CgroupPlace>, facts: DeviceFacts): Maybe<readonly CgroupDeviceLimitRaw[]> {
  if (isAbsent(place)) return place;
  const found: ByDevice = new Map();
  const paths = new Map<string, string>();
  let failed: Absence | null = null;
  let read = 0;
  for (const folder of levelsOf(place)) {
    for (const file of place.version === 'v2' ? ['io.max'] : Object.keys(V1_FILES)) {
      const path = `${folder}/${file}`;
      const field = V1_FILES[file];
      const level = readValue(path, () =>
        field === undefined ? parseIoMax(files.readText(path)) : parseThrottle(files.readText(path), field),
      );
      if (isAbsent(level)) failed = level;
      else {
        read += 1;
        takeSmaller(found, level);
        for (const device of level.keys()) if (!paths.has(device)) paths.set(device, folder);
      }
    }
  }
  if (read === 0 && failed !== null) return failed;
  const shown = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return [...found].map(([device, limits]) => ({
    device,
    name: facts.nameOf(device),
    path: paths.get(device) ?? place.folder,
    readBytesPerSec: shown(limits.readBytesPerSec),
    writeBytesPerSec: shown(limits.writeBytesPerSec),
    readOpsPerSec: shown(limits.readOpsPerSec),
    writeOpsPerSec: shown(limits.writeOpsPerSec),
  }));
}

function none(): Limits {
  return { readBytesPerSec: Infinity, writeBytesPerSec: Infinity, readOpsPerSec: Infinity, writeOpsPerSec: Infinity };
}

function takeSmaller(all: ByDevice, level: ByDevice): void {
  for (const [device, limits] of level) {
    const least = all.get(device) ?? none();
    for (const field of FIELDS) least[field] = Math.min(least[field], limits[field]);
    all.set(device, least);
  }
}

/** `io.max`: "8:16 rbps=2097152 wbps=max riops=max wiops=120". A bad line is passed over. */
function parseIoMax(text: string): ByDevice {
  const found: ByDevice = new Map();
  for (const line of text.split('\n')) {
    const [device = '', ...pairs] = line.trim().split(/\s+/);
    if (!DEVICE.test(device)) continue;
    const limits = none();
    for (const pair of pairs) {
      const [key = '', value = ''] = pair.split('=');
      const field = V2_KEYS[key];
      if (field !== undefined) limits[field] = limitOrNone(value);
    }
    if (FIELDS.some((field) => Number.isFinite(limits[field]))) found.set(device, limits);
  }
  return found;
}

/** A `blkio.throttle.*_device` of version 1: "8:16 1048576". A bad line is passed over. */
function parseThrottle(text: string, field: Field): ByDevice {
  const found: ByDevice = new Map();
  for (const line of text.split('\n')) {
    const [device = '', value = '', ...rest] = line.trim().split(/\s+/);
    const limit = limitOrNone(value);
    if (DEVICE.test(device) && rest.length === 0 && Number.isFinite(limit)) found.set(device, { ...none(), [field]: limit });
  }
  return found;
}

function limitOrNone(text: string): number {
  return /^\d{1,20}$/.test(text) ? parseLimit(text) : Infinity;
}
