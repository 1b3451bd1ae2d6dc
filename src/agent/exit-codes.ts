/** What the commands exit with, as in sysexits.h: a script can tell a wrong option from a Headroom that is not running. */
export const exitCodes = {
  ok: 0,
  /** A wrong option, argument or command. */
  usage: 64,
  /** A file or a value that is not what it should be. */
  data: 65,
  /** A file that cannot be read. */
  noInput: 66,
  /** A port that is taken, a Headroom that does not run, a thing this machine cannot do. */
  unavailable: 69,
  /** A defect of ours. */
  software: 70,
  io: 74,
  permission: 77,
  /** Settings or certificates that do not work. */
  config: 78,
} as const;

/** An end of the program that is nobody's defect: one line for a person, a code for a script. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}
