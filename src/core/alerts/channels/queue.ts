import type { AlertNotice } from '../../../shared/model/alert.ts';
import { type ChannelFilter, isAddressed, passes, severityRank } from './filter.ts';
import type { ChannelMessage } from './send.ts';

// What waits in a channel, as values: every function here takes a state and answers with the next.

/** A message that waits. */
export interface Waiting extends ChannelMessage {
  /** Epoch milliseconds. */
  readonly queuedAt: number;
  /** Monotonic time from which on a failed try is the last. */
  readonly giveUpAtMs: number;
}

/** An alert that the channel has taken notices of. */
export interface KnownIncident {
  readonly id: string;
  /** The newest notice that was taken. */
  readonly sequence: number;
  /** The receiver took one of them. */
  readonly delivered: boolean;
}

export interface Queue {
  /** In the order in which they go out. */
  readonly waiting: readonly Waiting[];
  /** The one that changed last is the last. */
  readonly incidents: readonly KnownIncident[];
}

export const EMPTY_QUEUE: Queue = { waiting: [], incidents: [] };

/** A person reads no more than that after an outage; the file stays below a megabyte. */
export const MAX_WAITING = 200;
const MAX_INCIDENTS = 1000;

/** The queue with the notice in it; the same queue when it is not for this channel, or was taken before. */
export function withNotice(queue: Queue, filter: ChannelFilter, item: Waiting): Queue {
  const { notice } = item;
  const known = queue.incidents.find(({ id }) => id === notice.incidentId);
  if (known !== undefined && notice.sequence <= known.sequence) return queue;
  const wanted = isEnd(notice) && isTold(queue, known) ? isAddressed(filter, notice) : mayBegin(notice) && passes(filter, notice);
  if (!wanted) return queue;
  const { incidentId: id, sequence } = notice;
  return {
    waiting: [...queue.waiting, item],
    incidents: withIncident(queue.incidents, { id, sequence, delivered: known?.delivered ?? false }),
  };
}

function isEnd({ kind }: AlertNotice): boolean {
  return kind === 'resolved' || kind === 'stable';
}

/** An end is no beginning, unless it is the first that anybody tells of the alert: then it was in a summary. */
function mayBegin(notice: AlertNotice): boolean {
  return !isEnd(notice) || notice.sequence === 1;
}

/** What ends something is told, whatever its severity, to whom its beginning was told, or will be. */
function isTold({ waiting }: Queue, known: KnownIncident | undefined): boolean {
  if (known === undefined) return false;
  return known.delivered || waiting.some(({ notice }) => notice.incidentId === known.id && !isEnd(notice));
}

function withIncident(incidents: readonly KnownIncident[], changed: KnownIncident): readonly KnownIncident[] {
  return [...incidents.filter(({ id }) => id !== changed.id), changed].slice(-MAX_INCIDENTS);
}

/**
 * An alert that is over before its beginning could be told is one message, and a reminder of what nobody was told yet is none.
 *
 * @param busy the message that is on its way: it may arrive, so it stays as it is
 */
export function merged(waiting: readonly Waiting[], busy: Waiting | null): readonly Waiting[] {
  let result: Waiting[] = [];
  for (const item of waiting) {
    const { kind, incidentId } = item.notice;
    const earlier = result.filter((other) => other !== busy && other.notice.incidentId === incidentId);
    if (kind === 'resolved' && earlier.length > 0) {
      const firing = earlier.find(({ notice }) => notice.kind === 'firing')?.notice ?? null;
      result = [...result.filter((other) => !earlier.includes(other)), { ...item, fired: item.fired ?? firing }];
    } else if (kind !== 'reminder' || earlier.length === 0) {
      result.push(item);
    }
  }
  return result;
}

/** The one to lose when there are too many: the oldest of the mildest, but not the one on its way; null when there are not too many. */
export function oneTooMany(waiting: readonly Waiting[], busy: Waiting | null): Waiting | null {
  if (waiting.length <= MAX_WAITING) return null;
  const free = waiting.filter((item) => item !== busy);
  const mildest = Math.min(...free.map(({ notice }) => severityRank(notice.severity)));
  return free.find(({ notice }) => severityRank(notice.severity) === mildest) ?? null;
}

/** The queue without a message that was delivered, or that nobody will get. */
export function withoutMessage({ waiting, incidents }: Queue, item: Waiting, delivered: boolean): Queue {
  const known = incidents.find(({ id }) => id === item.notice.incidentId);
  return {
    waiting: waiting.filter((other) => other !== item),
    incidents: delivered && known !== undefined ? withIncident(incidents, { ...known, delivered }) : incidents,
  };
}
