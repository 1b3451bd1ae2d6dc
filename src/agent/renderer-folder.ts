import { basename, join } from 'node:path';

/** Where the built page lies, seen from the sources, from an entry of the build, and from a chunk of it. */
export function rendererFolder(file = import.meta.filename): string {
  const here = join(file, '..');
  if (file.endsWith('.ts')) return join(here, '..', '..', 'out', 'renderer');
  return join(here, ...(basename(here) === 'chunks' ? ['..'] : []), '..', 'renderer');
}
