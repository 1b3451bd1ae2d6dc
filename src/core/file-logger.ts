import { closeSync, constants, fchmodSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { createLogger, type LoggerOptions } from './logger.ts';
import type { Disposer, Logger } from './ports.ts';

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** For the user alone: an entry can name programs and paths. */
const FILE_MODE = 0o600;
const OPEN_FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

export interface FileLogger {
  readonly logger: Logger;
  close: Disposer;
}

/**
 * Appends entries to a file of at most `maxBytes` (1 MiB); a full one becomes `<path>.1`, in place of an older one. Throws the system's error
 * when the file cannot be opened. Later failures (a full disk) lose entries and nothing else; how many is said when writing works again.
 */
export function createFileLogger(options: LoggerOptions, path: string, maxBytes = DEFAULT_MAX_BYTES): FileLogger {
  let fd: number | null = null;
  let writtenBytes = 0;
  let lostCount = 0;
  let closed = false;

  function open(): number {
    const opened = openSync(path, OPEN_FLAGS, FILE_MODE);
    // A file from before may be readable for others.
    fchmodSync(opened, FILE_MODE);
    writtenBytes = fstatSync(opened).size;
    fd = opened;
    return opened;
  }
  function closeFile(): void {
    if (fd !== null) closeSync(fd);
    fd = null;
  }
  function append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    let target = fd ?? open();
    if (writtenBytes > 0 && writtenBytes + bytes.length > maxBytes) {
      closeFile();
      renameSync(path, `${path}.1`);
      target = open();
    }
    writtenBytes += writeSync(target, bytes);
  }

  open();
  const logger = createLogger(options, (line) => {
    if (closed) return;
    try {
      if (lostCount > 0) append(`${new Date(options.clock.now()).toISOString()} warn log entries lost count=${lostCount}`);
      lostCount = 0;
      append(line);
    } catch {
      lostCount += 1;
    }
  });
  return {
    logger,
    close() {
      closed = true;
      closeFile();
    },
  };
}
