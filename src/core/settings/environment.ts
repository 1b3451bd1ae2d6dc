import type { SettingsProblem } from '../../shared/model/settings.ts';
import { variableOf } from '../../shared/setting-variable.ts';
import { type Json, faultOf, settingPaths } from './paths.ts';
import { shownText } from './shown.ts';
import { valueOfText } from './text-value.ts';

/** The settings that the environment gives; a value that is not right is a problem and changes nothing. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): {
  readonly values: ReadonlyMap<string, Json>;
  readonly problems: readonly SettingsProblem[];
} {
  const values = new Map<string, Json>();
  const problems: SettingsProblem[] = [];
  for (const path of settingPaths) {
    const text = variables[variableOf(path)];
    if (text === undefined || text === '') continue;
    const value = valueOfText(path, text);
    const fault = faultOf(path, value);
    if (fault === null) values.set(path, value);
    else problems.push({ key: variableOf(path), expected: fault, got: shownText(path, text) });
  }
  return { values, problems };
}
