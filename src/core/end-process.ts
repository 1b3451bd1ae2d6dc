import type { CommandInput, CommandOutput } from '../shared/ipc/contract.ts';
import { AppError } from '../shared/result.ts';
import type { Clock, Logger, ProcessControl } from './ports.ts';

/** A second request within this time is "it did not go": later it is a new wish. */
const SECOND_REQUEST_MS = 10 * 60_000;

export interface EndProcessOptions {
  readonly control: ProcessControl;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ownPid: number;
  /** Start time of the process that has this pid now, read afresh; null when there is none. */
  readonly startTimeOf: (pid: number) => Promise<number | null>;
}

/** Ends processes: TERM at the first request, KILL at the second, and never another process that got the same pid. */
export function createEndProcess(options: EndProcessOptions): (input: CommandInput<'endProcess'>) => Promise<CommandOutput<'endProcess'>> {
  const { control, clock, logger, ownPid, startTimeOf } = options;
  /** When TERM was sent, by pid and start time. */
  const asked = new Map<string, number>();

  return async ({ pid, startTime }) => {
    if (pid === ownPid) throw new AppError('conflict', 'That is Headroom itself: use Quit.');
    if (pid === 1)
      throw new AppError('conflict', 'Process 1 starts and ends all others: ending it would stop the machine or the container.');
    const found = await startTimeOf(pid);
    if (found === null) throw new AppError('not-found', `Process ${pid} has ended.`);
    if (found !== startTime)
      throw new AppError('conflict', `Process ${pid} has ended; another one has its number now. It was not touched.`);
    const nowMs = clock.monotonicMs();
    for (const [key, atMs] of asked) if (nowMs - atMs > SECOND_REQUEST_MS) asked.delete(key);
    const key = `${pid}:${startTime}`;
    const sent = asked.has(key) ? 'SIGKILL' : 'SIGTERM';
    control.signal(pid, sent);
    if (sent === 'SIGTERM') asked.set(key, nowMs);
    else asked.delete(key);
    logger.info('processes', 'ended by the user', { pid, signal: sent });
    return { sent };
  };
}
