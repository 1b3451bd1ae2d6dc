import { endianness } from 'node:os';
import { Absence, isAbsent, type Maybe } from '../absence.ts';
import type { KernelFiles } from './kernel-files.ts';
import { attempt } from './sources.ts';

const USER_PROCESS = 7;
const USER_AT = 44;
const USER_BYTES = 32;
const PID_AT = 4;
/** Where times in the file are 32 bits wide for the sake of old programs (x86-64 and most), and where they are 64. */
const RECORD_BYTES = [384, 400] as const;

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
  const recordBytes = RECORD_BYTES.find((size) => bytes.length % size === 0);
  if (recordBytes === undefined) {
    return new Absence('malformed', `utmp: expected records of ${RECORD_BYTES.join(' or ')} bytes, got ${bytes.length} bytes`);
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
