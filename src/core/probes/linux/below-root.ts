import { lstatSync, readlinkSync } from 'node:fs';
import { ProbeError } from '../absence.ts';

/** As the kernel's own limit on links in one path. */
const MAX_LINKS = 40;

/** What a symbolic link says; null when there is none at that place. */
export function linkTargetOf(place: string): string | null {
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(place) : null;
}

/** The place of `path`, its links followed as for a process that has `prefix` for its root. Nothing need be there. */
export function followBelow(prefix: string, path: string): string {
  const pending = path.split('/').toReversed();
  let place: string[] = [];
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      place.pop();
      continue;
    }
    const target = linkTargetOf([prefix, ...place, name].join('/'));
    if (target === null) {
      place.push(name);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new ProbeError('malformed', `${path}: its links lead in a circle`);
    if (target.startsWith('/')) place = [];
    pending.push(...target.split('/').toReversed());
  }
  return [prefix, ...place].join('/');
}
