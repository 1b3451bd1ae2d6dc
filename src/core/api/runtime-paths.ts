import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { AppError } from '../../shared/result.ts';

/** What decides where the local socket lies. */
export interface RuntimePlace {
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly user: string;
  /** True when the folder exists and is this user's. */
  readonly isOwnFolder: (path: string) => boolean;
}

/** `sun_path` without the closing NUL. A longer path is cut silently by some systems, and then names another file. */
const MAX_SOCKET_PATH_BYTES: Readonly<Record<string, number>> = { darwin: 103 };
const DEFAULT_MAX_SOCKET_PATH_BYTES = 107;

/** The folder, which only this user may write to, of what exists only while Headroom runs: the local socket and the token for scripts. */
export function runtimeFolder({ platform, env, home, isOwnFolder }: RuntimePlace): string {
  const chosen = env['HEADROOM_RUNTIME_DIR'];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (platform === 'win32') return win32.join(env['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local'), 'Headroom');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Headroom');
  const session = env['XDG_RUNTIME_DIR'];
  // After `sudo` it is still that of the other user: what is made there would be in their way.
  if (session !== undefined && session.startsWith('/') && isOwnFolder(session)) return posix.join(session, 'headroom');
  return posix.join(home, '.local', 'state', 'headroom');
}

/**
 * The address of the local socket: a path, or on Windows a named pipe. Throws an AppError (`invalid-input`) when the path is longer than the
 * system takes.
 */
export function localSocketPath(place: RuntimePlace): string {
  if (place.platform === 'win32') return pipeName(place);
  const path = posix.join(runtimeFolder(place), 'headroom.sock');
  const max = MAX_SOCKET_PATH_BYTES[place.platform] ?? DEFAULT_MAX_SOCKET_PATH_BYTES;
  const length = Buffer.byteLength(path);
  if (length > max) {
    throw new AppError('invalid-input', `Local socket ${path}: expected at most ${max} bytes, got ${length}. Set HEADROOM_RUNTIME_DIR.`);
  }
  return path;
}

function pipeName({ env, user }: RuntimePlace): string {
  const name = `headroom-${user.replaceAll(/[^\w.-]/g, '_')}`;
  const chosen = env['HEADROOM_RUNTIME_DIR'];
  const suffix = chosen === undefined || chosen === '' ? '' : `-${createHash('sha256').update(chosen).digest('hex').slice(0, 16)}`;
  return `\\\\.\\pipe\\${name}${suffix}`;
}
