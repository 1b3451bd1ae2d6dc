import { lstatSync, mkdirSync } from 'node:fs';
import { AppError } from '../../shared/result.ts';
import { plainWords } from '../plain-fault.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Makes the folder, with mode 0700, or checks the one that is there: it may be `/tmp` or a home folder, so its mode is not touched. In one
 * that is this user's and that only this user may write to, a file of mode 0600 is safe, whoever may enter. Throws an AppError
 * (`permission-denied`) that says what to do.
 */
export function preparePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    const { uid, mode } = stat;
    if (!stat.isDirectory()) throw new AppError('permission-denied', `${folder}: expected a folder, got something else`);
    // Windows has neither: the folder has the rights of the profile it lies in.
    if (process.getuid === undefined) return;
    if (uid !== process.getuid()) {
      throw new AppError(
        'permission-denied',
        `${folder}: the folder belongs to another user; set HEADROOM_RUNTIME_DIR to one of your own.`,
      );
    }
    if ((mode & WRITABLE_BY_OTHERS) !== 0) {
      const got = (mode & 0o7777).toString(8);
      throw new AppError(
        'permission-denied',
        `${folder}: others may write to this folder (mode ${got}); set HEADROOM_RUNTIME_DIR to one that is yours alone, such as ${folder}/headroom-${uid}.`,
      );
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('permission-denied', `The folder of the local socket cannot be used: ${folder}: ${plainWords(thrown)}`, {
      cause: thrown,
    });
  }
}
