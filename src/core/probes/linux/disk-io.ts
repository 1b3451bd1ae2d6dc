import { ProbeError } from '../absence.ts';
import { counterSum, type Counter } from '../counter.ts';
import type { Probe } from '../probe.ts';
import type { DiskDeviceRaw, DiskIoRaw } from '../raw.ts';
import { createBlockDevices } from './block-devices.ts';
import type { KernelFiles } from './kernel-files.ts';
import { required } from './sources.ts';
import { Scanner } from './scan.ts';

/** The unit of `/proc/diskstats`, whatever sectors the disk has. */
const SECTOR_BYTES = 512;
const RAM_MAJOR = 1;
const LOOP_MAJOR = 7;
const OPTICAL_MAJOR = 11;

/** Is the device of this name a whole disk that counts? Undefined for a name not seen before. */
type Known = (name: string) => boolean | undefined;

/** Traffic of whole disks from `/proc/diskstats`: no partition, no loop, RAM or stacked device (LVM, RAID: their disks count). */
export function createDiskIoProbe(files: KernelFiles): Probe<DiskIoRaw> {
  const file = files.keep('/proc/diskstats');
  const scanner = new Scanner();
  const blockDevices = createBlockDevices(files);
  let wholeDisks: ReadonlyMap<string, boolean> = new Map();

  return {
    read() {
      const { buffer, length } = required('/proc/diskstats', file.read);
      const known = parseDiskStats(scanner.reset(buffer, length), (name) => wholeDisks.get(name));
      if (known !== null) return { devices: known };
      // All anew: a device that came can change what others are (sda beside an sda1). Asking sysfs leaves the buffer alone.
      const names = new Set<string>();
      parseDiskStats(scanner.reset(buffer, length), (name) => {
        names.add(name);
        return false;
      });
      wholeDisks = new Map([...names].map((name) => [name, blockDevices.isWholeDisk(name, (other) => names.has(other))]));
      return { devices: parseDiskStats(scanner.reset(buffer, length), (name) => wholeDisks.get(name)) ?? [] };
    },
    dispose() {
      file.close();
      wholeDisks = new Map();
    },
  };
}

/** The devices that count; null when one has a name that is not known yet. Throws ProbeError('malformed'). */
function parseDiskStats(scanner: Scanner, known: Known): DiskDeviceRaw[] | null {
  const devices: DiskDeviceRaw[] = [];
  do {
    if (scanner.atLineEnd) continue;
    const major = scanner.integer();
    const minor = scanner.integer();
    if (major === null || minor === null) throw new ProbeError('malformed', '/proc/diskstats: expected a line to start with two numbers');
    if (major === RAM_MAJOR || major === LOOP_MAJOR) continue;
    scanner.skipBlanks();
    const name = scanner.word();
    // A name is also the name of a folder in sysfs.
    if (!/^[^\0]{1,64}$/.test(name)) throw new ProbeError('malformed', '/proc/diskstats: expected a device name after two numbers');
    const counts = known(name);
    if (counts === undefined) return null;
    if (!counts) continue;
    const device = parseDevice(scanner, name);
    // An optical drive is there whether it holds a disc or not.
    if (major !== OPTICAL_MAJOR || device.readOps !== 0 || device.writeOps !== 0) devices.push(device);
  } while (scanner.nextLine());
  return devices;
}

function parseDevice(scanner: Scanner, device: string): DiskDeviceRaw {
  const field = (): Counter => scanner.counter() ?? fail(`/proc/diskstats: expected at least 10 numbers after "${device}"`);
  const readOps = field();
  field(); // merged reads
  const sectorsRead = field();
  const readMs = field();
  const writeOps = field();
  field(); // merged writes
  const sectorsWritten = field();
  const writeMs = field();
  field(); // under way now
  const busyMs = field();
  return {
    device,
    readBytes: times(sectorsRead, SECTOR_BYTES),
    writeBytes: times(sectorsWritten, SECTOR_BYTES),
    readOps,
    writeOps,
    operationMs: counterSum(readMs, writeMs),
    busyMs,
  };
}

function fail(message: string): never {
  throw new ProbeError('malformed', message);
}

/** `counter · factor`, exact. */
function times(counter: Counter, factor: number): Counter {
  if (typeof counter === 'number' && counter <= Number.MAX_SAFE_INTEGER / factor) return counter * factor;
  return BigInt(counter) * BigInt(factor);
}
