import type { LocalClient } from '../../../core/api/local-client.ts';
import { ExitError, exitCodes } from '../../../core/exit-codes.ts';
import { parseDuration } from '../../../shared/duration.ts';
import type { CommandOutput } from '../../../shared/ipc/contract.ts';
import type { CliContext } from '../../command.ts';
import { needInstance, valueOf } from '../../live/instance.ts';
import { columnsOf, print, printJson } from '../../output.ts';
import { alertLines } from '../../view/alerts-text.ts';

const MIN_SNOOZE_MS = 60_000;
const MAX_SNOOZE_MS = 7 * 86_400_000;
const DEFAULT_SNOOZE = '1h';
/** As many digits of an id as the list shows; fewer might be somebody else's. */
const MIN_ID_CHARS = 4;

async function withInstance<T>(context: CliContext, use: (client: LocalClient) => Promise<T>): Promise<T> {
  const client = await needInstance(context);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

export async function listAlerts(context: CliContext, limit: number, json: boolean): Promise<number> {
  const alerts = await withInstance(context, async (client) => valueOf(await client.call('getAlerts', { limit, before: null })));
  if (json) await printJson(context, alerts);
  else await print(context, alertLines(alerts, context.clock.now(), columnsOf(context)));
  return exitCodes.ok;
}

export async function actOnAlert(context: CliContext, action: 'ack' | 'snooze', given: string, span = DEFAULT_SNOOZE): Promise<number> {
  const forMs = parseDuration(span);
  if (forMs === null || forMs < MIN_SNOOZE_MS || forMs > MAX_SNOOZE_MS)
    throw new ExitError(exitCodes.usage, `expected a time from 1m to 7d, such as "4h", got ${JSON.stringify(span)}`);
  await withInstance(context, async (client) => {
    const id = idOf(given, valueOf(await client.call('getAlerts', { limit: 0, before: null })));
    valueOf(await client.call('actOnAlert', action === 'ack' ? { action: 'acknowledge', id } : { action: 'snooze', id, forMs }));
  });
  return exitCodes.ok;
}

/** The one that fires and whose id begins so. */
function idOf(given: string, { active }: CommandOutput<'getAlerts'>): string {
  const [first, second] = given.length < MIN_ID_CHARS ? [] : active.filter(({ id }) => id.startsWith(given.toLowerCase()));
  if (first === undefined) throw new ExitError(exitCodes.data, `no alert fires whose id begins with ${JSON.stringify(given.slice(0, 64))}`);
  if (second !== undefined)
    throw new ExitError(exitCodes.data, `more than one alert has an id that begins with "${given}": give more of it`);
  return first.id;
}
