import { SETTINGS_VERSION } from '../../shared/model/settings.ts';
import { TextFault } from '../plain-fault.ts';
import { type Tree, isTree } from './paths.ts';

const MAX_GOT_CHARS = 200;

/** Step n turns version n into n + 1: pure, and never changed once released. */
const steps: readonly ((stored: Tree) => Tree)[] = [
  // 0 → 1: files from before there was a version number have the same keys.
  (stored) => stored,
];

export interface Migrated {
  readonly stored: Tree;
  /** What to write beside it: never less than what the file had, or a newer Headroom would take its own keys for old ones. */
  readonly version: number;
  /** True when the file is of a newer Headroom: what is known of it is used, and the rest is kept. */
  readonly newer: boolean;
}

/** Brings a stored object up to the version of this program. Throws a TextFault when it is no settings object at all. */
export function migrate(value: unknown, version = SETTINGS_VERSION): Migrated {
  if (!isTree(value))
    throw new TextFault(null, 'a JSON object of settings', Array.isArray(value) ? 'a list' : JSON.stringify(value).slice(0, MAX_GOT_CHARS));
  const { version: from = 0, ...rest } = value;
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 0) {
    throw new TextFault(null, 'a whole number as "version"', JSON.stringify(from).slice(0, MAX_GOT_CHARS));
  }
  let stored: Tree = rest;
  for (let at = from; at < version; at += 1) stored = steps[at]?.(stored) ?? stored;
  return { stored, version: Math.max(from, version), newer: from > version };
}
