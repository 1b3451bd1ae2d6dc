import type { Counter } from '../../counter.ts';
import type { CgroupDeviceIoRaw } from '../../raw-cgroup.ts';
import type { Scanner } from '../scan.ts';

type DeviceCounters = { -readonly [K in keyof Omit<CgroupDeviceIoRaw, 'device' | 'name' | 'counted'>]: CgroupDeviceIoRaw[K] };
/** By "major:minor". */
export type IoCounters = Map<string, DeviceCounters>;

const DEVICE = /^\d{1,6}:\d{1,8}$/;
const ZERO = 48;
const NINE = 57;
const V2_KEYS: readonly (readonly [string, keyof DeviceCounters])[] = [
  ['rbytes=', 'readBytes'],
  ['wbytes=', 'writeBytes'],
  ['rios=', 'readOps'],
  ['wios=', 'writeOps'],
  ['dbytes=', 'discardBytes'],
];

/**
 * `io.stat` of version 2: "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6". Kernels write devices without counters before the next
 * one on its line: counters belong to the device right before them. Other keys and what is no number are passed over.
 */
export function parseIoStat(scanner: Scanner): IoCounters {
  const found: IoCounters = new Map();
  do {
    let device = '';
    for (scanner.skipBlanks(); !scanner.atLineEnd; scanner.skipBlanks()) {
      if (isDigit(scanner.byte)) {
        device = scanner.word();
        continue;
      }
      const known = V2_KEYS.find(([key]) => scanner.take(key));
      if (known !== undefined && DEVICE.test(device))
        countersOf(found, device)[known[1]] = isDigit(scanner.byte) ? scanner.counter() : null;
      scanner.skipWord();
    }
  } while (scanner.nextLine());
  return found;
}

const V1_FIELDS = {
  bytes: { Read: 'readBytes', Write: 'writeBytes', Discard: 'discardBytes' },
  ops: { Read: 'readOps', Write: 'writeOps' },
} as const satisfies Record<string, Readonly<Record<string, keyof DeviceCounters>>>;

/** `blkio.throttle.io_service_bytes` or `io_serviced`: "8:0 Read 4096". Sync, Async and Total count the same once more. */
export function parseBlkio(scanner: Scanner, unit: 'bytes' | 'ops', into: IoCounters): IoCounters {
  const fields: Readonly<Record<string, keyof DeviceCounters>> = V1_FIELDS[unit];
  do {
    const device = scanner.word();
    scanner.skipBlanks();
    const field = DEVICE.test(device) ? fields[scanner.word()] : undefined;
    if (field !== undefined) countersOf(into, device)[field] = scanner.counter();
  } while (scanner.nextLine());
  return into;
}

function countersOf(all: IoCounters, device: string): DeviceCounters {
  let counters = all.get(device);
  if (counters === undefined) {
    const none: Counter | null = null;
    counters = { readBytes: none, writeBytes: none, readOps: none, writeOps: none, discardBytes: none };
    all.set(device, counters);
  }
  return counters;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
