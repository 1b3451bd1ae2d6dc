import { Absence, ProbeError, absenceOf } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { ProcessRaw, ProcessesRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { type KernelStat, parseKernelStat } from './kernel-stat.ts';
import { COMMON_UNITS, type MachineUnits, ownMachineUnits, parseAuxv } from './machine-units.ts';
import { ProcFolder, codeOf, ownKeepLimit } from './proc-folder.ts';
import { type DetailReader, createDetailReader } from './process-detail.ts';
import { ProcessRecord, type RecordContext, startTimeMs } from './process-record.ts';
import { ProcessStat, parseProcessStat } from './process-stat.ts';
import { createUserNames } from './users.ts';

/** A process may enter a namespace without a fork (setns): so often the folder is listed even when the fork counter stands still. */
const SCAN_READS = 10;
const PASSWD_READS = 15;

export interface ProcessesProbeOptions {
  /** Descriptors that may stay open. Default: half of what this process may have, at most 8192. */
  readonly maxKeptFiles?: number;
}

export type ProcessesProbe = Probe<ProcessesRaw> & {
  /** Start time (epoch ms, as in the list) of the process that has this pid now; null when there is none. Rejects with a ProbeError. */
  startTimeOf(pid: number): Promise<number | null>;
  /** Descriptors of processes open now. */
  readonly keptCount: number;
};

/**
 * Processes from /proc/PID. The descriptor of each `stat` stays open and its bytes are compared with the last ones: a process that did
 * nothing costs one read and is the same ProcessRaw; without `detail` an idle one is read every fourth time, so that its end may be seen
 * three reads late. The folder is listed only when the fork counter moved or a process went. Processes
 * that may not be read are left out.
 */
export function createProcessesProbe(files: KernelFiles, options: ProcessesProbeOptions = {}): ProcessesProbe {
  const kernelStat = files.keep('/proc/stat');
  const users = createUserNames(files);
  const records = new Map<number, ProcessRecord>();
  let opened: { folder: ProcFolder; units: MachineUnits; detail: DetailReader } | null = null;
  // Fixed at the first read: the kernel moves it when the wall clock is set, and a start time must stay the same.
  let bootTimeMs: number | null = null;
  let readNumber = 0;
  let scanNumber = 0;
  let scannedAtForks: number | null = null;
  let lastScanRead = 0;
  let wentSinceScan = false;
  let hadDetail = false;

  function open(): NonNullable<typeof opened> {
    if (opened !== null) return opened;
    const folder = new ProcFolder(files, options.maxKeptFiles ?? ownKeepLimit());
    const units = folder.live ? ownMachineUnits() : unitsBelow(files);
    opened = { folder, units, detail: createDetailReader(folder) };
    return opened;
  }

  function readKernelStat(): KernelStat {
    let stat: KernelStat;
    try {
      stat = parseKernelStat(kernelStat.read());
    } catch (thrown) {
      const absence = absenceOf(thrown, '/proc/stat');
      throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
    }
    bootTimeMs ??= stat.bootTimeSeconds === null ? null : stat.bootTimeSeconds * 1000;
    return stat;
  }
  function context(): RecordContext {
    const { folder, units } = open();
    if (bootTimeMs === null) throw new ProbeError('malformed', '/proc/stat: expected a line "btime <seconds>"');
    return { folder, units, users, bootTimeMs };
  }

  function scan(folder: ProcFolder): void {
    let pids: number[];
    try {
      pids = folder.pids();
    } catch (thrown) {
      const absence = absenceOf(thrown, '/proc');
      throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
    }
    scanNumber += 1;
    for (const pid of pids) {
      let record = records.get(pid);
      if (record === undefined) {
        record = new ProcessRecord(pid);
        records.set(pid, record);
      }
      record.seenInScan = scanNumber;
    }
    for (const record of records.values()) if (record.seenInScan !== scanNumber) drop(record, folder);
    wentSinceScan = false;
    lastScanRead = readNumber;
  }
  function drop(record: ProcessRecord, folder: ProcFolder): void {
    folder.release(record);
    records.delete(record.pid);
  }

  /** Length of its stat line in the folder's bytes; −1 when it is to be left out. */
  function readStat(record: ProcessRecord, folder: ProcFolder): number {
    try {
      return folder.readStat(record);
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code !== 'EMFILE' && code !== 'ENFILE') return -1;
    }
    // Others in this program need descriptors too: give back a part, then this one is read without keeping it.
    const keep = folder.lowerLimit();
    for (const other of records.values()) if (folder.keptCount > keep) folder.release(other);
    try {
      return folder.readStat(record);
    } catch {
      return -1;
    }
  }

  /** False when it is gone or may not be read. */
  function update(record: ProcessRecord, using: RecordContext): boolean {
    const wasKept = record.fd !== -1;
    let length = readStat(record, using.folder);
    if (length < 0 && wasKept) {
      // The process went. Its pid may have been given to another by now, and a list of names cannot tell.
      using.folder.release(record);
      length = readStat(record, using.folder);
    }
    if (length >= 0) return record.update(length, readNumber, using) !== null;
    if (record.raw !== null) wentSinceScan = true;
    drop(record, using.folder);
    return false;
  }

  return {
    read({ detail }) {
      readNumber += 1;
      const stat = readKernelStat();
      const using = context();
      const { folder, units } = using;
      if (readNumber % PASSWD_READS === 1) users.refresh();
      const due = wentSinceScan || readNumber - lastScanRead >= SCAN_READS || !folder.live;
      // Some sandboxes always say 0 forks.
      if (due || stat.forks !== scannedAtForks || (stat.forks ?? 0) === 0) scan(folder);
      scannedAtForks = stat.forks;

      const read: ProcessRecord[] = [];
      for (const record of records.values()) {
        // Who looks at the table sees every process as it is now; for sums an idle one may wait its turn.
        const waits = !detail && record.raw !== null && !record.isDue(readNumber);
        if (waits || update(record, using)) read.push(record);
      }
      if (detail) open().detail.read(read);
      else if (hadDetail) for (const record of read) record.setDetail(null);
      hadDetail = detail;
      const list: ProcessRaw[] = [];
      for (const { raw } of read) if (raw !== null) list.push(raw);
      const busyMs = stat.busyTicks === null ? null : (stat.busyTicks * 1000) / units.ticksPerSecond;
      return { list, machineBusyMs: busyMs ?? new Absence('malformed', '/proc/stat: expected a line "cpu <ticks>…"') };
    },

    async startTimeOf(pid) {
      if (!Number.isSafeInteger(pid) || pid < 1) return null;
      if (bootTimeMs === null) readKernelStat();
      const using = context();
      const stat = new ProcessStat();
      try {
        const length = using.folder.read(pid, 'stat');
        return parseProcessStat(using.folder.bytes, length, stat) ? startTimeMs(stat, using) : null;
      } catch (thrown) {
        const absence = absenceOf(thrown, `/proc/${pid}/stat`);
        if (absence.reason === 'not-found') return null;
        throw new ProbeError(absence.reason, absence.detail, { cause: thrown });
      }
    },

    dispose() {
      if (opened !== null) for (const record of records.values()) opened.folder.release(record);
      records.clear();
      kernelStat.close();
      opened = null;
      scannedAtForks = null;
      hadDetail = false;
    },

    get keptCount() {
      return opened?.folder.keptCount ?? 0;
    },
  };
}

function unitsBelow(files: KernelFiles): MachineUnits {
  try {
    const { buffer, length } = files.readOnce('/proc/self/auxv');
    return parseAuxv(buffer.subarray(0, length));
  } catch {
    return COMMON_UNITS;
  }
}
