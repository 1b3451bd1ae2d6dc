import { statfs } from 'node:fs/promises';
import { absenceOf, Absence, type Maybe } from '../absence.ts';
import type { PartitionRaw } from '../raw.ts';
import type { Clock } from '../../ports.ts';

export type Space = PartitionRaw['space'];

/** What `fs.promises.statfs` answers of a path: sizes in blocks of `bsize` bytes. */
export interface FileSystemStats {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}
export type StatFileSystem = (path: string) => Promise<FileSystemStats>;

export interface SpaceReader {
  /** Free and total bytes of the file system at a path. Never rejects; absent after 2 s, and while an earlier question hangs. */
  read(path: string): Promise<Space>;
}

const TIMEOUT_MS = 2_000;

/** A file system that does not answer holds one thread of Node's pool, so it is not asked again before it answered. */
export function createSpaceReader(clock: Clock, stat: StatFileSystem = statfs): SpaceReader {
  const hanging = new Set<string>();
  return {
    async read(path) {
      const late = new Absence('timed-out', `${path}: the file system did not answer within ${TIMEOUT_MS} ms`);
      if (hanging.has(path)) return late;
      hanging.add(path);
      const answer = stat(path)
        .then(
          (stats) => spaceOf(stats, path),
          (thrown: unknown) => absenceOf(thrown, path),
        )
        .finally(() => hanging.delete(path));
      let stopTimer = (): void => {};
      const limit = new Promise<Absence>((resolve) => {
        stopTimer = clock.setTimer(() => resolve(late), TIMEOUT_MS);
      });
      try {
        return await Promise.race([answer, limit]);
      } finally {
        stopTimer();
      }
    },
  };
}

function spaceOf(stats: FileSystemStats, path: string): Maybe<Exclude<Space, Absence>> {
  const totalBytes = stats.blocks * stats.bsize;
  const freeBytes = stats.bfree * stats.bsize;
  const availableBytes = stats.bavail * stats.bsize;
  const sane = [totalBytes, freeBytes, availableBytes].every((bytes) => Number.isFinite(bytes) && bytes >= 0);
  if (!sane || totalBytes === 0 || freeBytes > totalBytes) {
    return new Absence('malformed', `${path}: ${stats.bfree} free of ${stats.blocks} blocks of ${stats.bsize} bytes makes no sense`);
  }
  const hasInodes = stats.files > 0 && stats.ffree >= 0 && stats.ffree <= stats.files;
  return {
    totalBytes,
    freeBytes,
    availableBytes: Math.min(availableBytes, freeBytes),
    inodesTotal: hasInodes ? stats.files : null,
    inodesFree: hasInodes ? stats.ffree : null,
  };
}
