import type { AbsenceReason } from '../shared/model/absence.ts';
import { ProbeError } from './probes/absence.ts';

/** A program that could not be started, ended with an error, was stopped at its time limit or printed too much. */
export class CommandError extends ProbeError {
  readonly file: string;
  /** Null when it did not end by itself. */
  readonly exitCode: number | null;
  /** The first line of its standard error, or empty. */
  readonly errorLine: string;

  constructor(
    reason: AbsenceReason,
    message: string,
    outcome: { readonly file: string; readonly exitCode: number | null; readonly errorLine: string },
    options?: ErrorOptions,
  ) {
    super(reason, message, options);
    this.name = 'CommandError';
    this.file = outcome.file;
    this.exitCode = outcome.exitCode;
    this.errorLine = outcome.errorLine;
  }
}
