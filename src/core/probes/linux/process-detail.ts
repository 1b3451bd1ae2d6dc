import type { Counter } from '../counter.ts';
import type { ProcFolder } from './proc-folder.ts';
import { parseProcessIo } from './process-parse.ts';
import type { ProcessRecord } from './process-record.ts';
import { Scanner } from './scan.ts';

// The fields that cost more than the rest of a process together: read only while someone looks at them.

export interface Detail {
  readonly fileHandles: number | null;
  readonly readBytes: Counter | null;
  readonly writeBytes: Counter | null;
}

/** Where descriptors must be listed (before Linux 6.2; 23 µs a process instead of 2), so many processes' are in one read. */
const LISTINGS_PER_READ = 48;

export interface DetailReader {
  /** Adds the details to the records. */
  read(records: Iterable<ProcessRecord>): void;
}

export function createDetailReader(folder: ProcFolder): DetailReader {
  const scanner = new Scanner(Buffer.alloc(0), 0);
  // This process has open files: where the kernel says 0 it does not count them in the folder's size.
  const counted = folder.live && folder.descriptorCount('self') > 0;
  /** Round in which each process was listed last, so that all get their turn. */
  const listedInRound = new WeakMap<ProcessRecord, number>();
  let round = 0;

  function io(pid: number): ReturnType<typeof parseProcessIo> {
    try {
      return parseProcessIo(scanner.reset(folder.bytes, folder.read(pid, 'io')));
    } catch {
      return null;
    }
  }
  function descriptors(pid: number): number | null {
    try {
      return counted ? folder.descriptorCount(pid) : folder.listDescriptors(pid);
    } catch {
      return null;
    }
  }

  return {
    read(records) {
      let listings = 0;
      let left = 0;
      for (const record of records) {
        if (record.raw === null || record.raw.kernelThread) continue;
        const { raw } = record;
        let { fileHandles } = raw;
        if (counted) fileHandles = descriptors(raw.pid);
        else if (listedInRound.get(record) !== round && listings < LISTINGS_PER_READ) {
          listings += 1;
          listedInRound.set(record, round);
          fileHandles = descriptors(raw.pid);
        } else if (listedInRound.get(record) !== round) left += 1;
        const { readBytes, writeBytes } = io(raw.pid) ?? { readBytes: null, writeBytes: null };
        record.setDetail({ fileHandles, readBytes, writeBytes });
      }
      if (left === 0) round += 1;
    },
  };
}
