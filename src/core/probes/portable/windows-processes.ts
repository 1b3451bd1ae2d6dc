import type { Clock } from '../../ports.ts';
import { ProbeError } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { ProcessesRaw } from '../raw.ts';
import { machineBusyMs } from './node-os.ts';
import { createWindowsProcessTable } from './windows-process-table.ts';
import type { WindowsSession } from './windows-session.ts';

const USER = 'processes';

export interface WindowsProcesses {
  readonly probe: Probe<ProcessesRaw>;
  readonly startTimeOf: (pid: number) => Promise<number | null>;
}

/** @param onCount told how many processes there were at each reading */
export function createWindowsProcesses(
  session: WindowsSession,
  clock: Clock,
  coreCount: () => number,
  onCount: (count: number) => void,
): WindowsProcesses {
  let table = createWindowsProcessTable();
  let lastAtMs: number | null = null;

  async function read(): Promise<ProcessesRaw> {
    const { list } = await session.ask(USER, (si) => si.processes());
    const atMs = clock.monotonicMs();
    if (list.length === 0) throw new ProbeError('failed', 'PowerShell answered no processes: Win32_Process may be closed to this user');
    const processes = table.next(list, lastAtMs === null ? null : atMs - lastAtMs, coreCount());
    lastAtMs = atMs;
    onCount(processes.length);
    return { list: processes, machineBusyMs: machineBusyMs() };
  }
  function dispose(): void {
    table = createWindowsProcessTable();
    lastAtMs = null;
    session.leave(USER);
  }
  return {
    probe: { read, dispose },
    async startTimeOf(pid) {
      // A question past the table would take the shares of the time since its last one away from it.
      const inUse = lastAtMs !== null;
      const { list } = await read();
      if (!inUse) dispose();
      return list.find((process) => process.pid === pid)?.startTime ?? null;
    },
  };
}
