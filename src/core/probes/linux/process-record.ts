import type { ProcessRaw } from '../raw.ts';
import type { ProcFolder, Slot } from './proc-folder.ts';
import { commandOf, parseArguments, parseCgroup, parseResident, processName } from './process-parse.ts';
import type { Detail } from './process-detail.ts';
import { ProcessStat, isKernelThread, parseProcessStat, processState } from './process-stat.ts';
import { Scanner } from './scan.ts';
import type { MachineUnits } from './machine-units.ts';
import type { UserNames } from './users.ts';

/** Facts of a process that did something are read again after so many reads (30 s at an interval of 2 s)… */
const FACTS_READS = 15;
/** …and of one that did nothing after so many. */
const IDLE_FACTS_READS = 64;

/** A process that did nothing in so many reads is idle… */
const IDLE_READS = 4;
/** …and looked at in every so manieth read. */
const IDLE_SPREAD = 4;

export interface RecordContext {
  readonly folder: ProcFolder;
  readonly units: MachineUnits;
  readonly users: UserNames;
  readonly bootTimeMs: number;
}

const stat = new ProcessStat();
const scanner = new Scanner(Buffer.alloc(0), 0);

/** One process: what was read of it last, and the ProcessRaw made of that. */
export class ProcessRecord implements Slot {
  readonly pid: number;
  fd = -1;
  raw: ProcessRaw | null = null;
  /** Number of the scan that saw it last. */
  seenInScan = 0;
  #words = new Int32Array(0);
  #length = -1;
  #comm = '';
  #arguments: readonly string[] = [];
  #cgroup: string | null = null;
  #userId: number | null = null;
  #user = '';
  #factsDueAt = 0;
  /** Reads in a row in which nothing had changed. */
  #idleReads = 0;
  #lastRead = 0;

  constructor(pid: number) {
    this.pid = pid;
  }

  /**
   * False for a process that has done nothing for a while: such a one is looked at in every fourth read, spread by pid. What it did
   * meanwhile is spread over the reads it covers (`spanReads`).
   */
  isDue(readNumber: number): boolean {
    return this.#idleReads < IDLE_READS || (readNumber + this.pid) % IDLE_SPREAD === 0;
  }

  /**
   * Takes the stat line that lies in the folder's bytes. Returns the ProcessRaw, the same object while nothing changed; null when the line
   * is malformed.
   */
  update(length: number, readNumber: number, context: RecordContext): ProcessRaw | null {
    const { folder } = context;
    const spanReads = readNumber - this.#lastRead;
    this.#lastRead = readNumber;
    if (this.raw !== null && this.#same(folder.words, length)) {
      this.#idleReads += 1;
      // Spread over the reads by pid.
      if ((readNumber + this.pid) % IDLE_FACTS_READS !== 0) return this.raw;
      return this.#refreshIdle(context, readNumber);
    }
    this.#idleReads = 0;
    if (!parseProcessStat(folder.bytes, length, stat)) return null;
    this.#remember(folder.words, length);
    const startTime = startTimeMs(stat, context);
    if (this.raw !== null && this.raw.startTime !== startTime) this.#forget();
    const comm = folder.bytes.toString('utf8', stat.commStart, stat.commEnd);
    const isNew = this.raw === null;
    if (isNew || comm !== this.#comm || readNumber >= this.#factsDueAt) {
      this.#comm = comm;
      this.#readFacts(context, isKernelThread(stat) || processState(stat.state) === 'zombie');
      // A process seen between its fork and its exec still has its parent's command: look again soon.
      this.#factsDueAt = readNumber + (isNew ? 1 : FACTS_READS);
    }
    const raw = this.#compose(startTime, context);
    this.raw = isNew || spanReads <= 1 ? raw : { ...raw, spanReads };
    return this.raw;
  }

  /** Puts the fields in that are read only while someone looks; null takes them out. */
  setDetail(detail: Detail | null): void {
    const raw = this.raw;
    if (raw === null) return;
    const { fileHandles, readBytes, writeBytes } = detail ?? NO_DETAIL;
    if (raw.fileHandles === fileHandles && raw.readBytes === readBytes && raw.writeBytes === writeBytes) return;
    this.raw = { ...raw, fileHandles, readBytes, writeBytes };
  }

  #compose(startTime: number, { folder, units }: RecordContext): ProcessRaw {
    const kernelThread = isKernelThread(stat);
    const state = processState(stat.state);
    const memory = kernelThread || state === 'zombie' ? NO_MEMORY : readResident(folder, this.pid);
    const tickMs = 1000 / units.ticksPerSecond;
    const before = this.raw;
    return {
      pid: this.pid,
      parentPid: stat.parentPid,
      startTime,
      name: processName(this.#comm, this.#arguments),
      command: commandOf(this.#arguments),
      user: this.#user,
      userId: this.#userId,
      state,
      cpuMs: (stat.userTicks + stat.systemTicks) * tickMs,
      reapedCpuMs: (stat.reapedUserTicks + stat.reapedSystemTicks) * tickMs,
      rssBytes: (memory?.residentPages ?? stat.rssPages) * units.pageBytes,
      privateBytes: memory === null ? null : memory.privatePages * units.pageBytes,
      pssBytes: null,
      virtualBytes: stat.virtualBytes,
      threads: stat.threads,
      fileHandles: before?.fileHandles ?? null,
      readBytes: before?.readBytes ?? null,
      writeBytes: before?.writeBytes ?? null,
      cgroup: this.#cgroup,
      kernelThread,
      sessionId: stat.session,
      terminal: stat.terminal,
    };
  }

  /** A process may be moved, or renamed, without doing anything itself. */
  #refreshIdle(context: RecordContext, readNumber: number): ProcessRaw | null {
    const raw = this.raw;
    if (raw === null || raw.kernelThread) return raw;
    this.#readFacts(context, raw.state === 'zombie');
    this.#factsDueAt = readNumber + FACTS_READS;
    const command = commandOf(this.#arguments);
    if (raw.command === command && raw.user === this.#user && raw.userId === this.#userId && raw.cgroup === this.#cgroup) return raw;
    const name = processName(this.#comm, this.#arguments);
    this.raw = { ...raw, name, command, user: this.#user, userId: this.#userId, cgroup: this.#cgroup };
    return this.raw;
  }

  #readFacts({ folder, users }: RecordContext, hasNoCommand: boolean): void {
    // What it was stays known of a zombie, whose own file is empty.
    if (!hasNoCommand) {
      this.#arguments = attempt(() => parseArguments(folder.bytes, folder.read(this.pid, 'cmdline')), this.#arguments);
    }
    this.#cgroup = attempt(() => parseCgroup(folder.bytes.toString('utf8', 0, folder.read(this.pid, 'cgroup'))), this.#cgroup);
    this.#userId = attempt(() => folder.userIdOf(this.pid), null) ?? this.#userId;
    this.#user = this.#userId === null ? '' : users.nameOf(this.#userId);
  }

  #forget(): void {
    this.raw = null;
    this.#arguments = [];
    this.#cgroup = null;
    this.#userId = null;
  }

  #same(words: Int32Array, length: number): boolean {
    if (length !== this.#length) return false;
    const kept = this.#words;
    const count = (length + 3) >> 2;
    for (let i = 0; i < count; i += 1) if (kept[i] !== words[i]) return false;
    return true;
  }

  #remember(words: Int32Array, length: number): void {
    const count = (length + 3) >> 2;
    if (this.#words.length < count) this.#words = new Int32Array(count + 8);
    for (let i = 0; i < count; i += 1) this.#words[i] = words[i] as number;
    this.#length = length;
  }
}

const NO_DETAIL: Detail = { fileHandles: null, readBytes: null, writeBytes: null };

export function startTimeMs(of: ProcessStat, { units, bootTimeMs }: Pick<RecordContext, 'units' | 'bootTimeMs'>): number {
  return bootTimeMs + Math.round((of.startTicks * 1000) / units.ticksPerSecond);
}

const NO_MEMORY: ReturnType<typeof parseResident> = { residentPages: 0, privatePages: 0 };

/** From statm: since Linux 6.2 the number in stat leaves out what each core has not yet added (100 KiB and more of a small process). */
function readResident(folder: ProcFolder, pid: number): ReturnType<typeof parseResident> {
  return attempt(() => parseResident(scanner.reset(folder.bytes, folder.read(pid, 'statm'))), null);
}

/** The process may have gone, or its file may not be for us to read: then what was known stands. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
