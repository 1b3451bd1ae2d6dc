import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { MemoryRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { required } from './sources.ts';
import { Scanner } from './scan.ts';

const KIB = 1024;
// Whole keys with their colon: "Cached:" must not be taken from "SwapCached:".
const KEYS = ['MemTotal:', 'MemFree:', 'MemAvailable:', 'Buffers:', 'Cached:', 'SwapTotal:', 'SwapFree:'] as const;
const MISSING = -1;

/** Memory and swap of `/proc/meminfo`. */
export function createMemoryProbe(files: KernelFiles): Probe<MemoryRaw> {
  const file = files.keepSingle('/proc/meminfo');
  const scanner = new Scanner();
  return {
    read() {
      const { buffer, length } = required('/proc/meminfo', file.read);
      return parseMemory(scanner.reset(buffer, length));
    },
    dispose: () => file.close(),
  };
}

/** Throws ProbeError('malformed') when the total or the free memory is not there. */
function parseMemory(scanner: Scanner): MemoryRaw {
  const [
    total = MISSING,
    free = MISSING,
    available = MISSING,
    buffers = MISSING,
    cached = MISSING,
    swapTotal = MISSING,
    swapFree = MISSING,
  ] = parseValues(scanner);
  if (total <= 0) throw new ProbeError('malformed', '/proc/meminfo: expected a number of kB above 0 after "MemTotal:"');
  if (free === MISSING) throw new ProbeError('malformed', '/proc/meminfo: expected a number of kB after "MemFree:"');
  // Kernels before 3.14 do not say what is available.
  const usable = available === MISSING ? free + Math.max(buffers, 0) + Math.max(cached, 0) : available;
  return {
    totalBytes: total,
    // Not above the total: lxcfs mixes a container's total with the machine's parts.
    freeBytes: Math.min(free, total),
    availableBytes: Math.min(usable, total),
    cachedBytes: ifThere(cached, 'Cached:'),
    buffersBytes: ifThere(buffers, 'Buffers:'),
    swapTotalBytes: ifThere(swapTotal, 'SwapTotal:'),
    swapFreeBytes: ifThere(swapTotal === MISSING ? swapFree : Math.min(swapFree, swapTotal), 'SwapFree:'),
  };
}

/** The bytes of each key, in the order of KEYS; −1 where there is none. */
function parseValues(scanner: Scanner): number[] {
  const values = KEYS.map(() => MISSING);
  let left = KEYS.length;
  do {
    for (let i = 0; i < KEYS.length; i += 1) {
      if (values[i] !== MISSING || !scanner.take(KEYS[i] as string)) continue;
      const kib = scanner.integer();
      if (kib !== null) {
        values[i] = kib * KIB;
        left -= 1;
      }
      break;
    }
  } while (left > 0 && scanner.nextLine());
  return values;
}

function ifThere(bytes: number, key: string): Maybe<number> {
  return bytes === MISSING ? new Absence('not-found', `/proc/meminfo: no number after "${key}"`) : bytes;
}
