import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ExitError, exitCodes } from './exit-codes.ts';

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Throws an ExitError when the folder cannot stand for `/`: 66 when it is none, 65 when it holds no `proc`. */
export function checkRootDir(path: string): void {
  if (!isFolder(path)) throw new ExitError(exitCodes.noInput, `--rootfs ${path}: expected a folder`);
  if (!isFolder(join(path, 'proc')))
    throw new ExitError(exitCodes.data, `--rootfs ${path}: expected the root of a Linux machine, got a folder without "proc"`);
}
