import type { Clock, CommandRunner } from '../../ports.ts';
import { parseSysctl, type SysctlValues } from './sysctl.ts';

export interface DarwinPorts {
  readonly commands: CommandRunner;
  readonly clock: Clock;
}

const TIMEOUT_MS = 4_000;

// Full paths: a PATH with GNU tools in front would answer in another format.
const PROGRAMS = {
  ioreg: '/usr/sbin/ioreg',
  mount: '/sbin/mount',
  netstat: '/usr/sbin/netstat',
  pmset: '/usr/bin/pmset',
  ps: '/bin/ps',
  swVers: '/usr/bin/sw_vers',
  sysctl: '/usr/sbin/sysctl',
  systemProfiler: '/usr/sbin/system_profiler',
  vmStat: '/usr/bin/vm_stat',
  who: '/usr/bin/who',
} as const;

/** Runs one of the programs that a reading needs; rejects as the CommandRunner does. */
export function runDarwin(commands: CommandRunner, program: keyof typeof PROGRAMS, ...args: readonly string[]): Promise<string> {
  return commands.run(PROGRAMS[program], args, { timeoutMs: TIMEOUT_MS });
}

const SYSCTL_NAMES = [
  'hw.memsize',
  'vm.swapusage',
  'kern.memorystatus_vm_pressure_level',
  'kern.boottime',
  'kern.num_files',
  'kern.maxfiles',
  'kern.maxproc',
  'kern.num_threads',
];
/** Groups of one tick ask within this time: they share one answer. */
const SHARED_FOR_MS = 200;

/** One `sysctl` for all groups of a tick. `-i`: a name that this macOS lacks is left out instead of failing. */
export function createSysctlReader({ commands, clock }: DarwinPorts): () => Promise<SysctlValues> {
  let last: { readonly atMs: number; readonly values: Promise<SysctlValues> } | null = null;
  return () => {
    const nowMs = clock.monotonicMs();
    if (last !== null && nowMs - last.atMs < SHARED_FOR_MS) return last.values;
    const values = runDarwin(commands, 'sysctl', '-i', ...SYSCTL_NAMES).then(parseSysctl);
    last = { atMs: nowMs, values };
    return values;
  };
}
