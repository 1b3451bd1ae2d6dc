import { statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import type { RuntimePlace } from './runtime-paths.ts';

/** The place as this process sees it. */
export function runtimePlace(env: Readonly<Record<string, string | undefined>>, platform: string): RuntimePlace {
  return { platform, env, home: homedir(), user: userName(), isOwnFolder };
}

function isOwnFolder(path: string): boolean {
  try {
    const stat = statSync(path);
    return stat.isDirectory() && stat.uid === process.getuid?.();
  } catch {
    return false;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container whose user has no entry in passwd.
    return String(process.getuid?.() ?? 'user');
  }
}
