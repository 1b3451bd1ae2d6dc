import type { AlertNotice } from '../../../shared/model/alert.ts';
import type { ChannelTry } from '../../../shared/model/channels.ts';
import { plainWords } from '../../plain-fault.ts';
import type { Clock, Disposer, Logger } from '../../ports.ts';
import { backoffMs } from './backoff.ts';
import type { ChannelFilter } from './filter.ts';
import type { OutboxStore } from './outbox-files.ts';
import { EMPTY_QUEUE, type Queue, type Waiting, merged, oneTooMany, withNotice, withoutMessage } from './queue.ts';
import { type DeliveryError, type Send, toDeliveryError } from './send.ts';

const GIVE_UP_AFTER_MS = 24 * 3_600_000;

export interface OutboxParts {
  readonly filter: ChannelFilter;
  /** Has a time limit of its own. */
  readonly send: Send;
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** After every change of `state`. */
  readonly onChange: () => void;
}

export interface OutboxState {
  readonly problem: string | null;
  readonly queued: number;
  readonly nextTryAt: number | null;
  readonly last: ChannelTry | null;
  readonly delivered: number;
  readonly lost: number;
}

/**
 * The messages of one channel, on disk before they are sent: what is taken is delivered at least once, in order, however often this process
 * ends meanwhile; unless the receiver refuses it for good, it is a day old, or there are too many. One message is on its way at a time.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #stop = new AbortController();
  #queue: Queue = EMPTY_QUEUE;
  /** The message that is on its way. */
  #busy: Waiting | null = null;
  #failures = 0;
  #cancelRetry: Disposer | null = null;
  /** False where the file could not be read: it must not be written over. */
  #writable = true;
  #state: OutboxState = { problem: null, queued: 0, nextTryAt: null, last: null, delivered: 0, lost: 0 };

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#load();
    this.#next();
  }

  get state(): OutboxState {
    return this.#state;
  }

  /** Takes a notice if the channel wants it, and returns at once. */
  add(notice: AlertNotice): void {
    const { clock, filter } = this.#parts;
    const item = { notice, fired: null, queuedAt: clock.now(), giveUpAtMs: clock.monotonicMs() + GIVE_UP_AFTER_MS };
    const queue = withNotice(this.#queue, filter, item);
    if (queue === this.#queue) return;
    this.#queue = { ...queue, waiting: merged(queue.waiting, this.#busy) };
    const excess = oneTooMany(this.#queue.waiting, this.#busy);
    if (excess !== null) this.#lose(excess, 'too many messages wait');
    this.#save();
    this.#update({});
    this.#next();
  }

  /** There is reason to think that it works now. */
  retryNow(): void {
    if (this.#cancelRetry === null) return;
    this.#endWait();
    this.#next();
  }

  /** Ends everything under way. What waits stays on disk. */
  dispose(): void {
    this.#stop.abort();
    this.#endWait();
  }

  #load(): void {
    const { store, filter, clock, logger } = this.#parts;
    try {
      const { waiting, incidents, fault } = store.read(filter.id);
      const nowMs = clock.monotonicMs();
      const items = waiting.map((item) => {
        const ageMs = Math.max(0, clock.now() - item.queuedAt);
        return { ...item, giveUpAtMs: nowMs + GIVE_UP_AFTER_MS - ageMs };
      });
      this.#queue = { waiting: merged(items, null), incidents };
      if (fault !== null) logger.warn('alerts', 'a damaged outbox was set aside', { channel: filter.id, fault });
      this.#update({ problem: fault });
    } catch (thrown) {
      this.#writable = false;
      this.#tellProblem(`its outbox cannot be read: ${plainWords(thrown)}`);
    }
  }

  #save(): void {
    if (!this.#writable) return;
    const { store, filter } = this.#parts;
    const { waiting, incidents } = this.#queue;
    try {
      store.write(filter.id, { waiting: waiting.map(({ notice, fired, queuedAt }) => ({ notice, fired, queuedAt })), incidents });
      if (this.#state.problem?.startsWith(NOT_WRITTEN) === true) this.#update({ problem: null });
    } catch (thrown) {
      this.#tellProblem(`${NOT_WRITTEN}: ${plainWords(thrown)}`);
    }
  }

  /** It goes on without its file: what waits would only not outlive this process. */
  #tellProblem(problem: string): void {
    if (this.#state.problem === problem) return;
    this.#parts.logger.warn('alerts', problem, { channel: this.#parts.filter.id });
    this.#update({ problem });
  }

  #next(): void {
    const [head] = this.#queue.waiting;
    if (head === undefined || this.#busy !== null || this.#cancelRetry !== null || this.#stop.signal.aborted) return;
    this.#busy = head;
    this.#parts.send(head, this.#stop.signal).then(
      (detail) => {
        this.note(true, detail);
        this.#failures = 0;
        this.#settle(head, true);
      },
      (thrown: unknown) => this.#failed(head, toDeliveryError(thrown)),
    );
  }

  #failed(head: Waiting, error: DeliveryError): void {
    if (this.#stop.signal.aborted) return;
    const { clock, random, logger, filter } = this.#parts;
    this.note(false, error.message);
    if (error.permanent) {
      this.#failures = 0;
      this.#lose(head, error.message);
      this.#settle(head, false);
      return;
    }
    this.#failures += 1;
    this.#busy = null;
    const before = this.#queue.waiting.length;
    this.#queue = { ...this.#queue, waiting: merged(this.#queue.waiting, null) };
    const old = this.#queue.waiting.filter(({ giveUpAtMs }) => giveUpAtMs <= clock.monotonicMs());
    for (const item of old) this.#lose(item, `no success within a day: ${error.message}`);
    if (this.#queue.waiting.length !== before) this.#save();
    const delayMs = backoffMs(this.#failures, random, error.retryAfterMs);
    logger.info('alerts', 'a message is tried again', { channel: filter.id, cause: error.message, failures: this.#failures, delayMs });
    this.#cancelRetry = clock.setTimer(() => this.retryNow(), delayMs);
    this.#update({ nextTryAt: clock.now() + delayMs });
  }

  #settle(head: Waiting, delivered: boolean): void {
    this.#busy = null;
    this.#queue = withoutMessage(this.#queue, head, delivered);
    this.#save();
    this.#update(delivered ? { delivered: this.#state.delivered + 1 } : {});
    this.#next();
  }

  #lose(item: Waiting, cause: string): void {
    const { logger, filter } = this.#parts;
    this.#queue = withoutMessage(this.#queue, item, false);
    logger.warn('alerts', 'a message was not delivered', { channel: filter.id, title: item.notice.title, cause });
    this.#update({ lost: this.#state.lost + 1 });
  }

  /** The end of a try, also of one beside the queue. */
  note(ok: boolean, detail: string): void {
    this.#update({ last: { ok, detail, at: this.#parts.clock.now() } });
  }

  #endWait(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#update({ nextTryAt: null });
  }

  #update(changes: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...changes, queued: this.#queue.waiting.length };
    this.#parts.onChange();
  }
}

const NOT_WRITTEN = 'its outbox could not be written';
