import { escapeControl } from '../../../shared/escape-control.ts';
import { readBoundedFile } from '../../../core/bounded-file.ts';
import { plainWords, textFaultOf } from '../../../core/plain-fault.ts';
import { readImport } from '../../../core/settings/import.ts';
import { MAX_SETTINGS_BYTES } from '../../../core/settings/settings-file.ts';
import type { Arguments, CliContext } from '../../command.ts';
import { ExitError, exitCodeOfError, exitCodes } from '../../../core/exit-codes.ts';
import { settingsAccess } from '../../live/settings-access.ts';
import { print } from '../../output.ts';
import { settingValueText } from '../../view/setting-value.ts';
import { tellProblems } from '../../view/settings-problems.ts';

type Format = 'json' | 'toml';

/** The file's text and its form, told by its name. Throws an ExitError (65, 66, 77). */
function readSettingsFile(path: string): { readonly text: string; readonly format: Format } {
  try {
    return { text: readBoundedFile(path, MAX_SETTINGS_BYTES), format: path.toLowerCase().endsWith('.toml') ? 'toml' : 'json' };
  } catch (thrown) {
    const { expected, got } = textFaultOf(thrown, 'a settings file that can be read');
    throw new ExitError(exitCodeOfError(thrown), `${path}: expected ${expected}, got ${got}`, { cause: thrown });
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export async function validateFile(context: CliContext, _args: Arguments, [path = '']: readonly string[]): Promise<number> {
  const { text, format } = readSettingsFile(path);
  const { changes, problems } = readImport(text, format);
  tellProblems(context, path, problems);
  if (problems.length > 0) return exitCodes.data;
  await print(context, `${path}: ${counted(changes.length, 'setting')}, all right`);
  return exitCodes.ok;
}

/** Problems are told and left out; the rest is merged. 65 only when there is nothing right in the file. */
export async function importFile(context: CliContext, args: Arguments, [path = '']: readonly string[]): Promise<number> {
  const { text, format } = readSettingsFile(path);
  const { changes, problems } = readImport(text, format);
  tellProblems(context, path, problems);
  if (changes.length === 0) {
    if (problems.length > 0) return exitCodes.data;
    await print(context, `${path}: nothing to import, it says no setting`);
    return exitCodes.ok;
  }
  if (args.values['dry-run'] === true) {
    await print(
      context,
      changes.map(([key, value]) => `${escapeControl(key)} = ${settingValueText(value)}`),
    );
    return exitCodes.ok;
  }
  const access = await settingsAccess(context);
  try {
    const { backupPath, state } = await access.import({ text, format, dryRun: false });
    tellProblems(context, state.path, state.problems);
    const left = problems.length === 0 ? '' : `, ${counted(problems.length, 'problem')} left out`;
    const backup = backupPath === null ? '' : `; the settings before are in ${backupPath}`;
    await print(context, `Imported ${counted(changes.length, 'setting')}${left}${backup}`);
  } catch (thrown) {
    throw new ExitError(exitCodeOfError(thrown), `${path}: ${plainWords(thrown)}`, { cause: thrown });
  } finally {
    access.close();
  }
  return exitCodes.ok;
}
