import { type AlertLevel, type AlertNotice, alertLevels } from '../../../shared/model/alert.ts';
import { AppError } from '../../../shared/result.ts';
import { plainWords } from '../../plain-fault.ts';
import type { Disposer, Logger } from '../../ports.ts';

/** Code that is told of alerts of one severity. What it throws is logged and stops nothing. */
export type AlertHandler = (notice: AlertNotice) => void | Promise<void>;

/** The handlers by severity. */
export class Handlers {
  readonly #logger: Logger;
  readonly #handlers = new Map<AlertLevel, Set<{ readonly handle: AlertHandler }>>(alertLevels.map((level) => [level, new Set()]));

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Throws an AppError (`invalid-input`) for a severity that is none. */
  register(severity: AlertLevel, handle: AlertHandler): Disposer {
    const set = this.#handlers.get(severity);
    if (set === undefined)
      throw new AppError('invalid-input', `Severity: expected one of ${alertLevels.join(', ')}, got ${JSON.stringify(severity)}.`);
    // An object for each time: the same function may be registered twice.
    const entry = { handle };
    set.add(entry);
    return () => set.delete(entry);
  }

  /** Calls the handlers of the notice's severity after the caller is done: they may ask the engine anything. */
  tell(notice: AlertNotice): void {
    for (const { handle } of this.#handlers.get(notice.severity) ?? []) {
      Promise.resolve()
        .then(() => handle(notice))
        .catch((thrown: unknown) => {
          this.#logger.error('alerts', 'a handler failed', { severity: notice.severity, cause: plainWords(thrown) });
        });
    }
  }
}
