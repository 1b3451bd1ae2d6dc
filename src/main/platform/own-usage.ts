import { readFileSync } from 'node:fs';
import type { App } from 'electron';
import { readOwnUsage } from '../../core/own-usage.ts';
import type { OwnUsage } from '../../core/ports.ts';

const KIB = 1024;

/** What the whole app uses: this process and all that Chromium started for it. */
export function createAppUsage(app: Pick<App, 'getAppMetrics'>): () => OwnUsage {
  return () => {
    const own = readOwnUsage();
    const metrics = app.getAppMetrics();
    const pss = metrics.map(({ pid }) => pssBytesOf(pid));
    const allPss = pss.every((bytes) => bytes !== null);
    const rssBytes = metrics.reduce((sum, { memory }) => sum + memory.workingSetSize * KIB, 0);
    return {
      cpuMs: metrics.reduce((sum, { cpu }) => sum + (cpu.cumulativeCPUUsage ?? 0) * 1000, 0),
      memoryBytes: allPss ? pss.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) : rssBytes,
      memoryKind: allPss ? 'pss' : 'rss',
      bytesWritten: own.bytesWritten,
    };
  };
}

/** Null where there is no such file (not Linux), or a sandboxed process does not let itself be read. */
function pssBytesOf(pid: number): number | null {
  try {
    const match = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'));
    return match === null ? null : Number(match[1]) * KIB;
  } catch {
    return null;
  }
}
