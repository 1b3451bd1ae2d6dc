import { statSync } from 'node:fs';
import type { KernelFiles } from './kernel-files.ts';
import { printable } from './process-parse.ts';

const PASSWD = '/etc/passwd';

/** User names by id, from the text of a passwd file. Lines that are none are left out; the first name of an id stands. */
export function parsePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':', 3);
    if (name === undefined || id === undefined || name === '' || name.startsWith('#') || !/^\d{1,10}$/.test(id)) continue;
    const userId = Number(id);
    if (!names.has(userId)) names.set(userId, printable(name));
  }
  return names;
}

export interface UserNames {
  /** The user's name, or the id as text when it has none here. */
  nameOf(userId: number): string;
  /** Reads the file again if it changed. */
  refresh(): void;
}

/** Users as /etc/passwd below the root names them. */
export function createUserNames(files: KernelFiles): UserNames {
  let names = new Map<number, string>();
  let readMtimeMs: number | null = null;

  function refresh(): void {
    try {
      const mtimeMs = statSync(files.locate(PASSWD)).mtimeMs;
      if (mtimeMs === readMtimeMs) return;
      names = parsePasswd(files.readText(PASSWD));
      readMtimeMs = mtimeMs;
    } catch {
      // No such file, or not for us to read: the ids stand for themselves.
      names = new Map();
      readMtimeMs = null;
    }
  }
  return { nameOf: (userId) => names.get(userId) ?? String(userId), refresh };
}
