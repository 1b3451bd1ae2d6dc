import { CommandError } from '../../command-error.ts';
import type { Probe } from '../probe.ts';
import type { ProcessesRaw } from '../raw.ts';
import { parseProcesses, parseStart, type ProcessLines, PS_COLUMNS } from './bsd-ps.ts';
import { runDarwin, type DarwinPorts } from './darwin-commands.ts';
import { machineBusyMs } from './node-os.ts';

export interface DarwinProcesses {
  readonly probe: Probe<ProcessesRaw>;
  readonly startTimeOf: (pid: number) => Promise<number | null>;
}

/** @param onCount told how many processes there were at each reading */
export function createDarwinProcesses({ commands }: DarwinPorts, onCount: (count: number) => void): DarwinProcesses {
  let lines: ProcessLines = new Map();
  return {
    probe: {
      async read() {
        const text = await runDarwin(commands, 'ps', '-axww', '-o', PS_COLUMNS);
        lines = parseProcesses(text, lines);
        onCount(lines.size);
        return { list: [...lines.values()], machineBusyMs: machineBusyMs() };
      },
      dispose() {
        lines = new Map();
      },
    },
    async startTimeOf(pid) {
      if (!Number.isSafeInteger(pid) || pid <= 0) return null;
      try {
        return parseStart(await runDarwin(commands, 'ps', '-o', 'lstart=', '-p', String(pid)));
      } catch (thrown) {
        // ps ends with 1 and says nothing when no process has this pid.
        if (thrown instanceof CommandError && thrown.exitCode === 1 && thrown.errorLine === '') return null;
        throw thrown;
      }
    },
  };
}
