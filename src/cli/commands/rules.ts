import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Command } from '../command.ts';

const ACTIONS = ['test'];

export const rulesCommand: Command = {
  name: 'rules',
  summary: 'try alert rules on recorded figures',
  usage: ['test RULES.json SERIES.csv [--json] [--no-grace]'],
  examples: [
    { line: 'headroom rules test rules.json week.csv', what: 'what these rules would have told last week' },
    { line: 'headroom rules test rules.json week.csv --json', what: 'the same as JSON' },
  ],
  options: {
    json: { type: 'boolean', summary: 'a list of all that happened, as JSON' },
    'no-grace': { type: 'boolean', summary: 'fire also in the first 90 s after the start, a wake or a restart' },
  },
  words: ACTIONS,
  maxPositionals: 3,
  async run(context, args) {
    const [action = '', rulesPath, seriesPath] = args.positionals;
    if (!ACTIONS.includes(action)) {
      const got = action === '' ? 'nothing' : JSON.stringify(action);
      throw new ExitError(exitCodes.usage, `expected one of ${ACTIONS.join(', ')}, got ${got}.${didYouMean(action, ACTIONS)}`);
    }
    if (rulesPath === undefined || seriesPath === undefined) {
      throw new ExitError(exitCodes.usage, `expected "${context.program} rules test RULES.json SERIES.csv"`);
    }
    const { testRules } = await import('./rules/test-rules.ts');
    return testRules(context, args, rulesPath, seriesPath);
  },
};
