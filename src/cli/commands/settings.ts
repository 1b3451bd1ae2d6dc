import type { Arguments, CliContext, Command } from '../command.ts';
import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { didYouMean } from '../../core/suggest.ts';

type Action = (context: CliContext, args: Arguments, rest: readonly string[]) => Promise<number>;

interface ActionEntry {
  readonly usage: string;
  readonly count: { readonly min: number; readonly max: number };
  readonly load: () => Promise<Action>;
}

const actions: Readonly<Record<string, ActionEntry>> = {
  get: { usage: '[KEY] [--json]', count: { min: 0, max: 1 }, load: async () => (await import('./settings/values.ts')).getSetting },
  set: { usage: 'KEY VALUE', count: { min: 2, max: 2 }, load: async () => (await import('./settings/values.ts')).setSetting },
  reset: { usage: 'KEY', count: { min: 1, max: 1 }, load: async () => (await import('./settings/values.ts')).resetSetting },
  export: { usage: '', count: { min: 0, max: 0 }, load: async () => (await import('./settings/values.ts')).exportSettings },
  import: { usage: 'FILE [--dry-run]', count: { min: 1, max: 1 }, load: async () => (await import('./settings/files.ts')).importFile },
  validate: { usage: 'FILE', count: { min: 1, max: 1 }, load: async () => (await import('./settings/files.ts')).validateFile },
};

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'show and change settings, by key',
  usage: Object.entries(actions).map(([name, { usage }]) => `${name} ${usage}`.trim()),
  examples: [
    { line: 'headroom settings get', what: 'all keys with their values' },
    { line: 'headroom settings set monitor.interval 2s', what: 'changes one, without a restart' },
    { line: 'headroom settings export > settings.json', what: 'what differs from the defaults' },
    { line: 'headroom settings import old.toml --dry-run', what: 'what an import would leave out' },
  ],
  options: {
    json: { type: 'boolean', summary: 'get: as JSON' },
    'dry-run': { type: 'boolean', summary: 'import: only look, change nothing' },
  },
  words: Object.keys(actions),
  maxPositionals: 3,
  async run(context, args) {
    const [name = '', ...rest] = args.positionals;
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const names = Object.keys(actions);
    if (action === undefined) {
      const got = name === '' ? 'nothing' : JSON.stringify(name);
      throw new ExitError(exitCodes.usage, `expected one of ${names.join(', ')}, got ${got}.${didYouMean(name, names)}`);
    }
    const { min, max } = action.count;
    if (rest.length < min || rest.length > max) {
      throw new ExitError(exitCodes.usage, `expected "${`${context.program} settings ${name} ${action.usage}`.trimEnd()}"`);
    }
    return (await action.load())(context, args, rest);
  },
};
