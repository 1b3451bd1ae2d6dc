import { readFileSync } from 'node:fs';
import { readImport } from '../../../core/settings/import.ts';
import type { SettingsProblem } from '../../../shared/model/settings.ts';
import { toError } from '../../../shared/result.ts';
import type { Arguments, CliContext } from '../../command.ts';
import { CliError, exitCodeOfError, exitCodes } from '../../exit-codes.ts';
import { settingsAccess } from '../../live/settings-access.ts';
import { print, tell } from '../../output.ts';
import { escapeControl } from '../../terminal/text.ts';

type Format = 'json' | 'toml';

const MAX_CHARS = 1_000_000;

/** The file's text and its form, told by its name. Throws a CliError (65, 66, 77). */
function readSettingsFile(path: string): { readonly text: string; readonly format: Format } {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    const { code = 'failed' } = thrown as NodeJS.ErrnoException;
    throw new CliError(exitCodeOfError(thrown), `${path}: expected a settings file that can be read, got ${code}`, { cause: thrown });
  }
  if (text.length > MAX_CHARS) throw new CliError(exitCodes.data, `${path}: expected at most ${MAX_CHARS} characters, got ${text.length}`);
  return { text, format: path.toLowerCase().endsWith('.toml') ? 'toml' : 'json' };
}

function tellProblems(context: CliContext, path: string, problems: readonly SettingsProblem[]): void {
  for (const { key, expected, got } of problems) {
    // The system's messages may have several lines.
    tell(context, escapeControl(`${path}: ${key}: expected ${expected}, got ${got.split('\n')[0] ?? ''}`));
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

export async function importFile(context: CliContext, args: Arguments, [path = '']: readonly string[]): Promise<number> {
  const { text, format } = readSettingsFile(path);
  const { changes, problems } = readImport(text, format);
  tellProblems(context, path, problems);
  if (args.values['dry-run'] === true) {
    for (const [key, value] of changes) await print(context, escapeControl(`${key} = ${JSON.stringify(value)}`));
    return problems.length > 0 ? exitCodes.data : exitCodes.ok;
  }
  if (changes.length === 0) throw new CliError(exitCodes.data, `${path}: nothing to import`);
  const access = await settingsAccess(context);
  try {
    const { backupPath } = await access.import({ text, format, dryRun: false });
    const left = problems.length === 0 ? '' : `, ${counted(problems.length, 'problem')} left out`;
    const backup = backupPath === null ? '' : `; the settings before are in ${backupPath}`;
    await print(context, `Imported ${counted(changes.length, 'setting')}${left}${backup}`);
  } catch (thrown) {
    throw new CliError(exitCodeOfError(thrown), `${path}: ${toError(thrown).message}`, { cause: thrown });
  } finally {
    access.close();
  }
  return problems.length > 0 ? exitCodes.data : exitCodes.ok;
}
