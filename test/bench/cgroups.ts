import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { isAbsent } from '../../src/core/probes/absence.ts';
import { createDeviceFacts } from '../../src/core/probes/linux/cgroup/device-facts.ts';
import { cgroupParts, readCgroupLayout } from '../../src/core/probes/linux/cgroup/layout.ts';
import { placesOfFolder } from '../../src/core/probes/linux/cgroup/places-of-folder.ts';
import { createCgroupReader } from '../../src/core/probes/linux/cgroup/reader.ts';
import { createKernelFiles, type FileBytes, type KernelFiles } from '../../src/core/probes/linux/kernel-files.ts';
import { reapedCpuMs } from './cpu-time.ts';
import { installed, median } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const CGROUPS = 50;
const ROUNDS = 7;

interface Subject {
  readonly calls: number;
  readonly call: () => void;
}

/** CPU milliseconds of one call of each, children included: the median of rounds in which they take turns, so that a busy machine harms all alike. */
function msPerCall(subjects: readonly Subject[]): number[] {
  const times: number[][] = subjects.map(() => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [i, { calls, call }] of subjects.entries()) {
      const before = process.cpuUsage();
      const childrenBeforeMs = reapedCpuMs(process.pid);
      for (let n = 0; n < calls; n += 1) call();
      const { user, system } = process.cpuUsage(before);
      const childrenMs = reapedCpuMs(process.pid) - childrenBeforeMs;
      // The first round warms up.
      if (round > 0) times[i]?.push(((user + system) / 1000 + childrenMs) / calls);
    }
  }
  return times.map(median);
}

/** The same files, and notes every kept file that could be read. */
function noting(files: KernelFiles, paths: Set<string>): KernelFiles {
  return {
    ...files,
    keepSingle(path) {
      const file = files.keepSingle(path);
      const read = (): FileBytes => {
        const bytes = file.read();
        paths.add(path);
        return bytes;
      };
      return { ...file, read };
    },
  };
}

/** Folders of new cgroups in every hierarchy of this machine. */
function makeCgroups(files: KernelFiles): { readonly folders: readonly string[]; readonly made: readonly string[] } {
  const { places } = readCgroupLayout(files);
  const tops = [...new Set(cgroupParts.map((part) => places[part]).flatMap((place) => (isAbsent(place) ? [] : [place.top])))];
  const made: string[] = [];
  try {
    for (let i = 0; i < CGROUPS; i += 1) {
      for (const top of tops) {
        const folder = `${top}/headroom-bench-${process.pid}-${i}`;
        mkdirSync(folder);
        made.push(folder);
      }
    }
  } catch (thrown) {
    remove(made);
    throw thrown;
  }
  if (isAbsent(places.memory)) throw new Error(places.memory.detail);
  const { top } = places.memory;
  return { folders: made.filter((folder) => folder.startsWith(`${top}/`)), made };
}

function remove(folders: readonly string[]): void {
  for (const folder of folders) rmdirSync(folder);
}

/** A tick of 50 cgroups with all of their files, against reading the same files in the usual way. Needs the right to make cgroups. */
export function cgroupRows(): Row[] {
  const paths = new Set<string>();
  const files = createKernelFiles('/');
  const { folders, made } = makeCgroups(files);
  try {
    const devices = createDeviceFacts(files);
    for (const folder of folders) {
      const reader = createCgroupReader(noting(files, paths), placesOfFolder(files, folder), devices);
      reader.read();
      reader.dispose();
    }
    const readers = folders.map((folder) => createCgroupReader(files, placesOfFolder(files, folder), devices));
    const there = [...paths];
    let lines = 0;
    const tick = { calls: 40, call: () => readers.forEach((reader) => void reader.read()) };
    const plain = {
      calls: 20,
      call: () => there.forEach((path) => void (lines += readFileSync(path, 'utf8').split('\n').length)),
    };
    const cat = { calls: 10, call: () => void spawnSync('cat', there, { stdio: 'ignore' }) };
    const [ours = Number.NaN, plainMs = Number.NaN, catMs] = msPerCall([tick, plain, ...(installed('cat') ? [cat] : [])]);
    for (const reader of readers) reader.dispose();
    if (lines === 0 || files.openCount > 0) throw new Error('the cgroups were not read');
    const row = (peer: string, value: number, bound: string, met: boolean | null): Row => ({
      what: `a tick of ${CGROUPS} idle cgroups (${there.length} files)`,
      ours: `${ours.toFixed(2)} ms CPU`,
      peer,
      peerValue: `${value.toFixed(2)} ms CPU`,
      ratio: ratioText(ours, value),
      bound,
      met,
    });
    const rows = [row('readFileSync + split', plainMs, '< 1', ours < plainMs)];
    if (catMs !== undefined) rows.push(row('cat', catMs, '', null));
    return rows;
  } finally {
    remove(made);
  }
}
