import type { ProcessRaw } from '../raw.ts';
import type { SystemInformation } from './windows-session.ts';

type Listed = Pick<
  Awaited<ReturnType<SystemInformation['processes']>>['list'][number],
  'pid' | 'parentPid' | 'name' | 'command' | 'cpu' | 'memRss' | 'memVsz' | 'started' | 'state'
>;

export interface WindowsProcessTable {
  /** @param elapsedMs since the previous reading; null at the first */
  next(list: readonly Listed[], elapsedMs: number | null, coreCount: number): ProcessRaw[];
}

/** "2026-02-26 01:49:30" in the local time zone, as the library prints it. */
const STARTED = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;
/** Pid of the idle time that Windows lists as a process. */
const IDLE_PID = 0;

/**
 * The library answers each process's share of the machine's time since the question before, and no counter. The counter is added up here: it
 * begins at 0 when a process is first seen, which is all that rates need.
 */
export function createWindowsProcessTable(): WindowsProcessTable {
  let before = new Map<number, ProcessRaw>();
  return {
    next(list, elapsedMs, coreCount) {
      const now = new Map<number, ProcessRaw>();
      for (const listed of list) {
        if (!Number.isSafeInteger(listed.pid) || listed.pid <= IDLE_PID || now.has(listed.pid)) continue;
        const startTime = startOf(listed.started);
        const old = before.get(listed.pid);
        const same = old?.startTime === startTime ? old : undefined;
        const share = Math.min(Math.max(finite(listed.cpu), 0), 100) / 100;
        const cpuMs = same === undefined || elapsedMs === null ? (same?.cpuMs ?? 0) : same.cpuMs + share * coreCount * elapsedMs;
        now.set(listed.pid, kept(same, processOf(listed, startTime, cpuMs)));
      }
      before = now;
      return [...now.values()];
    },
  };
}

/** Nothing else of a process changes while it runs. */
function kept(old: ProcessRaw | undefined, now: ProcessRaw): ProcessRaw {
  const unchanged =
    old !== undefined &&
    old.cpuMs === now.cpuMs &&
    old.rssBytes === now.rssBytes &&
    old.virtualBytes === now.virtualBytes &&
    old.state === now.state;
  return unchanged ? old : now;
}

function processOf(listed: Listed, startTime: number, cpuMs: number): ProcessRaw {
  const name = listed.name;
  return {
    pid: listed.pid,
    parentPid: Math.max(0, finite(listed.parentPid)),
    startTime,
    name,
    command: listed.command === '' ? name : listed.command,
    // Win32_Process does not say whose it is.
    user: '',
    userId: null,
    state: STATES[listed.state] ?? 'unknown',
    cpuMs,
    reapedCpuMs: null,
    rssBytes: Math.max(0, finite(listed.memRss)) * 1024,
    privateBytes: null,
    pssBytes: null,
    // PageFileUsage: private memory that is committed, in KiB.
    virtualBytes: Math.max(0, finite(listed.memVsz)) * 1024,
    threads: null,
    fileHandles: null,
    readBytes: null,
    writeBytes: null,
    cgroup: null,
    kernelThread: false,
    sessionId: null,
    terminal: null,
  };
}

const STATES: Readonly<Record<string, ProcessRaw['state']>> = {
  running: 'running',
  blocked: 'waiting',
  ready: 'running',
  'suspended blocked': 'stopped',
  'suspended ready': 'stopped',
  terminated: 'zombie',
  stopped: 'stopped',
};

function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** 0 for the few system processes without a start time. */
function startOf(started: unknown): number {
  const match = STARTED.exec(typeof started === 'string' ? started : '');
  if (match === null) return 0;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Math.max(0, new Date(year, month - 1, day, hour, minute, second).getTime());
}
