import { AppError, toError } from '../shared/result.ts';
import { jsonFaultOf } from './json-fault.ts';

/** A text that is not what it should be, in words for a person. */
export class TextFault extends Error {
  /** From 1 on; null when it is about the whole text. */
  readonly line: number | null;
  readonly expected: string;
  readonly got: string;

  constructor(line: number | null, expected: string, got: string, options?: ErrorOptions) {
    super(`${line === null ? '' : `line ${line}: `}expected ${expected}, got ${got}`, options);
    this.name = 'TextFault';
    this.line = line;
    this.expected = expected;
    this.got = got;
  }
}

/** As JSON.parse. Throws a TextFault that says line, expected and got. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const fault = jsonFaultOf(text);
    throw new TextFault(fault?.line ?? null, fault?.expected ?? 'JSON', fault?.got ?? 'something else', { cause: thrown });
  }
}

/** A fault's three parts, for who tells them apart. @param expected for what is none, and was caused by none */
export function textFaultOf(thrown: unknown, expected: string): Pick<TextFault, 'line' | 'expected' | 'got'> {
  const fault = thrown instanceof AppError ? thrown.cause : thrown;
  if (!(fault instanceof TextFault)) return { line: null, expected, got: plainWords(thrown) };
  return { line: fault.line, expected: fault.expected, got: fault.got };
}

/** What the system says, as what was found: it stands after "got" and after a colon. */
const OF_SYSTEM_ERROR: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  ENOTDIR: 'a file where a folder should be',
  EISDIR: 'a folder',
  EEXIST: 'something that is there already',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'a disk that can only be read',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'no quota left on the disk',
  EIO: 'a failure of the disk',
  EBUSY: 'something that another program uses',
  ELOOP: 'links that lead in a circle',
  ENAMETOOLONG: 'a name that is too long',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  ENOMEM: 'too little memory',
  ECONNREFUSED: 'nobody who listens',
  ECONNRESET: 'a connection that was cut',
  EPIPE: 'a reader that went away',
};

/**
 * What was thrown, in plain words and one line: a failure of the system without its code, call and path, which the caller says better;
 * anything else as it says itself.
 */
export function plainWords(thrown: unknown): string {
  const error = toError(thrown);
  if (thrown instanceof AppError || thrown instanceof TextFault) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : OF_SYSTEM_ERROR[code];
  return known ?? error.message.split('\n')[0] ?? '';
}
