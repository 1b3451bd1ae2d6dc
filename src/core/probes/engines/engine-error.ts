import type { AbsenceReason } from '../../../shared/model/absence.ts';
import { ProbeError, absenceOf } from '../absence.ts';

/** An engine did not answer as it should: no connection, a time-out, a refusal, or an answer that is none. */
export class EngineError extends ProbeError {
  /** The HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** What the engine itself said; null when it said nothing. */
  readonly words: string | null;

  constructor(
    reason: AbsenceReason,
    message: string,
    said: { readonly status: number; readonly words: string } | null = null,
    options?: ErrorOptions,
  ) {
    super(reason, message, options);
    this.name = 'EngineError';
    this.status = said?.status ?? null;
    this.words = said?.words ?? null;
  }
}

const WORDS_OF_CODE: Readonly<Record<string, readonly [AbsenceReason, string]>> = {
  ENOENT: ['not-found', 'nothing there'],
  ENOTDIR: ['not-found', 'nothing there'],
  ENOTSOCK: ['not-found', 'not a socket'],
  ECONNREFUSED: ['not-found', 'nobody answers there'],
  ENOTFOUND: ['not-found', 'no such host'],
  EACCES: ['permission-denied', 'this user may not use it'],
  EPERM: ['permission-denied', 'this user may not use it'],
  ECONNRESET: ['failed', 'it closed the connection'],
  EPIPE: ['failed', 'it closed the connection'],
  ETIMEDOUT: ['timed-out', 'no answer in time'],
};

/** In words, why a connection failed or broke. `what` names the place and the question. */
export function engineErrorOf(thrown: unknown, what: string): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? WORDS_OF_CODE[code] : undefined;
  if (known !== undefined) return new EngineError(known[0], `${what}: ${known[1]} (${code as string})`, null, { cause: thrown });
  const absence = absenceOf(thrown, what);
  return new EngineError(absence.reason, absence.detail, null, { cause: thrown });
}
