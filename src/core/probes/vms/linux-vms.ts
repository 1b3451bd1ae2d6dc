import type { Clock } from '../../ports.ts';
import { Absence } from '../absence.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import type { ProcessRaw } from '../raw.ts';
import { fromCmdlineFile } from './command-line.ts';
import { readConfigFile } from './config-reader.ts';
import { type VmReader, createVmReader } from './vm-reader.ts';

const MAX_CMDLINE_BYTES = 256 * 1024;

/** Machines on Linux: exact command lines from /proc, configuration files below the root. */
export function createLinuxVmReader(files: KernelFiles, clock: Clock): VmReader {
  return createVmReader({
    platform: 'linux',
    commandLineOf: ({ pid }) => {
      try {
        const { buffer, length } = files.readOnce(`/proc/${pid}/cmdline`);
        return fromCmdlineFile(buffer.toString('utf8', 0, Math.min(length, MAX_CMDLINE_BYTES)));
      } catch {
        return null;
      }
    },
    homeOf: (process) => homeOf(files, process),
    async readConfig({ path, seenFrom }, { pid }) {
      const isAbsolute = path.startsWith('/');
      if (seenFrom === 'machine') {
        if (!isAbsolute) return new Absence('malformed', `${path}: expected an absolute path`);
        return readConfigFile(clock, files.locate(path), path);
      }
      // What the process calls so: a jail has a root of its own, and a relative path begins at the process's folder.
      const below = isAbsolute ? `/proc/${pid}/root${path}` : `/proc/${pid}/cwd/${path}`;
      return readConfigFile(clock, files.locate(below), path);
    },
    openFilesOf: () => Promise.resolve(new Map()),
  });
}

const MAX_PASSWD_LINES = 10_000;

function homeOf(files: KernelFiles, { userId }: ProcessRaw): string | null {
  if (userId === null) return null;
  try {
    for (const line of files.readText('/etc/passwd').split('\n', MAX_PASSWD_LINES)) {
      const fields = line.split(':');
      const home = fields[2] === String(userId) ? fields[5] : undefined;
      if (home?.startsWith('/') === true) return home.replace(/\/+$/, '');
    }
  } catch {
    return null;
  }
  return null;
}
