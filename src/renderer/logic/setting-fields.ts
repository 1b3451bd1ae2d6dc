import type { Settings } from '../../shared/model/settings.ts';
import type { strings } from '../strings.ts';

export type SettingPath = keyof typeof strings.settings.labels;
export type SettingGroup = keyof typeof strings.settings.groups;
type Choice = keyof typeof strings.settings.choices;

export type FieldKind =
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'duration' }
  | { readonly kind: 'percent' }
  | { readonly kind: 'number' }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text' };

const duration: FieldKind = { kind: 'duration' };
const percent: FieldKind = { kind: 'percent' };
const number: FieldKind = { kind: 'number' };
const onOff: FieldKind = { kind: 'switch' };

/** Which control every setting has: a setting without one does not compile. */
export const fields: Readonly<Record<SettingPath, FieldKind>> = {
  preset: { kind: 'choice', choices: ['default', 'development', 'production'] },
  'monitor.interval': duration,
  'monitor.slowInterval': duration,
  'monitor.processInterval': duration,
  'monitor.processBackgroundInterval': duration,
  'monitor.sensors': onOff,
  'thresholds.cpuPercent': percent,
  'thresholds.memoryPercent': percent,
  'thresholds.diskPercent': percent,
  'thresholds.networkPercent': percent,
  'thresholds.processCount': number,
  'thresholds.containerCount': number,
  'appearance.theme': { kind: 'choice', choices: ['system', 'light', 'dark'] },
  'appearance.networkUnit': { kind: 'choice', choices: ['bytes', 'bits'] },
  'tray.text': { kind: 'choice', choices: ['none', 'cpu-memory', 'busiest'] },
  'app.startAtLogin': onOff,
  'app.shortcut': { kind: 'text' },
  'agent.port': number,
  'agent.openBrowser': onOff,
};

type Leaves<T> = { [K in keyof T & string]: T[K] extends object ? `${K}.${keyof T[K] & string}` : K }[keyof T & string];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Fails to compile when the settings have a key that the page does not show, or the other way round. Those of alerts have a view of their own. */
export const everySettingHasAField: Same<Leaves<Omit<Settings, 'alerts'>>, SettingPath> = true;

const order: readonly SettingGroup[] = ['general', 'appearance', 'monitor', 'thresholds', 'tray', 'app', 'agent'];

function groupOf(path: SettingPath): SettingGroup {
  const [head = ''] = path.split('.');
  return path.includes('.') ? (head as SettingGroup) : 'general';
}

/** The settings by group, in the order of the page. */
export const groups: readonly { readonly id: SettingGroup; readonly paths: readonly SettingPath[] }[] = order.map((id) => ({
  id,
  paths: (Object.keys(fields) as SettingPath[]).filter((path) => groupOf(path) === id),
}));

/** The value at a path such as "monitor.interval". */
export function valueAt(settings: Settings, path: SettingPath): string | number | boolean {
  let here: unknown = settings;
  for (const key of path.split('.')) here = (here as Readonly<Record<string, unknown>>)[key];
  return here as string | number | boolean;
}

/** What was typed, as the value to save; null when it is not a number where one is needed. */
export function parseInput(kind: FieldKind['kind'], text: string): string | number | null {
  const trimmed = text.trim();
  if (kind !== 'number' && kind !== 'percent') return trimmed;
  const value = Number(trimmed.replace(/%$/, ''));
  return trimmed === '' || !Number.isFinite(value) ? null : value;
}

/** The version of the file's format that is exported: a newer Headroom migrates from it. */
const FILE_VERSION = 1;

/** The settings as a file that `import` takes. */
export function exportText(settings: Settings): string {
  return `${JSON.stringify({ version: FILE_VERSION, ...settings }, null, 2)}\n`;
}

/** A file's format by its name: TOML where it says so, else JSON. */
export function formatOfFile(name: string): 'json' | 'toml' {
  return name.toLowerCase().endsWith('.toml') ? 'toml' : 'json';
}
