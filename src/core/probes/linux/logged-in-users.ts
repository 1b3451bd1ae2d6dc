import { endianness } from 'node:os';
import { Absence, isAbsent, type Maybe } from '../absence.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';

const USER_PROCESS = 7;
const USER_AT = 44;
const USER_BYTES = 32;
const PID_AT = 4;
// Times in the file are 32 bits wide for the sake of old programs, and 64 on the processors that never had such programs.
const BYTES_WITH_SHORT_TIMES = 384;
const BYTES_WITH_LONG_TIMES = 400;
const LONG_TIMES = ['arm64', 'riscv64', 'loong64'].includes(process.arch);

/** How many different users are logged in, from utmp; from logind's files where there is no utmp. */
export function countLoggedInUsers(files: KernelFiles): Maybe<number> {
  let absence = new Absence('not-found', '/run/utmp: ENOENT');
  for (const path of ['/run/utmp', '/var/run/utmp']) {
    const users = attempt(path, () => {
      const { buffer, length } = files.readOnce(path);
      const bytes = Buffer.from(buffer.subarray(0, length));
      return parseUtmp(bytes, (pid) => files.exists(`/proc/${pid}`));
    });
    if (!isAbsent(users)) return users;
    if (users.reason !== 'not-found') absence = users;
  }
  const fromLogind = attempt('/run/systemd/users', () => countLogindUsers(files));
  return isAbsent(fromLogind) ? absence : fromLogind;
}

/** Different users of the records whose process lives: a crashed session leaves its record behind. */
export function parseUtmp(bytes: Buffer, isAlive: (pid: number) => boolean): Maybe<number> {
  const sizes = LONG_TIMES ? [BYTES_WITH_LONG_TIMES, BYTES_WITH_SHORT_TIMES] : [BYTES_WITH_SHORT_TIMES, BYTES_WITH_LONG_TIMES];
  const recordBytes = sizes.find((size) => bytes.length % size === 0);
  if (recordBytes === undefined) {
    return new Absence('malformed', `utmp: expected records of ${sizes.join(' or ')} bytes, got ${bytes.length} bytes`);
  }
  const users = new Set<string>();
  for (let start = 0; start < bytes.length; start += recordBytes) {
    if (readInt(bytes, start, 2) !== USER_PROCESS) continue;
    const pid = readInt(bytes, start + PID_AT, 4);
    const name = bytes.toString('utf8', start + USER_AT, start + USER_AT + USER_BYTES).split('\0', 1)[0] ?? '';
    if (pid > 0 && name !== '' && isAlive(pid)) users.add(name);
  }
  return users.size;
}

/** In the machine's byte order. */
function readInt(bytes: Buffer, at: number, size: 2 | 4): number {
  return endianness() === 'BE' ? bytes.readIntBE(at, size) : bytes.readIntLE(at, size);
}

function countLogindUsers(files: KernelFiles): number {
  const active = files.list('/run/systemd/users').filter((name) => {
    if (!/^\d{1,10}$/.test(name)) return false;
    const text = attempt(name, () => files.readText(`/run/systemd/users/${name}`));
    // "lingering" has services and no session.
    return typeof text === 'string' && /^STATE=(?:active|online)$/m.test(text);
  });
  return active.length;
}
