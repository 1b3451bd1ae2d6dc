import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandRunner } from '../../src/core/ports.ts';

// Captured machines with what a correct reader answers. They are kept outside of this repository.

const FOLDER = process.env['HEADROOM_FIXTURES'] ?? join(import.meta.dirname, '../../../shared/fixtures');

/** The value of `expected.json`; only the keys in `expect` are asserted. */
interface ExpectedFile {
  readonly case: string;
  readonly title: string;
  readonly category: readonly string[];
  readonly platform: string;
  readonly arch: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly absent?: readonly string[];
  readonly commands?: Readonly<Record<string, string>>;
  readonly http?: Readonly<Record<string, string>>;
  readonly expect: Readonly<Record<string, unknown>>;
}

export interface FixtureCase extends ExpectedFile {
  /** The folder of the case. */
  readonly dir: string;
  /** What the detector takes for `/`; null for a case without files. */
  readonly rootDir: string | null;
  /** The text of a file of the case: "http/stats.json". */
  readonly text: (path: string) => string;
  /** What a command printed, by its whole line ("sysctl -n hw.model"); null where it was not captured. */
  readonly output: (commandLine: string) => string | null;
}

function readCase(name: string): FixtureCase {
  const dir = join(FOLDER, name);
  const text = (path: string): string => readFileSync(join(dir, path), 'utf8');
  const expected = JSON.parse(text('expected.json')) as ExpectedFile;
  return {
    ...expected,
    dir,
    rootDir: existsSync(join(dir, 'root')) ? join(dir, 'root') : null,
    text,
    output(commandLine) {
      const path = expected.commands?.[commandLine];
      return path === undefined ? null : text(path);
    },
  };
}

/** Every case by its name; none where the folder is absent, which is said in one line. */
export function loadFixtureCases(): readonly FixtureCase[] {
  if (!existsSync(FOLDER)) {
    console.log(`skipped: no captured machines at ${FOLDER} (set HEADROOM_FIXTURES)`);
    return [];
  }
  return readdirSync(FOLDER)
    .filter((name) => existsSync(join(FOLDER, name, 'expected.json')))
    .sort()
    .map(readCase);
}

/** Runs nothing: answers with what was captured. `lineOf` names the captured command for a call. */
export function capturedCommands(
  { output }: FixtureCase,
  lineOf: (file: string, args: readonly string[]) => string = (file, args) => [file, ...args].join(' '),
): CommandRunner {
  return {
    async run(file, args) {
      const line = lineOf(file, args);
      const text = output(line);
      if (text === null) throw Object.assign(new Error(`${line}: was not captured`), { code: 'ENOENT' });
      return text;
    },
  };
}

/** Where two values differ, as "path: expected X, got Y"; nothing for keys that `expected` lacks. Numbers above 2^53 stand as decimal strings. */
export function differences(expected: unknown, got: unknown, path = ''): string[] {
  if (typeof expected === 'string' && typeof got === 'bigint') return expected === String(got) ? [] : [differs(path, expected, got)];
  if (Array.isArray(expected)) {
    if (!Array.isArray(got)) return [differs(path, expected, got)];
    const length = expected.length === got.length ? [] : [`${path}: expected ${expected.length} items, got ${got.length}`];
    return [...length, ...expected.flatMap((item, index) => differences(item, got[index], `${path}[${index}]`))];
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof got !== 'object' || got === null) return [differs(path, expected, got)];
    return Object.entries(expected).flatMap(([key, value]) => differences(value, (got as Record<string, unknown>)[key], `${path}.${key}`));
  }
  return Object.is(expected, got) || (typeof expected === 'number' && isSame(expected, got)) ? [] : [differs(path, expected, got)];
}

const differs = (path: string, expected: unknown, got: unknown): string => `${path}: expected ${show(expected)}, got ${show(got)}`;
const show = (value: unknown): string => (typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? 'nothing'));
/** Decimal fractions differ in their last digit by the way they were computed. */
const isSame = (expected: number, got: unknown): boolean =>
  typeof got === 'number' && Math.abs(expected - got) <= 1e-9 * Math.max(1, Math.abs(expected));

/** "N of M" per category. */
export class Tally {
  readonly #counts = new Map<string, { right: number; all: number }>();

  add({ category }: FixtureCase, right: boolean): void {
    for (const name of category) {
      const count = this.#counts.get(name) ?? { right: 0, all: 0 };
      count.all += 1;
      if (right) count.right += 1;
      this.#counts.set(name, count);
    }
  }

  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { right, all }]) => `${name} ${right} of ${all}`)
      .join(', ');
  }
}
