import { linesOf } from './text.ts';

/** How many different users are logged in, from the rows of `who` (a user has a row per terminal). */
export function countUsers(text: string): number {
  const names = linesOf(text).map((line) => /^(\S+)\s+\S/.exec(line)?.[1]);
  return new Set(names.filter((name) => name !== undefined)).size;
}
