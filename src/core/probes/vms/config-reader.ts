import { constants, promises } from 'node:fs';
import type { Clock } from '../../ports.ts';
import { Absence, absenceOf } from '../absence.ts';

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 1024 * 1024;

/**
 * The text of a regular file of at most 1 MiB, or why there is none. Never rejects. It may lie in a home folder on a server that is gone, so
 * it is read off the main thread, and absent after 2 s.
 *
 * @param shownPath what a person is told of it
 */
export async function readConfigFile(clock: Clock, path: string, shownPath: string): Promise<string | Absence> {
  let stopTimer = (): void => {};
  const late = new Promise<Absence>((resolve) => {
    const absence = new Absence('timed-out', `${shownPath}: did not answer within ${TIMEOUT_MS} ms`);
    stopTimer = clock.setTimer(() => resolve(absence), TIMEOUT_MS);
  });
  const text = readBounded(path, shownPath).catch((thrown: unknown) => absenceOf(thrown, shownPath));
  try {
    return await Promise.race([text, late]);
  } finally {
    stopTimer();
  }
}

async function readBounded(path: string, shownPath: string): Promise<string | Absence> {
  // Without the flag, opening a pipe would wait for who writes to it. Windows has neither.
  const handle = await promises.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size, isFile } = await handle.stat().then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (!isFile) return new Absence('malformed', `${shownPath}: expected a regular file, got a folder, a pipe or a device`);
    if (size > MAX_BYTES) return new Absence('malformed', `${shownPath}: expected at most ${MAX_BYTES} bytes, got ${size}`);
    // A file's size is no promise of what is read from it.
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
  } finally {
    await handle.close();
  }
}
