import type { AlertNotice } from '../../../shared/model/alert.ts';
import { plainWords } from '../../plain-fault.ts';

/** What a channel tells at once. */
export interface ChannelMessage {
  readonly notice: AlertNotice;
  /** The alert's first notice, when it could not be delivered before the alert was over: this message tells both. */
  readonly fired: AlertNotice | null;
}

/**
 * One try to deliver. Answers with one line on what the receiver said. Rejects with a DeliveryError, or with anything else that may go
 * better next time; when the signal is aborted it gives up everything that it holds.
 */
export type Send = (message: ChannelMessage, signal: AbortSignal) => Promise<string>;

/** A receiver that did not take a message. */
export class DeliveryError extends Error {
  /** The same message would be refused again. */
  readonly permanent: boolean;
  /** How long the receiver wants to be left alone; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { permanent = false, retryAfterMs = null }: { permanent?: boolean; retryAfterMs?: number | null } = {}) {
    super(message);
    this.name = 'DeliveryError';
    this.permanent = permanent;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Whatever a try ended with, as a DeliveryError: what is not known may go better next time. Without its cause, which may hold what was sent.
 */
export function toDeliveryError(thrown: unknown): DeliveryError {
  return thrown instanceof DeliveryError ? thrown : new DeliveryError(plainWords(thrown));
}
