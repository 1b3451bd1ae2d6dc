import { durationMs } from '../../../shared/duration.ts';
import type { AlertNotice } from '../../../shared/model/alert.ts';
import type { ChannelSettings, ChannelState, ChannelTry } from '../../../shared/model/channels.ts';
import { AppError } from '../../../shared/result.ts';
import type { Logger, SecretStore } from '../../ports.ts';
import { withDeadline } from './deadline.ts';
import type { OutboxStore } from './outbox-files.ts';
import { Outbox, type OutboxState } from './outbox.ts';
import { type Send, toDeliveryError } from './send.ts';
import type { SenderParts } from './sender-parts.ts';
import { createSender } from './senders.ts';
import { UsedSecrets } from './used-secrets.ts';

export interface ChannelParts extends Omit<SenderParts, 'secrets'> {
  readonly logger: Logger;
  readonly store: OutboxStore;
  readonly secrets: SecretStore;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** After every change of `state`. */
  readonly onChange: () => void;
}

/** A channel that has done nothing yet. */
export const AT_REST: OutboxState = { problem: null, queued: 0, nextTryAt: null, last: null, delivered: 0, lost: 0 };

/** One channel as it was set up: how it sends, and what it has still to tell. */
export class Channel {
  readonly #settings: ChannelSettings;
  readonly #parts: ChannelParts;
  readonly #send: Send;
  readonly #stop = new AbortController();
  /** Null while it is switched off. */
  readonly #outbox: Outbox | null;
  /** Of a channel without an outbox. */
  #lastTest: ChannelTry | null = null;

  constructor(settings: ChannelSettings, parts: ChannelParts) {
    const { id, minSeverity, subjects, timeout, enabled } = settings;
    const { clock, logger, store, random, onChange } = parts;
    this.#settings = settings;
    this.#parts = parts;
    const send = createSender(settings, { ...parts, secrets: new UsedSecrets(parts.secrets) });
    this.#send = (message, stop) => withDeadline(clock, durationMs(timeout), stop, (signal) => send(message, signal));
    const filter = { id, minSeverity, subjects };
    this.#outbox = enabled ? new Outbox({ filter, send: this.#send, store, clock, logger, random, onChange }) : null;
  }

  isOf(settings: ChannelSettings): boolean {
    return JSON.stringify(settings) === JSON.stringify(this.#settings);
  }

  get state(): ChannelState {
    const { id, kind, enabled } = this.#settings;
    return { id, kind, enabled, ...(this.#outbox?.state ?? { ...AT_REST, last: this.#lastTest }) };
  }

  deliver(notice: AlertNotice): void {
    this.#outbox?.add(notice);
  }

  /** Sends a message beside the queue, once. Answers with what the receiver said; rejects with an AppError. */
  async test(notice: AlertNotice): Promise<string> {
    try {
      const detail = await this.#send({ notice, fired: null }, this.#stop.signal);
      this.#noteTest(true, detail);
      this.#outbox?.retryNow();
      return detail;
    } catch (thrown) {
      const { message } = toDeliveryError(thrown);
      this.#noteTest(false, message);
      throw new AppError('not-supported', `Channel ${this.#settings.id}: ${message}`);
    }
  }

  /** Ends everything under way. What waits stays on disk. */
  dispose(): void {
    this.#stop.abort();
    this.#outbox?.dispose();
  }

  #noteTest(ok: boolean, detail: string): void {
    if (this.#outbox !== null) {
      this.#outbox.note(ok, detail);
      return;
    }
    this.#lastTest = { ok, detail, at: this.#parts.clock.now() };
    this.#parts.onChange();
  }
}
