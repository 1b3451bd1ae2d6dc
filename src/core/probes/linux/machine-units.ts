import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

// The units in which the kernel counts, from the auxiliary vector it gives every process.

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;
const MAX_KEY = 1024;

export interface MachineUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** What nearly every Linux has. */
export const COMMON_UNITS: MachineUnits = { pageBytes: 4096, ticksPerSecond: 100 };

function entries(bytes: Buffer, wordBytes: 4 | 8, bigEndian: boolean): Map<number, number> {
  const found = new Map<number, number>();
  const word = (at: number): number => {
    if (wordBytes === 4) return bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    return Number(bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at));
  };
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes) {
    const key = word(at);
    // The end, or a word that is no key: the vector has the other width.
    if (key === 0 || key > MAX_KEY) break;
    found.set(key, word(at + wordBytes));
  }
  return found;
}

/** Page size and clock ticks from the bytes of an auxv file of either width; what is missing or absurd has its common value. */
export function parseAuxv(bytes: Buffer, bigEndian = endianness() === 'BE'): MachineUnits {
  for (const wordBytes of [8, 4] as const) {
    const found = entries(bytes, wordBytes, bigEndian);
    const pageBytes = found.get(AT_PAGESZ) ?? 0;
    if (pageBytes < 1024 || pageBytes > 2 ** 24 || !Number.isInteger(Math.log2(pageBytes))) continue;
    const ticks = found.get(AT_CLKTCK) ?? 0;
    return { pageBytes, ticksPerSecond: ticks >= 1 && ticks <= 1_000_000 ? ticks : COMMON_UNITS.ticksPerSecond };
  }
  return COMMON_UNITS;
}

/** The units of the kernel that runs here. */
export function ownMachineUnits(): MachineUnits {
  try {
    return parseAuxv(readFileSync('/proc/self/auxv'));
  } catch {
    return COMMON_UNITS;
  }
}
