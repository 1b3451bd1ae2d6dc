import type { CommandRunner } from '../../ports.ts';
import { type Absence, type Maybe, absenceOf, isAbsent } from '../absence.ts';
import { linesOf } from '../portable/text.ts';

const PROGRAM = '/usr/sbin/lsof';
/** Of named processes it takes some 50 ms; of all it would take over ten seconds. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 8 * 1024 * 1024;
/** A machine that shares folders with its guest may have a hundred thousand files open; the first are its disks. */
const MAX_FILES = 2_000;

type OpenFiles = ReadonlyMap<number, readonly string[]>;

/** Reads `lsof -Fpn`: lines "p<pid>", "f<descriptor>" and "n<name>". Of each process the absolute paths, at most 2000. */
export function parseLsof(text: string): OpenFiles {
  const files = new Map<number, string[]>();
  let current: string[] | null = null;
  for (const line of linesOf(text)) {
    const pid = /^p(\d{1,10})$/.exec(line)?.[1];
    if (pid !== undefined) {
      current = files.get(Number(pid)) ?? [];
      files.set(Number(pid), current);
    } else if (current !== null && line.startsWith('n/') && current.length < MAX_FILES) current.push(line.slice(1));
  }
  return files;
}

/**
 * The files that each of these processes has open, or why that cannot be said. One call for all; where it fails (lsof ends with 1 when one
 * of the processes went) one for each. Never rejects.
 */
export async function openFilesOf(
  commands: CommandRunner,
  pids: readonly number[],
): Promise<ReadonlyMap<number, Maybe<readonly string[]>>> {
  if (pids.length === 0) return new Map();
  const together = await ask(commands, pids);
  if (!isAbsent(together)) return together;
  const answers = new Map<number, Maybe<readonly string[]>>();
  for (const pid of pids) {
    const alone = pids.length === 1 ? together : await ask(commands, [pid]);
    answers.set(pid, isAbsent(alone) ? alone : (alone.get(pid) ?? []));
  }
  return answers;
}

async function ask(commands: CommandRunner, pids: readonly number[]): Promise<OpenFiles | Absence> {
  try {
    // -n and -P: no name of a host or a port is looked up; -w: no warnings.
    return parseLsof(await commands.run(PROGRAM, ['-nPw', '-Fpn', '-p', pids.join(',')], { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }));
  } catch (thrown) {
    return absenceOf(thrown, PROGRAM);
  }
}
