import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/result.ts';
import { ExitError, exitCodes } from './exit-codes.ts';
import type { Ports, ProcessControl } from './ports.ts';
import { createProcessControl } from './process-control.ts';

/** The folder to read as if it were `/`: the option, else HEADROOM_ROOTFS; null for this machine itself. */
export function rootDirOf(option: string | undefined, env: Readonly<Record<string, string | undefined>>): string | null {
  const path = option ?? env['HEADROOM_ROOTFS'] ?? '';
  return path === '' || path === '/' ? null : path;
}

/**
 * Throws an ExitError when the folder cannot stand for `/`: 66 when it is none, 65 when it holds nothing that is read.
 *
 * @param parts the folders of which it must have one
 */
export function checkRootDir(path: string, parts: readonly string[] = ['proc']): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new ExitError(exitCodes.noInput, `${path}: expected a folder, got nothing there`);
  if (!stat.isDirectory()) throw new ExitError(exitCodes.noInput, `${path}: expected a folder, got something else`);
  if (!parts.some((part) => statSync(join(path, part), { throwIfNoEntry: false })?.isDirectory() === true)) {
    const missing = parts.map((part) => `"${part}"`).join(' or ');
    throw new ExitError(exitCodes.data, `${path}: expected the root of a Linux machine, got a folder without ${missing}`);
  }
}

/** A process number read below another root may be another process here. */
const noProcessControl: ProcessControl = {
  signal() {
    throw new AppError('not-supported', 'What is read below another root (--rootfs, HEADROOM_ROOTFS) cannot be ended from here.');
  },
};

export type RootPlace = Pick<Ports, 'rootDir' | 'platform' | 'processControl'>;

/**
 * What is read and whose processes may be signalled. Throws an ExitError (65, 66) when the folder cannot stand for `/`.
 *
 * @param rootDir as `rootDirOf` answers it
 * @param platform of this machine; what lies below another root is that of a Linux, whatever reads it
 * @param parts as `checkRootDir` takes them
 */
export function rootPlaceOf(rootDir: string | null, platform: string, parts?: readonly string[]): RootPlace {
  if (rootDir === null) return { rootDir: '/', platform, processControl: createProcessControl() };
  checkRootDir(rootDir, parts);
  return { rootDir, platform: 'linux', processControl: noProcessControl };
}
