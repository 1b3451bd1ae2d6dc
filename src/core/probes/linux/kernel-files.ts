import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { ProbeError } from '../absence.ts';

// Reading /proc and /sys: kept descriptors, one reused buffer, always to the end of the file (a multi-page file is cut otherwise).

const FIRST_BUFFER_BYTES = 64 * 1024;
/** No file that a reader knows comes near; a larger one is not what it says it is. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
// O_NONBLOCK: below another root a path may be a FIFO, and opening one would hang for ever.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of one read: valid until the next read through the same KernelFiles. */
export interface FileBytes {
  readonly buffer: Buffer;
  readonly length: number;
}

export interface KeptFile {
  /** Reads the whole file again from its start. Throws the system's error (ENOENT, EACCES …) or a ProbeError. */
  read(): FileBytes;
  close(): void;
}

export interface KernelFiles {
  readonly rootDir: string;
  /** The path on this machine of a path below the root. */
  resolve(path: string): string;
  /** A file that is read again and again: its descriptor stays open. Nothing is opened before the first read. */
  keep(path: string): KeptFile;
  /** Reads a file once. */
  readOnce(path: string): FileBytes;
  /** Reads a file once as UTF-8. */
  readText(path: string): string;
  /** Descriptors open now. */
  readonly openCount: number;
}

/** @param rootDir the folder read as if it were `/` */
export function createKernelFiles(rootDir: string): KernelFiles {
  const prefix = rootDir === '/' ? '' : rootDir.replace(/\/+$/, '');
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  let openCount = 0;

  const resolve = (path: string): string => `${prefix}${path}`;

  function open(path: string): number {
    const fd = openSync(resolve(path), OPEN_FLAGS);
    openCount += 1;
    return fd;
  }
  function close(fd: number): void {
    openCount -= 1;
    closeSync(fd);
  }

  function readAll(fd: number, path: string): number {
    let length = 0;
    for (;;) {
      if (length === buffer.length) grow(path);
      const count = readSync(fd, buffer, length, buffer.length - length, length);
      if (count === 0) return length;
      length += count;
    }
  }
  function grow(path: string): void {
    if (buffer.length >= MAX_FILE_BYTES) throw new ProbeError('malformed', `${path}: over ${MAX_FILE_BYTES} bytes`);
    const larger = Buffer.allocUnsafe(buffer.length * 4);
    buffer.copy(larger);
    buffer = larger;
  }

  function readOnce(path: string): FileBytes {
    const fd = open(path);
    try {
      // A folder or a device is no kernel file; reading a tty or a FIFO could wait.
      if (!fstatSync(fd).isFile()) throw new ProbeError('malformed', `${path}: expected a file`);
      return { length: readAll(fd, path), buffer };
    } finally {
      close(fd);
    }
  }

  function keep(path: string): KeptFile {
    let fd: number | null = null;
    const closeKept = (): void => {
      if (fd === null) return;
      close(fd);
      fd = null;
    };
    return {
      read() {
        const fresh = fd === null;
        if (fd === null) {
          fd = open(path);
          if (!fstatSync(fd).isFile()) {
            closeKept();
            throw new ProbeError('malformed', `${path}: expected a file`);
          }
        }
        try {
          return { length: readAll(fd, path), buffer };
        } catch (thrown) {
          // A kept descriptor goes stale when its device or cgroup went and came back: the next try opens anew.
          closeKept();
          if (fresh || thrown instanceof ProbeError) throw thrown;
          return this.read();
        }
      },
      close: closeKept,
    };
  }

  return {
    rootDir,
    resolve,
    keep,
    readOnce,
    readText(path) {
      const { buffer: bytes, length } = readOnce(path);
      return bytes.toString('utf8', 0, length);
    },
    get openCount() {
      return openCount;
    },
  };
}
