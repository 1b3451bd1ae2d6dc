import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { AppError, type ErrorCode } from '../shared/result.ts';
import { TextFault } from './plain-fault.ts';

const notTaken = (code: ErrorCode, fault: TextFault): AppError => new AppError(code, fault.message, { cause: fault });

/**
 * The text of a regular file. Throws the system's error, or an AppError: `invalid-input` for what is no file (a pipe would be waited for),
 * `too-large` for more than `maxBytes`.
 */
export function readBoundedFile(path: string, maxBytes: number): string {
  // Windows has no such flag, and no named pipes among its files. Without the flag, opening a pipe waits for who writes to it.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(descriptor).isFile())
      throw notTaken('invalid-input', new TextFault(null, 'a regular file', 'a folder, a pipe or a device'));
    // One byte more than allowed: a file's size is no promise of what is read from it.
    const bytes = Buffer.allocUnsafe(maxBytes + 1);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    if (length > maxBytes) throw notTaken('too-large', new TextFault(null, `at most ${maxBytes} bytes`, 'more'));
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}
