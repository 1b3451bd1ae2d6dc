import { readFileSync } from 'node:fs';
import type { OwnUsage } from './ports.ts';

const KIB = 1024;

function fieldOf(path: string, pattern: RegExp): number | null {
  try {
    const match = pattern.exec(readFileSync(path, 'latin1'));
    return match === null ? null : Number(match[1]);
  } catch {
    // Not Linux, or not allowed: the caller says what it has instead.
    return null;
  }
}

/** The usage of this one process: for a shell that is a single process. Always of the real /proc, whatever root is read. */
export function readOwnUsage(): OwnUsage {
  const { user, system } = process.cpuUsage();
  const pssKib = fieldOf('/proc/self/smaps_rollup', /^Pss:\s+(\d+) kB$/m);
  return {
    cpuMs: (user + system) / 1000,
    memoryBytes: pssKib === null ? process.memoryUsage.rss() : pssKib * KIB,
    memoryKind: pssKib === null ? 'rss' : 'pss',
    bytesWritten: fieldOf('/proc/self/io', /^write_bytes: (\d+)$/m),
  };
}
