import { Absence, isAbsent, type Maybe } from '../../absence.ts';
import type { Counter } from '../../counter.ts';
import type { CgroupMemoryEventsRaw } from '../../raw-cgroup.ts';
import type { Scanner } from '../scan.ts';
import { levelOf, readKeyedValues } from './keyed-values.ts';

/** What of `memory.stat` is shown, in bytes. */
export interface MemoryStat {
  readonly anonBytes: Maybe<number>;
  readonly cacheBytes: Maybe<number>;
  readonly inactiveFileBytes: Maybe<number>;
  /** Null where another file says it. */
  readonly kernelBytes: Maybe<number> | null;
  readonly swapBytes: Maybe<number> | null;
}

// In the order of the file: the reader stops at the last one.
const V2_KEYS = ['anon ', 'file ', 'kernel ', 'inactive_file '] as const;
/** Kernels before 5.18 have the parts and no sum. */
const V2_KERNEL_PARTS = ['kernel_stack ', 'pagetables ', 'percpu ', 'slab '] as const;
const V1_KEYS = ['cache ', 'rss ', 'inactive_file ', 'swap '] as const;
const V1_TOTAL_KEYS = V1_KEYS.map((key) => `total_${key}`);

export function parseMemoryStatV2(scanner: Scanner, path: string): MemoryStat {
  const start = scanner.position;
  const [anon = null, file = null, kernel = null, inactiveFile = null] = readKeyedValues(scanner, V2_KEYS);
  const value = (counter: Counter | null, key: string): Maybe<number> => levelOf(counter, path, `a number after "${key}"`);
  return {
    anonBytes: value(anon, 'anon'),
    cacheBytes: value(file, 'file'),
    inactiveFileBytes: value(inactiveFile, 'inactive_file'),
    kernelBytes: kernel === null ? sumOfParts(scanner, start, path) : value(kernel, 'kernel'),
    swapBytes: null,
  };
}

function sumOfParts(scanner: Scanner, start: number, path: string): Maybe<number> {
  scanner.position = start;
  const parts = readKeyedValues(scanner, V2_KERNEL_PARTS).filter((part) => part !== null);
  if (parts.length === 0) return new Absence('not-found', `${path}: no line "kernel"`);
  return levelOf(
    parts.reduce<number>((sum, part) => sum + Number(part), 0),
    path,
    'numbers of the kernel parts',
  );
}

/** The `total_` keys are of the cgroup and those below it, as version 2 has it. */
export function parseMemoryStatV1(scanner: Scanner, path: string): MemoryStat {
  const values = readKeyedValues(scanner, [...V1_TOTAL_KEYS, ...V1_KEYS]);
  const value = (i: number): Maybe<number> =>
    levelOf(values[i] ?? values[i + V1_KEYS.length] ?? null, path, `a number after "${V1_TOTAL_KEYS[i]?.trim()}"`);
  const swap = value(3);
  return {
    cacheBytes: value(0),
    anonBytes: value(1),
    inactiveFileBytes: value(2),
    kernelBytes: null,
    // Without swap accounting there is no such line.
    swapBytes: isAbsent(swap) ? null : swap,
  };
}

const EVENT_KEYS = ['low ', 'high ', 'max ', 'oom ', 'oom_kill '] as const;

/** `memory.events` of version 2: of the cgroup and those below it. */
export function parseMemoryEvents(scanner: Scanner): CgroupMemoryEventsRaw {
  const [low = null, high = null, max = null, oom = null, oomKill = null] = readKeyedValues(scanner, EVENT_KEYS);
  return { low, high, max, oom, oomKill };
}

/** `oom_kill` of `memory.oom_control`, version 1; null before kernel 4.13. */
export function parseOomControl(scanner: Scanner): Counter | null {
  return readKeyedValues(scanner, ['oom_kill '])[0] ?? null;
}
