import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the project that a file is in: the nearest one above with a package.json of this name. Null when it is in none. */
export function projectFolder(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path) && nameIn(path) === 'headroom') return folder;
    if (folder === dirname(folder)) return null;
  }
}

function nameIn(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { readonly name?: unknown } | null)?.name;
  } catch {
    return null;
  }
}
