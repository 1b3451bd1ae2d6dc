import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = process.env['HEADROOM_FIXTURES'] ?? resolve(import.meta.dirname, '../../../../../../shared/fixtures');

/** Output of real machines, kept outside the project; null where it is not at hand. */
export function captureOf(name: string): { expected: Record<string, never>; text(file: string): string } | null {
  const folder = join(ROOT, name);
  if (!existsSync(folder)) return null;
  const { expect } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { expect: Record<string, never> };
  return { expected: expect, text: (file) => readFileSync(join(folder, 'cmd', file), 'utf8') };
}

/** Text in the true format of a program, written for these tests. */
export function sample(name: string): string {
  return readFileSync(resolve(import.meta.dirname, '../../../../fixtures/darwin', name), 'utf8');
}
