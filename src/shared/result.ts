/** The codes an error may carry across a border (IPC, WebSocket, local socket). */
const errorCodes = [
  'invalid-input',
  'unknown-command',
  'untrusted-sender',
  'forbidden',
  'not-found',
  'not-supported',
  'permission-denied',
  'conflict',
  'timed-out',
  'too-large',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface BorderError {
  readonly code: ErrorCode;
  /** One sentence that names what, where, expected and got. */
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BorderError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function err(code: ErrorCode, message: string): Result<never> {
  return { ok: false, error: { code, message } };
}

/** Thrown inside; becomes an `err` at the border. Anything else that is thrown there is a defect and becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
