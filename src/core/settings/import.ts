import type { SettingsProblem } from '../../shared/model/settings.ts';
import { parseJson, textFaultOf } from '../plain-fault.ts';
import { migrate } from './migrate.ts';
import { type Json, faultOf, leavesOf } from './paths.ts';
import { shownValue } from './shown.ts';
import { readOriginToml } from './toml-import.ts';

export interface Import {
  readonly changes: readonly (readonly [path: string, value: Json])[];
  /** What was not taken over, and why. */
  readonly problems: readonly SettingsProblem[];
}

/** Reads a settings file to merge: right values become changes, the others problems. Throws nothing. */
export function readImport(text: string, format: 'json' | 'toml'): Import {
  const problems: SettingsProblem[] = [];
  let found: readonly (readonly [string, Json])[] = [];
  try {
    if (format === 'toml') {
      const toml = readOriginToml(text);
      found = Object.entries(toml.changes);
      problems.push(...toml.problems);
    } else {
      found = leavesOf(migrate(parseJson(text)).stored);
    }
  } catch (thrown) {
    const { line, ...fault } = textFaultOf(thrown, `a settings file in ${format.toUpperCase()}`);
    return { changes: [], problems: [{ key: line === null ? '(file)' : `line ${line}`, ...fault }] };
  }
  const changes: (readonly [string, Json])[] = [];
  for (const [key, value] of found) {
    const expected = faultOf(key, value);
    if (expected === null) changes.push([key, value]);
    else problems.push({ key, expected, got: shownValue(key, value) });
  }
  return { changes, problems };
}
