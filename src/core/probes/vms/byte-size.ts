const SIZE = /^(\d{1,15}(?:\.\d{1,9})?)\s*([bkmgtpe]?)(?:i?b)?$/i;
const POWERS = 'bkmgtpe';
/** No machine has more memory than can be addressed. */
const MAX_BYTES = 2 ** 52;
const MAX_CPUS = 65_536;

export const MIB = 1024 ** 2;

/**
 * A size as hypervisors take it, in bytes: "4096", "4G", "1.5G", "4GiB", "8GB" (all binary). Null for anything else, zero included.
 *
 * @param unitBytes what a number without a letter is in
 */
export function parseByteSize(text: string | undefined, unitBytes: number): number | null {
  const match = SIZE.exec(text?.trim() ?? '');
  if (match === null) return null;
  const [, number, letter = ''] = match;
  const scale = letter === '' ? unitBytes : 1024 ** POWERS.indexOf(letter.toLowerCase());
  return boundedBytes(Number(number) * scale);
}

/** Whole bytes; null for a number that is no size of a memory. */
export function boundedBytes(bytes: number | null): number | null {
  return bytes !== null && bytes >= 1 && bytes <= MAX_BYTES ? Math.floor(bytes) : null;
}

/** A count of processors, 1 to 65536; null for anything else. */
export function parseCpuCount(text: string | undefined): number | null {
  return /^\d{1,6}$/.test(text?.trim() ?? '') ? boundedCpus(Number(text)) : null;
}

export function boundedCpus(count: number | null): number | null {
  return count !== null && Number.isInteger(count) && count >= 1 && count <= MAX_CPUS ? count : null;
}
