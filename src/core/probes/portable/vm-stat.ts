import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { MemoryRaw } from '../raw.ts';
import type { SwapUsage } from './sysctl.ts';
import { excerpt, linesOf, parseInteger } from './text.ts';

/** What `vm_stat` counts, in pages. Null = this version of macOS does not print it. */
export interface VmStat {
  readonly pageSizeBytes: number;
  readonly free: number;
  readonly inactive: number | null;
  readonly speculative: number | null;
  readonly wired: number | null;
  readonly purgeable: number | null;
  readonly anonymous: number | null;
  readonly fileBacked: number | null;
  readonly compressor: number | null;
}

const HEADER = /page size of (\d{1,7}) bytes/;
const LINE = /^"?([A-Za-z][^":]{0,60})"?:\s+(\d+)\.?\s*$/;

/** Throws a ProbeError (`malformed`) without a page size in the header or without the line "Pages free". */
export function parseVmStat(text: string): VmStat {
  const pageSizeBytes = parseInteger(HEADER.exec(text)?.[1]) ?? 0;
  // Pages are powers of two: 4 KiB on Intel, 16 KiB on Apple silicon.
  if (pageSizeBytes < 512 || (pageSizeBytes & (pageSizeBytes - 1)) !== 0) {
    throw new ProbeError('malformed', `vm_stat: expected "(page size of N bytes)" in the first line, got ${excerpt(text)}`);
  }
  const pages = new Map<string, number>();
  for (const line of linesOf(text)) {
    const [, name, amount] = LINE.exec(line) ?? [];
    const count = parseInteger(amount);
    if (name !== undefined && count !== null) pages.set(name, count);
  }
  const of = (name: string): number | null => pages.get(name) ?? null;
  const free = of('Pages free');
  if (free === null) throw new ProbeError('malformed', `vm_stat: expected a line "Pages free", got ${excerpt(text)}`);
  return {
    pageSizeBytes,
    free,
    inactive: of('Pages inactive'),
    speculative: of('Pages speculative'),
    wired: of('Pages wired down'),
    purgeable: of('Pages purgeable'),
    anonymous: of('Anonymous pages'),
    fileBacked: of('File-backed pages'),
    compressor: of('Pages occupied by compressor'),
  };
}

/**
 * Bytes in use, as Activity Monitor's "Memory Used": (anonymous − purgeable) + wired + compressor.
 * Systems whose vm_stat lacks one of these lines (before 10.9, or a cut output) get total − free − inactive − speculative instead: what is
 * neither free nor first in line to be taken. It counts cached files that are in use, so it reads somewhat high.
 */
export function usedBytesOf(vm: VmStat, totalBytes: number): number {
  const pages =
    vm.anonymous === null || vm.wired === null || vm.compressor === null
      ? totalBytes / vm.pageSizeBytes - vm.free - (vm.inactive ?? 0) - (vm.speculative ?? 0)
      : Math.max(0, vm.anonymous - (vm.purgeable ?? 0)) + vm.wired + vm.compressor;
  return clamp(Math.round(pages * vm.pageSizeBytes), totalBytes);
}

/** @param totalBytes physical memory */
export function memoryOf(vm: VmStat, totalBytes: number, swap: Maybe<SwapUsage>): MemoryRaw {
  const cachedPages = vm.fileBacked === null ? null : vm.fileBacked + (vm.purgeable ?? 0);
  return {
    totalBytes,
    freeBytes: clamp(vm.free * vm.pageSizeBytes, totalBytes),
    availableBytes: totalBytes - usedBytesOf(vm, totalBytes),
    cachedBytes:
      cachedPages === null
        ? new Absence('not-supported', 'vm_stat of this macOS has no line "File-backed pages"')
        : clamp(cachedPages * vm.pageSizeBytes, totalBytes),
    buffersBytes: new Absence('not-supported', 'macOS has no buffers apart from its file cache'),
    swapTotalBytes: swap instanceof Absence ? swap : swap.totalBytes,
    swapFreeBytes: swap instanceof Absence ? swap : Math.min(swap.freeBytes, swap.totalBytes),
  };
}

function clamp(bytes: number, totalBytes: number): number {
  return Math.min(Math.max(bytes, 0), totalBytes);
}
