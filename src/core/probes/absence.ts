import type { AbsenceReason } from '../../shared/model/absence.ts';

/** Stands in the place of a value that could not be had. */
export class Absence {
  readonly reason: AbsenceReason;
  readonly detail: string;

  constructor(reason: AbsenceReason, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

export type Maybe<T> = T | Absence;

export function isAbsent(value: unknown): value is Absence {
  return value instanceof Absence;
}

export function valueOr<T, F>(value: Maybe<T>, fallback: F): T | F {
  return value instanceof Absence ? fallback : value;
}

/** Thrown by a probe whose whole group cannot be read. */
export class ProbeError extends Error {
  readonly reason: AbsenceReason;

  constructor(reason: AbsenceReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProbeError';
    this.reason = reason;
  }
}

const REASON_OF_ERRNO: Readonly<Record<string, AbsenceReason>> = {
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  ESRCH: 'not-found',
  ENODEV: 'not-found',
  EOPNOTSUPP: 'not-supported',
  ENOSYS: 'not-supported',
  ENOTSUP: 'not-supported',
  ETIMEDOUT: 'timed-out',
};

/** Why a read failed, in the words of `AbsenceReason`. `what` names the source: "/proc/stat". */
export function absenceOf(thrown: unknown, what: string): Absence {
  if (thrown instanceof ProbeError) return new Absence(thrown.reason, thrown.message);
  const error = thrown as { code?: unknown; message?: unknown } | null;
  const code = typeof error?.code === 'string' ? error.code : '';
  const reason = REASON_OF_ERRNO[code] ?? 'failed';
  return new Absence(reason, `${what}: ${code === '' ? String(error?.message ?? thrown) : code}`);
}
