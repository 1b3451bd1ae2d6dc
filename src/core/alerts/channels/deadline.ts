import { formatDuration } from '../../../shared/format.ts';
import type { Clock } from '../../ports.ts';
import { DeliveryError } from './send.ts';

/**
 * Runs `work` for at most `limitMs`. Then, or when `stop` is aborted, its signal is aborted and the promise rejects at once: also when the
 * work itself never ends.
 */
export function withDeadline<T>(clock: Clock, limitMs: number, stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (reason: DeliveryError): void => {
      reject(reason);
      controller.abort(reason);
    };
    const stopped = (): void => end(new DeliveryError('it was stopped'));
    const cancelTimer = clock.setTimer(() => end(new DeliveryError(`no answer within ${formatDuration(limitMs)}`)), limitMs);
    stop.addEventListener('abort', stopped, { once: true });
    if (stop.aborted) stopped();
    // In a promise of its own, so that what it throws at once is a rejection as well.
    Promise.resolve()
      .then(() => {
        controller.signal.throwIfAborted();
        return work(controller.signal);
      })
      .then(resolve, reject)
      .finally(() => {
        cancelTimer();
        stop.removeEventListener('abort', stopped);
      });
  });
}
