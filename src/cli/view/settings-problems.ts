import { escapeControl } from '../../shared/escape-control.ts';
import type { SettingsProblem } from '../../shared/model/settings.ts';
import type { CliContext } from '../command.ts';
import { tell } from '../output.ts';

/** A line for each. @param path the file they are about; a problem may also be that file itself or a variable */
export function tellProblems(context: CliContext, path: string, problems: readonly SettingsProblem[]): void {
  for (const { key, expected, got } of problems) {
    const what = key.startsWith(path) || key.startsWith('HEADROOM_') ? key : `${path}: ${key}`;
    // The system's messages may have several lines.
    tell(context, escapeControl(`${what}: expected ${expected}, got ${got.replaceAll(/\s*\n\s*/g, ' ')}`));
  }
}
