import { closeSync, constants, fstatSync, openSync, promises, readdirSync, readSync, statSync } from 'node:fs';
import { ProbeError } from '../absence.ts';
import { followBelow, linkTargetOf } from './below-root.ts';

// Reading /proc and /sys: kept descriptors, one reused buffer, always to the end of the file (a multi-page file is cut otherwise).

const FIRST_BUFFER_BYTES = 64 * 1024;
/** No file that a reader knows comes near; a larger one is not what it says it is. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** A sysfs attribute has at most one page. */
const SLOW_FILE_BYTES = 4096;
// O_NONBLOCK: below another root a path may be a FIFO, and opening one would hang for ever.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of one read: valid until the next read through the same KernelFiles. */
export interface FileBytes {
  readonly buffer: Buffer;
  readonly length: number;
}

export interface KeptFile {
  /** Reads the whole file again from its start. Throws the system's error (ENOENT, EACCES …) or a ProbeError. */
  readonly read: () => FileBytes;
  readonly close: () => void;
}

/** Every path is below the root, and so is where its symbolic links lead: `/etc/x -> /usr/x` in another root stays in that root. */
export interface KernelFiles {
  readonly rootDir: string;
  /** The path on this machine of a path below the root, links not followed. */
  resolve(path: string): string;
  /** The path on this machine of what the path leads to. */
  locate(path: string): string;
  /** A file that is read again and again: its descriptor stays open. Nothing is opened before the first read. */
  keep(path: string): KeptFile;
  /** As `keep`, for a file of one record (`/proc/stat`, `/proc/meminfo`): the kernel gives it whole in one read, and a second is saved. */
  keepSingle(path: string): KeptFile;
  /** Reads a file once. */
  readOnce(path: string): FileBytes;
  /** The first part of a file that may be long: what one read gives (at least the first record). */
  readStart(path: string): FileBytes;
  /** Reads a file once as UTF-8. */
  readText(path: string): string;
  /** As `readText`, of the first 4 KiB, off the main thread: for attributes whose driver asks the hardware (sensors, batteries). */
  readSlow(path: string): Promise<string>;
  /** Names in a folder. Throws the system's error. */
  list(path: string): string[];
  /** False also where it may not be looked at. */
  exists(path: string): boolean;
  /** What a symbolic link says; null when there is none, or none that may be looked at. */
  linkTarget(path: string): string | null;
  /** Descriptors open now. */
  readonly openCount: number;
}

/** @param rootDir the folder read as if it were `/` */
export function createKernelFiles(rootDir: string): KernelFiles {
  const prefix = rootDir.replace(/\/+$/, '');
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  let openCount = 0;

  const resolve = (path: string): string => `${prefix}${path}`;
  const locate = (path: string): string => (prefix === '' ? path : followBelow(prefix, path));

  function open(path: string): number {
    const fd = openSync(locate(path), OPEN_FLAGS);
    openCount += 1;
    // A folder or a device is no kernel file; reading a tty or a FIFO could wait.
    if (fstatSync(fd).isFile()) return fd;
    close(fd);
    throw new ProbeError('malformed', `${path}: expected a file`);
  }
  function close(fd: number): void {
    openCount -= 1;
    closeSync(fd);
  }

  function readAll(fd: number, path: string, single: boolean): number {
    let length = 0;
    for (;;) {
      if (length === buffer.length) grow(path);
      const count = readSync(fd, buffer, length, buffer.length - length, length);
      length += count;
      if (count === 0 || (single && length < buffer.length)) return length;
    }
  }
  function grow(path: string): void {
    if (buffer.length >= MAX_FILE_BYTES) throw new ProbeError('malformed', `${path}: over ${MAX_FILE_BYTES} bytes`);
    const larger = Buffer.allocUnsafe(Math.min(buffer.length * 4, MAX_FILE_BYTES));
    buffer.copy(larger);
    buffer = larger;
  }

  function readAndClose(path: string, read: (fd: number) => number): FileBytes {
    const fd = open(path);
    try {
      const length = read(fd);
      return { length, buffer };
    } finally {
      close(fd);
    }
  }
  const readOnce = (path: string): FileBytes => readAndClose(path, (fd) => readAll(fd, path, false));

  function keepFile(path: string, single: boolean): KeptFile {
    let fd: number | null = null;
    const closeKept = (): void => {
      if (fd === null) return;
      close(fd);
      fd = null;
    };
    const read = (): FileBytes => {
      const fresh = fd === null;
      fd ??= open(path);
      try {
        const length = readAll(fd, path, single);
        return { length, buffer };
      } catch (thrown) {
        // A kept descriptor goes stale when its device or cgroup went and came back: open anew.
        closeKept();
        if (fresh || thrown instanceof ProbeError) throw thrown;
        return read();
      }
    };
    return { read, close: closeKept };
  }

  return {
    rootDir,
    resolve,
    locate,
    keep: (path) => keepFile(path, false),
    keepSingle: (path) => keepFile(path, true),
    readOnce,
    readStart: (path) => readAndClose(path, (fd) => readSync(fd, buffer, 0, FIRST_BUFFER_BYTES, 0)),
    readText(path) {
      const { buffer: bytes, length } = readOnce(path);
      return bytes.toString('utf8', 0, length);
    },
    async readSlow(path) {
      const handle = await promises.open(locate(path), OPEN_FLAGS);
      openCount += 1;
      try {
        if (!(await handle.stat()).isFile()) throw new ProbeError('malformed', `${path}: expected a file`);
        const { buffer: bytes, bytesRead } = await handle.read(Buffer.allocUnsafe(SLOW_FILE_BYTES), 0, SLOW_FILE_BYTES, 0);
        return bytes.toString('utf8', 0, bytesRead);
      } finally {
        openCount -= 1;
        await handle.close();
      }
    },
    list: (path) => readdirSync(locate(path)),
    exists(path) {
      try {
        return statSync(locate(path), { throwIfNoEntry: false }) !== undefined;
      } catch {
        return false;
      }
    },
    linkTarget(path) {
      try {
        return linkTargetOf(resolve(path));
      } catch {
        return null;
      }
    },
    get openCount() {
      return openCount;
    },
  };
}
