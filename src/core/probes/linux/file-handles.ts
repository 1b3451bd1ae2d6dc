import { Absence, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { FileHandlesRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { required } from './sources.ts';
import { Scanner } from './scan.ts';

const PATH = '/proc/sys/fs/file-nr';

/** Open files of the machine and their limit. */
export function createFileHandlesProbe(files: KernelFiles): Probe<FileHandlesRaw> {
  const file = files.keepSingle(PATH);
  const scanner = new Scanner();
  return {
    read() {
      const { buffer, length } = required(PATH, file.read);
      return parseFileNr(scanner.reset(buffer, length));
    },
    dispose: () => file.close(),
  };
}

/** "allocated free limit". Throws ProbeError('malformed'). */
function parseFileNr(scanner: Scanner): FileHandlesRaw {
  const allocated = scanner.integer();
  const free = scanner.integer();
  const limit = scanner.integer();
  if (allocated === null || free === null || limit === null) throw new ProbeError('malformed', `${PATH}: expected three whole numbers`);
  // Kernels since 2.6 always say 0 free.
  return { used: Math.max(0, allocated - free), limit: limitOf(limit) };
}

function limitOf(limit: number): Maybe<number> {
  // Since Linux 5.1 the default is 2^63 − 1.
  return Number.isSafeInteger(limit) ? limit : new Absence('not-supported', 'this machine sets no limit on open files');
}
