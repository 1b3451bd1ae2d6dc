import { machine } from 'node:os';
import { Absence, isAbsent, ProbeError, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { SystemRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { countLoggedInUsers } from './logged-in-users.ts';
import { parseOsRelease } from './os-release.ts';
import { Scanner } from './scan.ts';
import { attempt, withBackoff } from './sources.ts';

/** What the system is called. */
export type SystemNames = Pick<SystemRaw, 'hostname' | 'osName' | 'osVersion' | 'kernel' | 'arch'>;

/** Facts and counts of the machine as a whole. Only when no source at all can be read the group is absent. */
export function createSystemProbe(files: KernelFiles): Probe<SystemRaw> {
  const scanner = new Scanner();
  const stat = files.keepSingle('/proc/stat');
  const uptime = files.keepSingle('/proc/uptime');
  const load = files.keepSingle('/proc/loadavg');
  const fileNr = files.keepSingle('/proc/sys/fs/file-nr');
  const kept = [stat, uptime, load, fileNr];
  let names: SystemNames | null = null;

  const readStat = withBackoff('/proc/stat', () => {
    const { buffer, length } = stat.read();
    return parseStatFacts(scanner.reset(buffer, length));
  });
  const number = (path: string, read: () => { buffer: Buffer; length: number }): (() => Maybe<number>) =>
    withBackoff(path, () => {
      const { buffer, length } = read();
      return scanner.reset(buffer, length).decimal() ?? new Absence('malformed', `${path}: expected a number first`);
    });
  const readUptime = number('/proc/uptime', uptime.read);
  const readOpenFiles = number('/proc/sys/fs/file-nr', fileNr.read);
  const readPidMax = number('/proc/sys/kernel/pid_max', () => files.readOnce('/proc/sys/kernel/pid_max'));
  const readThreadsMax = number('/proc/sys/kernel/threads-max', () => files.readOnce('/proc/sys/kernel/threads-max'));
  const readThreads = withBackoff('/proc/loadavg', () => {
    const { buffer, length } = load.read();
    return parseThreads(scanner.reset(buffer, length));
  });

  return {
    read() {
      names ??= readSystemNames(files);
      const facts = readStat();
      const processes = attempt('/proc', () => countProcesses(files));
      const uptimeSeconds = readUptime();
      if (isAbsent(facts) && isAbsent(processes) && isAbsent(uptimeSeconds)) throw new ProbeError(facts.reason, facts.detail);
      // Every thread takes a pid, and every process is at least one thread: the smaller of the two limits is the one that is hit.
      const limit = smaller(readPidMax(), readThreadsMax());
      return {
        uptimeSeconds,
        bootTime: isAbsent(facts) ? facts : facts.bootTime,
        users: countLoggedInUsers(files),
        processes,
        processLimit: limit,
        threads: readThreads(),
        threadLimit: limit,
        openFiles: readOpenFiles(),
        contextSwitches: isAbsent(facts) ? facts : facts.contextSwitches,
        ...names,
      };
    },
    dispose() {
      for (const file of kept) file.close();
      names = null;
    },
  };
}

function parseStatFacts(scanner: Scanner): Pick<SystemRaw, 'bootTime' | 'contextSwitches'> {
  const contextSwitches = scanner.seekLine('ctxt ') ? scanner.counter() : null;
  const bootSeconds = scanner.seekLine('btime ') ? scanner.integer() : null;
  return {
    contextSwitches: contextSwitches ?? new Absence('malformed', '/proc/stat: no number after "ctxt"'),
    bootTime: bootSeconds === null ? new Absence('malformed', '/proc/stat: no number after "btime"') : bootSeconds * 1000,
  };
}

/** The fourth field of `/proc/loadavg`: "3/497", running and all. */
function parseThreads(scanner: Scanner): Maybe<number> {
  const threads = /^\S+\s+\S+\s+\S+\s+\d+\/(\d{1,10})(?:\s|$)/.exec(scanner.rest())?.[1];
  return threads === undefined ? new Absence('malformed', '/proc/loadavg: expected "running/threads" fourth') : Number(threads);
}

function countProcesses(files: KernelFiles): Maybe<number> {
  let count = 0;
  for (const name of files.list('/proc')) {
    const first = name.charCodeAt(0);
    if (first >= 49 && first <= 57) count += 1;
  }
  return count > 0 ? count : new Absence('not-found', '/proc: no process in it');
}

function smaller(a: Maybe<number>, b: Maybe<number>): Maybe<number> {
  if (isAbsent(a)) return b;
  return isAbsent(b) ? a : Math.min(a, b);
}

/** What does not change while the machine runs, or so seldom that a restart may be asked for it. */
export function readSystemNames(files: KernelFiles): SystemNames {
  const text = (path: string): string | null => {
    const content = attempt(path, () => files.readText(path));
    return isAbsent(content) ? null : content.trim().slice(0, 256) || null;
  };
  // The kernel gives a reader the name of the reader's own container: another root says its own in /etc.
  const ownName = (): string | null => text('/proc/sys/kernel/hostname');
  const release = ['/etc/os-release', '/usr/lib/os-release']
    .map((path) => attempt(path, () => files.readText(path)))
    .find((content) => !isAbsent(content));
  return {
    hostname: files.rootDir === '/' ? ownName() : (text('/etc/hostname') ?? ownName()),
    ...parseOsRelease(typeof release === 'string' ? release : ''),
    kernel: text('/proc/sys/kernel/osrelease'),
    // What this process runs on says nothing about another root's machine.
    arch: text('/proc/sys/kernel/arch') ?? (files.rootDir === '/' ? machine() : null),
  };
}
