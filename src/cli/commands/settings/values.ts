import { type Tree, getAt, leavesOf, settingPaths } from '../../../core/settings/paths.ts';
import { differencesOf } from '../../../core/settings/settings-service.ts';
import { valueOfText } from '../../../core/settings/text-value.ts';
import type { Arguments, CliContext } from '../../command.ts';
import { ExitError, exitCodes } from '../../../core/exit-codes.ts';
import { type SettingsAccess, settingsAccess } from '../../live/settings-access.ts';
import { print, printJson } from '../../output.ts';
import { didYouMean } from '../../../core/suggest.ts';
import { renderTable } from '../../terminal/table.ts';
import { settingValueText } from '../../view/setting-value.ts';
import { tellProblems } from '../../view/settings-problems.ts';

type Rest = readonly string[];

/** Throws an ExitError (65) for a key that does not exist. */
function checked({ program }: CliContext, key: string | undefined): string {
  if (key !== undefined && settingPaths.includes(key)) return key;
  const hint = didYouMean(key ?? '', settingPaths);
  throw new ExitError(
    exitCodes.data,
    `${JSON.stringify(key)}: expected a setting that exists.${hint} "${program} settings get" lists them.`,
  );
}

async function withSettings(context: CliContext, use: (access: SettingsAccess) => Promise<void>): Promise<number> {
  const access = await settingsAccess(context);
  try {
    await use(access);
    return exitCodes.ok;
  } finally {
    access.close();
  }
}

export function getSetting(context: CliContext, args: Arguments, [key]: Rest): Promise<number> {
  const wanted = key === undefined ? null : checked(context, key);
  return withSettings(context, async (access) => {
    const state = await access.state();
    tellProblems(context, state.path, state.problems);
    const { settings, fromEnvironment } = state;
    const json = args.values['json'] === true;
    if (wanted !== null) {
      const value = getAt(settings, wanted);
      await print(context, json ? JSON.stringify(value) : settingValueText(value));
    } else if (json) {
      await printJson(context, settings);
    } else {
      const different = new Map(leavesOf(differencesOf(settings)));
      const origin = (path: string): string => (fromEnvironment.includes(path) ? 'environment' : different.has(path) ? 'set' : '');
      const rows = leavesOf(settings as unknown as Tree).map(([path, value]) => [path, settingValueText(value), origin(path)]);
      await print(context, renderTable([{ title: 'Key' }, { title: 'Value' }, { title: 'From' }], rows, Number.POSITIVE_INFINITY));
    }
  });
}

export function setSetting(context: CliContext, _args: Arguments, [key, text = '']: Rest): Promise<number> {
  const wanted = checked(context, key);
  return withSettings(context, async (access) => {
    const { settings, path, problems } = await access.change({ [wanted]: valueOfText(wanted, text) });
    tellProblems(context, path, problems);
    await print(context, `${wanted} = ${settingValueText(getAt(settings, wanted))}`);
  });
}

export function resetSetting(context: CliContext, _args: Arguments, [key]: Rest): Promise<number> {
  const wanted = checked(context, key);
  return withSettings(context, async (access) => {
    const { settings, path, problems } = await access.change({ [wanted]: null });
    tellProblems(context, path, problems);
    await print(context, `${wanted} = ${settingValueText(getAt(settings, wanted))}`);
  });
}

export function exportSettings(context: CliContext): Promise<number> {
  return withSettings(context, async (access) => {
    const state = await access.state();
    tellProblems(context, state.path, state.problems);
    await printJson(context, differencesOf(state.settings));
  });
}
