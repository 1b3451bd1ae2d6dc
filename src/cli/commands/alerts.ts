import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { didYouMean } from '../../core/suggest.ts';
import { type Command, textOf } from '../command.ts';

const ACTIONS = ['list', 'ack', 'snooze'];
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000;

export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'what fires now, and what fired before',
  usage: ['[list] [--limit N] [--json]', 'ack ID', 'snooze ID [FOR]'],
  examples: [
    { line: 'headroom alerts', what: 'what fires, the worst first; then the last 20 that are over' },
    { line: 'headroom alerts ack 2b480edc', what: 'tells no more of it until it is over or gets worse' },
    { line: 'headroom alerts snooze 2b480edc 4h', what: 'tells nothing of it for four hours (1h without a time)' },
  ],
  options: {
    limit: { type: 'string', value: 'N', summary: `so many of those that are over (default: ${DEFAULT_LIMIT})` },
    json: { type: 'boolean', summary: 'as JSON' },
  },
  words: ACTIONS,
  maxPositionals: 3,
  async run(context, args) {
    const [action = 'list', id, span] = args.positionals;
    const { actOnAlert, listAlerts } = await import('./alerts/run-alerts.ts');
    if (action === 'list') return listAlerts(context, limitOf(textOf(args, 'limit')), args.values['json'] === true);
    if (action !== 'ack' && action !== 'snooze') {
      throw new ExitError(
        exitCodes.usage,
        `expected one of ${ACTIONS.join(', ')}, got ${JSON.stringify(action)}.${didYouMean(action, ACTIONS)}`,
      );
    }
    if (id === undefined) throw new ExitError(exitCodes.usage, `expected "${context.program} alerts ${action} ID", with an id of the list`);
    return actOnAlert(context, action, id, span);
  },
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= MAX_LIMIT) return value;
  throw new ExitError(exitCodes.usage, `--limit: expected a whole number up to ${MAX_LIMIT}, got ${JSON.stringify(text)}`);
}
