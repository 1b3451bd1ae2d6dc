import { parseText } from '../../../core/settings/environment.ts';
import { type Json, type Tree, faultOf, getAt, leavesOf, settingPaths } from '../../../core/settings/paths.ts';
import { differencesOf } from '../../../core/settings/settings-service.ts';
import type { SettingsState } from '../../../shared/model/settings.ts';
import type { Arguments, CliContext } from '../../command.ts';
import { CliError, exitCodes } from '../../exit-codes.ts';
import { type SettingsAccess, settingsAccess } from '../../live/settings-access.ts';
import { print, printJson, tell } from '../../output.ts';
import { didYouMean } from '../../suggest.ts';
import { renderTable } from '../../terminal/table.ts';
import { escapeControl } from '../../terminal/text.ts';

type Rest = readonly string[];

/** Throws a CliError (65) for a key that does not exist. */
function checked(key: string | undefined): string {
  if (key !== undefined && settingPaths.includes(key)) return key;
  const hint = didYouMean(key ?? '', settingPaths);
  throw new CliError(exitCodes.data, `${JSON.stringify(key)}: expected a setting that exists.${hint} "headroom settings get" lists them.`);
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

function tellProblems(context: CliContext, { problems, path }: SettingsState): void {
  for (const { key, expected, got } of problems) tell(context, escapeControl(`${path}: ${key}: expected ${expected}, got ${got}`));
}

const plain = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function getSetting(context: CliContext, args: Arguments, [key]: Rest): Promise<number> {
  const wanted = key === undefined ? null : checked(key);
  return withSettings(context, async (access) => {
    const state = await access.state();
    tellProblems(context, state);
    const { settings, fromEnvironment } = state;
    const json = args.values['json'] === true;
    if (wanted !== null) {
      const value = getAt(settings, wanted);
      await print(context, json ? JSON.stringify(value) : escapeControl(plain(value)));
    } else if (json) {
      await printJson(context, settings);
    } else {
      const different = new Map(leavesOf(differencesOf(settings)));
      const origin = (path: string): string => (fromEnvironment.includes(path) ? 'environment' : different.has(path) ? 'set' : '');
      const rows = leavesOf(settings as unknown as Tree).map(([path, value]) => [path, escapeControl(plain(value)), origin(path)]);
      await print(context, renderTable([{ title: 'Key' }, { title: 'Value' }, { title: 'From' }], rows, Number.POSITIVE_INFINITY));
    }
  });
}

/** Text where the setting takes text; else the number or the truth value that it looks like. */
function valueFor(key: string, text: string): Json {
  return faultOf(key, text) === null ? text : parseText(text);
}

export function setSetting(context: CliContext, _args: Arguments, [key, text = '']: Rest): Promise<number> {
  const wanted = checked(key);
  return withSettings(context, async (access) => {
    const { settings } = await access.change({ [wanted]: valueFor(wanted, text) });
    await print(context, `${wanted} = ${escapeControl(plain(getAt(settings, wanted)))}`);
  });
}

export function resetSetting(context: CliContext, _args: Arguments, [key]: Rest): Promise<number> {
  const wanted = checked(key);
  return withSettings(context, async (access) => {
    const { settings } = await access.change({ [wanted]: null });
    await print(context, `${wanted} = ${escapeControl(plain(getAt(settings, wanted)))}`);
  });
}

export function exportSettings(context: CliContext): Promise<number> {
  return withSettings(context, async (access) => {
    const state = await access.state();
    tellProblems(context, state);
    await printJson(context, differencesOf(state.settings));
  });
}
