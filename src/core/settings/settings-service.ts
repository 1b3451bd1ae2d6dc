import { type Preset, SETTINGS_VERSION, type Settings, type SettingsProblem, type SettingsState } from '../../shared/model/settings.ts';
import { AppError } from '../../shared/result.ts';
import { variableOf } from '../../shared/setting-variable.ts';
import type { SettingsService } from '../engine-types.ts';
import { plainWords, textFaultOf } from '../plain-fault.ts';
import type { Logger, SettingsStore, StoredSettings } from '../ports.ts';
import { defaultsOf } from './defaults.ts';
import { readEnvironment } from './environment.ts';
import { readImport } from './import.ts';
import { migrate } from './migrate.ts';
import { type Json, type Tree, faultOf, getAt, leavesOf, withAt } from './paths.ts';
import { shownValue } from './shown.ts';
import { unknownVariables } from './unknown-variables.ts';

interface Loaded {
  readonly stored: Tree;
  readonly version: number;
  readonly problems: readonly SettingsProblem[];
  /** Why the file does not count: a damaged one is kept aside before it is written over, an unreadable one is not written over. */
  readonly fault: StoredSettings['fault'];
}

function load(store: SettingsStore): Loaded {
  const { value, fault } = store.read();
  if (fault !== null) return faulty(store.path, fault);
  try {
    const { stored, version, newer } = migrate(value);
    const note = { key: 'version', expected: `at most ${SETTINGS_VERSION}`, got: 'a newer one: keys that are not known here are kept' };
    return { stored, version, problems: newer ? [note] : [], fault: null };
  } catch (thrown) {
    return faulty(store.path, { kind: 'damaged', ...textFaultOf(thrown, 'a JSON object of settings') });
  }
}

function problemOf(path: string, { line, expected, got }: NonNullable<Loaded['fault']>, after: string): SettingsProblem {
  return { key: line === null ? path : `${path}: line ${line}`, expected, got: `${got}; ${after}` };
}

function faulty(path: string, fault: NonNullable<Loaded['fault']>): Loaded {
  const after =
    fault.kind === 'damaged' ? 'a copy is kept beside it before the first change' : 'nothing can be changed until it can be read';
  return { stored: {}, version: SETTINGS_VERSION, problems: [problemOf(path, fault, after)], fault };
}

/** Lays the stored values over the preset's defaults, and the environment over both. What is not right is told and left out. */
function resolve(loaded: Loaded, environment: ReturnType<typeof readEnvironment>, path: string): SettingsState {
  const problems = [...loaded.problems, ...environment.problems];
  const values = new Map<string, Json>();
  for (const [key, value] of leavesOf(loaded.stored)) {
    const expected = faultOf(key, value);
    if (expected === null) values.set(key, value);
    else problems.push({ key, expected, got: shownValue(key, value) });
  }
  for (const [key, value] of environment.values) values.set(key, value);
  const preset = (values.get('preset') ?? 'default') as Preset;
  let tree = defaultsOf(preset) as unknown as Tree;
  for (const [key, value] of values) tree = withAt(tree, key, value);
  const settings = tree as unknown as Settings;
  const changed = changedLeaves(settings).map(([key]) => key);
  return { settings, fromEnvironment: [...environment.values.keys()], changed, problems, path };
}

export interface SettingsServiceOptions {
  readonly store: SettingsStore;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** The settings in force, and every way to change them. On disk stands only what differs from the defaults. */
export function createSettingsService({ store, environment: variables, logger }: SettingsServiceOptions): SettingsService {
  const environment = readEnvironment(variables);
  let loaded = load(store);
  let state = resolve(loaded, environment, store.path);
  const listeners = new Set<(state: SettingsState) => void>();
  for (const sentence of unknownVariables(variables)) logger.warn('settings', sentence);
  for (const { key, expected, got } of state.problems) logger.warn('settings', 'a value is not used', { key, expected, got });

  const notWritable = (reason: string, cause?: unknown): AppError =>
    new AppError('permission-denied', `The settings could not be written to ${store.path}: ${reason}`, { cause });

  /** Looks again at a file that could not be read. Throws an AppError (`permission-denied`) when it still cannot. */
  function requireReadable(): void {
    if (loaded.fault?.kind !== 'unreadable') return;
    loaded = load(store);
    if (loaded.fault?.kind === 'unreadable')
      throw notWritable(`it cannot be read: expected ${loaded.fault.expected}, got ${loaded.fault.got}`);
  }

  function commit(stored: Tree): SettingsState {
    const { version, fault } = loaded;
    let { problems } = loaded;
    try {
      if (fault !== null) {
        const keptAs = store.keepDamaged();
        const problem = problemOf(store.path, fault, `kept as ${keptAs}`);
        problems = [problem];
        logger.warn('settings', 'a damaged file was kept', problem);
      }
      store.write({ version, ...stored });
    } catch (thrown) {
      throw notWritable(plainWords(thrown), thrown);
    }
    loaded = { stored, version, problems, fault: null };
    state = resolve(loaded, environment, store.path);
    for (const listener of listeners) listener(state);
    return state;
  }

  function applied(stored: Tree, changes: readonly (readonly [string, Json | null])[]): Tree {
    let next = stored;
    for (const [key, value] of changes) next = withAt(next, key, value ?? undefined);
    const preset = getAt(next, 'preset') ?? 'default';
    // Only what differs from the defaults is kept, so that a better default reaches who never chose.
    const defaults = defaultsOf(faultOf('preset', preset) === null ? (preset as Preset) : 'default');
    for (const [key, value] of changes) {
      if (key !== 'preset' && value !== null && isSame(getAt(defaults, key), value)) next = withAt(next, key, undefined);
    }
    return next;
  }

  return {
    get state() {
      return state;
    },
    change(changes) {
      const entries = Object.entries(changes);
      for (const [key, value] of entries) {
        if (environment.values.has(key)) {
          throw new AppError('conflict', `${key} is set by ${variableOf(key)} in the environment, which decides.`);
        }
        const expected = value === null && faultOf(key, value) !== 'a setting that exists' ? null : faultOf(key, value);
        if (expected !== null) throw new AppError('invalid-input', `${key}: expected ${expected}, got ${shownValue(key, value)}`);
      }
      requireReadable();
      return commit(applied(loaded.stored, entries));
    },
    import({ text, format, dryRun }) {
      const { changes, problems } = readImport(text, format);
      if (dryRun) return { state, problems, backupPath: null };
      if (changes.length === 0)
        throw new AppError('invalid-input', problems[0] === undefined ? 'Nothing to import.' : importFault(problems));
      requireReadable();
      const backupPath = loaded.fault === null ? store.backup() : null;
      return { state: commit(applied(loaded.stored, changes)), problems, backupPath };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function importFault(problems: readonly SettingsProblem[]): string {
  return problems.map(({ key, expected, got }) => `${key}: expected ${expected}, got ${got}`).join('; ');
}

/** Lists (rules, channels) are values, too. */
function isSame(a: Json | undefined, b: Json): boolean {
  return a === b || (typeof b === 'object' && b !== null && JSON.stringify(a) === JSON.stringify(b));
}

/** What differs from the preset's defaults; a preset that was chosen counts, too. */
function changedLeaves(settings: Settings): [path: string, value: Json][] {
  const defaults = defaultsOf(settings.preset);
  const tree = settings as unknown as Tree;
  return leavesOf(tree).filter(([key, value]) => (key === 'preset' ? value !== 'default' : !isSame(getAt(defaults, key), value)));
}

/** The stored form of settings: for `settings export`. */
export function differencesOf(settings: Settings): Tree {
  return changedLeaves(settings).reduce<Tree>((tree, [key, value]) => withAt(tree, key, value), { version: SETTINGS_VERSION });
}
