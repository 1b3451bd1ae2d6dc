import { expect } from 'vitest';
import { Absence, ProbeError } from '../../../../../src/core/probes/absence.ts';
import { absenceReasons } from '../../../../../src/shared/model/absence.ts';

/** Fields in which less than nothing makes sense. */
const SIGNED = new Set(['celsius']);

/** What holds for every answer of a probe: numbers are finite and not negative, what is missing has a reason and says what. */
export function expectSound(value: unknown, path = ''): void {
  if (value instanceof Absence) {
    if (!absenceReasons.includes(value.reason) || value.detail === '') expect.fail(`${path}: absent without a reason`);
    return;
  }
  if (typeof value === 'number') {
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (!Number.isFinite(value) || (value < 0 && !SIGNED.has(name))) expect.fail(`${path}: ${value}`);
    return;
  }
  if (typeof value === 'bigint') {
    if (value < 0n) expect.fail(`${path}: ${value}`);
    return;
  }
  if (value === undefined) expect.fail(`${path}: undefined`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) expectSound(part, `${path}.${key}`);
}

/** Reads; the answer must be sound, or the failure a ProbeError with a reason. */
export async function expectSoundRead(read: () => unknown): Promise<'answer' | 'absent'> {
  let answer: unknown;
  try {
    answer = await read();
  } catch (thrown) {
    if (!(thrown instanceof ProbeError)) throw thrown;
    if (!absenceReasons.includes(thrown.reason) || thrown.message === '') expect.fail(`a ProbeError without a reason: ${thrown.message}`);
    return 'absent';
  }
  expectSound(answer);
  return 'answer';
}
