import { Absence, type Maybe } from '../../absence.ts';
import type { Counter } from '../../counter.ts';
import type { Scanner } from '../scan.ts';

// Files of lines "key value": memory.stat, cpu.stat, memory.events …

/**
 * The values of `keys`, in their order; null for one that is missing or no number. Each key is written with the blank behind it, so that it
 * is compared whole. Of a key that stands there twice the first counts.
 */
export function readKeyedValues(scanner: Scanner, keys: readonly string[]): (Counter | null)[] {
  const values = keys.map((): Counter | null => null);
  let left = keys.length;
  do {
    for (let i = 0; i < keys.length; i += 1) {
      if (values[i] !== null || !scanner.take(keys[i] as string)) continue;
      values[i] = scanner.counter();
      if (values[i] !== null) left -= 1;
      break;
    }
  } while (left > 0 && scanner.nextLine());
  return values;
}

/** A level (bytes, tasks) of a file that holds nothing else. */
export function readLevel(scanner: Scanner, path: string): Maybe<number> {
  return levelOf(scanner.counter(), path, 'a whole number');
}

/** A level as a number: no machine has 2^53 bytes, so more is no level. */
export function levelOf(value: Counter | null, path: string, expected: string): Maybe<number> {
  return typeof value === 'number'
    ? value
    : new Absence('malformed', `${path}: expected ${expected}${value === null ? '' : ` below 2^53, got ${value}`}`);
}
