import { closeSync, constants, openSync, readdirSync, readFileSync, readSync, statfsSync, statSync } from 'node:fs';
import { ProbeError, absenceOf } from '../absence.ts';
import type { KernelFiles } from './kernel-files.ts';

// The files of processes. A kernel's /proc gives a whole small file in one read and says ESRCH through a descriptor whose process went, so
// descriptors are kept there. A plain folder (a copy of a /proc, below another root) has neither, and links that may lead out of the root.

const PROCFS_MAGIC = 0x9fa0;
/** A stat line has a few hundred bytes; of a command line as much is kept. */
const FILE_BYTES = 4096;
const MAX_KEPT = 8192;
/** Half of the usual soft limit of 1024. */
const KEPT_WHEN_UNKNOWN = 512;
const OPEN_FLAGS = constants.O_RDONLY;

/** How many descriptors processes may hold, from the text of /proc/self/limits: at most half of what this process may have. */
export function keepLimit(limits: string): number {
  const soft = /^Max open files\s+(\d{1,15}|unlimited)\s/m.exec(limits)?.[1];
  if (soft === undefined) return KEPT_WHEN_UNKNOWN;
  return soft === 'unlimited' ? MAX_KEPT : Math.min(MAX_KEPT, Math.floor(Number(soft) / 2));
}

export function ownKeepLimit(): number {
  try {
    return keepLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return KEPT_WHEN_UNKNOWN;
  }
}

/** What of a process holds its descriptor. */
export interface Slot {
  readonly pid: number;
  /** −1 = none. */
  fd: number;
}

export function codeOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

export class ProcFolder {
  /** True for a kernel's own /proc. */
  readonly live: boolean;
  /** What was read last. The rest of its last word is zero, so that it can be compared by words. */
  readonly bytes: Buffer;
  readonly words: Int32Array;
  keptCount = 0;
  readonly #files: KernelFiles;
  readonly #base: string;
  #keepLimit: number;

  /** Throws a ProbeError when there is no /proc below the root. */
  constructor(files: KernelFiles, maxKept: number) {
    const memory = new ArrayBuffer(FILE_BYTES);
    this.bytes = Buffer.from(memory);
    this.words = new Int32Array(memory);
    this.#files = files;
    this.#keepLimit = maxKept;
    try {
      this.#base = files.locate('/proc');
      this.live = statfsSync(this.#base).type === PROCFS_MAGIC;
    } catch (thrown) {
      const absence = absenceOf(thrown, '/proc');
      throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
    }
  }

  /** Pids that are listed now. */
  pids(): number[] {
    const pids: number[] = [];
    for (const name of readdirSync(this.#base)) {
      const first = name.charCodeAt(0);
      if (first < 49 || first > 57 || !/^\d{1,10}$/.test(name)) continue;
      pids.push(Number(name));
    }
    return pids;
  }

  /** Reads a process's file into `bytes`; its length. Throws the system's error. */
  read(pid: number, name: string): number {
    if (!this.live) {
      const { buffer, length } = this.#files.readStart(`/proc/${pid}/${name}`);
      const taken = Math.min(length, FILE_BYTES);
      buffer.copy(this.bytes, 0, 0, taken);
      return this.#padded(taken);
    }
    const fd = openSync(`${this.#base}/${pid}/${name}`, OPEN_FLAGS);
    try {
      return this.#padded(readSync(fd, this.bytes, 0, FILE_BYTES, 0));
    } finally {
      closeSync(fd);
    }
  }

  /** As `read`, of `stat`, through a kept descriptor where there may be one. */
  readStat(slot: Slot): number {
    if (slot.fd !== -1) return this.#padded(readSync(slot.fd, this.bytes, 0, FILE_BYTES, 0));
    if (!this.live || this.keptCount >= this.#keepLimit) return this.read(slot.pid, 'stat');
    slot.fd = openSync(`${this.#base}/${slot.pid}/stat`, OPEN_FLAGS);
    this.keptCount += 1;
    return this.#padded(readSync(slot.fd, this.bytes, 0, FILE_BYTES, 0));
  }

  /** Closes the slot's descriptor. */
  release(slot: Slot): void {
    if (slot.fd === -1) return;
    closeSync(slot.fd);
    slot.fd = -1;
    this.keptCount -= 1;
  }

  /** This program ran out of descriptors: keep a quarter fewer from now on. Returns how many. */
  lowerLimit(): number {
    this.#keepLimit = Math.floor(this.keptCount * 0.75);
    return this.#keepLimit;
  }

  /** Owner of the process's folder: its effective user. Null when it went. */
  userIdOf(pid: number): number | null {
    return statSync(`${this.#base}/${pid}`, { throwIfNoEntry: false })?.uid ?? null;
  }

  /** Open descriptors as the kernel counts them in the folder's size (Linux 6.2 on); 0 where it does not. */
  descriptorCount(pid: number | 'self'): number {
    return statSync(`${this.#base}/${pid}/fd`, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Open descriptors by listing them: an order slower, and only of one's own processes. */
  listDescriptors(pid: number): number {
    return readdirSync(`${this.#base}/${pid}/fd`).length;
  }

  #padded(length: number): number {
    for (let at = length; at % 4 !== 0; at += 1) this.bytes[at] = 0;
    return length;
  }
}
