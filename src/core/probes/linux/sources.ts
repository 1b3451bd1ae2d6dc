import { Absence, absenceOf, ProbeError, type Maybe } from '../absence.ts';

/** Between two tries of a part that is missing: at most so many reads. */
const MAX_SKIPPED_READS = 64;

/** A part of a group: its value, or why it could not be had. `what` names the source. */
export function attempt<T>(what: string, read: () => Maybe<T>): Maybe<T> {
  try {
    return read();
  } catch (thrown) {
    return absenceOf(thrown, what);
  }
}

/**
 * As `attempt`, for a part that most machines have and some never will: after a failure it is tried again at the 2nd, 4th, 8th … read from
 * then on, and the answer in between is the one of the last try. A failed open costs more than all of a good read.
 */
export function withBackoff<T>(what: string, read: () => Maybe<T>): () => Maybe<T> {
  let failure: Absence | null = null;
  let skip = 0;
  let nextSkip = 1;
  return () => {
    if (failure !== null && skip > 0) {
      skip -= 1;
      return failure;
    }
    const answer = attempt(what, read);
    if (!(answer instanceof Absence)) {
      failure = null;
      nextSkip = 1;
      return answer;
    }
    failure = answer;
    skip = nextSkip;
    nextSkip = Math.min(nextSkip * 2, MAX_SKIPPED_READS);
    return answer;
  };
}

/** For a source without which there is no group: what `read` throws becomes a ProbeError that names the source. */
export function required<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ProbeError) throw thrown;
    const absence = absenceOf(thrown, what);
    throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
  }
}
