import type { Clock, Disposer, Logger, NoticeChoice } from '../../../ports.ts';
import { signalOf } from './gdbus-text.ts';
import { startLineProgram } from './line-program.ts';

/** After that nobody answers a notification any more, and a server may have forgotten to say that it closed it. */
const MAX_WATCH_MS = 24 * 3_600_000;
/** A session bus answers in milliseconds; without its answer, buttons are shown that may do nothing. */
const READY_WITHIN_MS = 2_000;
const READY = /^The name \S+ is owned by /;

export interface ChoiceWatchParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The arguments that name the bus and the server. */
  readonly target: readonly string[];
  readonly onChoice: (choice: NoticeChoice) => void;
}

/** Hears what a person does with notifications, by `gdbus monitor`: only while one is out that has buttons. */
export class ChoiceWatch {
  readonly #parts: ChoiceWatchParts;
  /** The server's number of a notification → what it is about. */
  readonly #out = new Map<number, string>();
  #running: { readonly stop: Disposer; readonly ready: Promise<void> } | null = null;
  #cancelExpiry: Disposer | null = null;

  constructor(parts: ChoiceWatchParts) {
    this.#parts = parts;
  }

  /** To be awaited before a notification with buttons is shown, so that no answer is too quick. */
  async ready(): Promise<void> {
    this.#running ??= this.#start();
    await this.#running.ready;
  }

  /** A notification is out. */
  add(id: number, about: string): void {
    this.#out.set(id, about);
    this.#running ??= this.#start();
    this.#cancelExpiry?.();
    this.#cancelExpiry = this.#parts.clock.setTimer(() => this.stop(), MAX_WATCH_MS);
  }

  /** A notification is gone, or has no buttons now. */
  remove(id: number): void {
    this.#out.delete(id);
    this.stopIfIdle();
  }

  stopIfIdle(): void {
    if (this.#out.size === 0) this.stop();
  }

  stop(): void {
    this.#out.clear();
    this.#cancelExpiry?.();
    this.#cancelExpiry = null;
    this.#running?.stop();
    this.#running = null;
  }

  #start(): { readonly stop: Disposer; readonly ready: Promise<void> } {
    const { clock, logger, environment, target } = this.#parts;
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const cancelWait = clock.setTimer(resolve, READY_WITHIN_MS);
    const endProgram = startLineProgram({
      file: 'gdbus',
      args: ['monitor', ...target],
      environment,
      onLine: (line) => {
        if (READY.test(line)) resolve();
        this.#heard(line);
      },
      onEnd: (cause) => {
        logger.info('alerts', 'the buttons of notifications are not heard', { cause });
        resolve();
        this.stop();
      },
    });
    return {
      ready: ready.finally(cancelWait),
      stop: () => {
        endProgram();
        resolve();
      },
    };
  }

  #heard(line: string): void {
    const signal = signalOf(line);
    const about = signal === null ? undefined : this.#out.get(signal.id);
    // Every program's notifications are heard here.
    if (signal === null || about === undefined) return;
    this.remove(signal.id);
    if (signal.kind === 'action') this.#parts.onChoice({ about, action: signal.action === 'default' ? 'open' : signal.action });
  }
}
