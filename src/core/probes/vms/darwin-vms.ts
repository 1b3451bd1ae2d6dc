import { homedir } from 'node:os';
import type { Clock, CommandRunner } from '../../ports.ts';
import { Absence, type Maybe } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { fromJoined } from './command-line.ts';
import { readConfigFile } from './config-reader.ts';
import { openFilesOf } from './lsof.ts';
import { type VmReader, createVmReader } from './vm-reader.ts';

export interface DarwinVmPorts {
  readonly commands: CommandRunner;
  readonly clock: Clock;
}

interface Self {
  readonly userId: number;
  readonly home: string;
}

/** Machines on macOS: command lines as `ps` has them, and `lsof` of the framework's machines, once each. @param self whose files may be seen */
export function createDarwinVmReader({ commands, clock }: DarwinVmPorts, self: Self = thisUser()): VmReader {
  const maySee = ({ userId }: ProcessRaw): boolean => self.userId === 0 || userId === self.userId;
  return createVmReader({
    platform: 'darwin',
    commandLineOf: ({ command, name }) => fromJoined(command, name),
    homeOf: (process) => (process.userId === self.userId ? self.home : null),
    async readConfig({ path, seenFrom }) {
      if (!path.startsWith('/')) return new Absence('not-supported', `${path}: the folder of a ${seenFrom} is not known on macOS`);
      return readConfigFile(clock, path, path);
    },
    async openFilesOf(processes) {
      const answers = new Map<number, Maybe<readonly string[]>>();
      for (const process of processes) {
        if (!maySee(process)) answers.set(process.pid, new Absence('permission-denied', `lsof: it runs as ${process.user}`));
      }
      const own = processes.filter(maySee).map(({ pid }) => pid);
      for (const [pid, files] of await openFilesOf(commands, own)) answers.set(pid, files);
      return answers;
    },
  });
}

function thisUser(): Self {
  return { userId: process.getuid?.() ?? -1, home: homedir() };
}
