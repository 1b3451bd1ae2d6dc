import { arch, availableParallelism, cpus, hostname, loadavg, release, version } from 'node:os';
import { Absence, type Maybe } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { CpuRaw, CpuTimes } from '../raw.ts';

// What Node itself knows, without a child process.

type OsCpuTimes = ReturnType<typeof cpus>[number]['times'];

export const NO_CONTEXT_SWITCHES = new Absence('not-supported', 'this platform does not count context switches for everyone to read');

/** I/O wait, soft interrupts and steal time do not exist there: they stay 0, as do their shares. */
function timesOf(times: OsCpuTimes): CpuTimes {
  return { user: times.user, nice: times.nice, system: times.sys, idle: times.idle, ioWait: 0, irq: times.irq, softIrq: 0, steal: 0 };
}

function sumOf(list: readonly OsCpuTimes[]): OsCpuTimes {
  const sum = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  for (const times of list) {
    sum.user += times.user;
    sum.nice += times.nice;
    sum.sys += times.sys;
    sum.idle += times.idle;
    sum.irq += times.irq;
  }
  return sum;
}

/** Busy milliseconds of all cores since boot. */
export function machineBusyMs(): number {
  const sum = sumOf(cpus().map((core) => core.times));
  return sum.user + sum.nice + sum.sys + sum.irq;
}

/** @param hasLoadAverage false on Windows, where Node answers zeros */
export function createOsCpuProbe(hasLoadAverage: boolean): Probe<CpuRaw> {
  return {
    read() {
      const cores = cpus();
      const first = cores[0];
      const [one = 0, five = 0, fifteen = 0] = loadavg();
      return {
        total: timesOf(sumOf(cores.map((core) => core.times))),
        cores: cores.map((core, index) => ({ index, times: timesOf(core.times) })),
        loadAverage: hasLoadAverage ? [one, five, fifteen] : new Absence('not-supported', 'Windows has no load average'),
        availableCores: availableParallelism(),
        model: first === undefined ? null : first.model.trim(),
        frequencyMhz: frequencyOf(first?.speed ?? 0),
        contextSwitches: NO_CONTEXT_SWITCHES,
      };
    },
    dispose() {},
  };
}

/** Apple silicon answers 0 or the 24 MHz of its timer. */
function frequencyOf(speedMhz: number): Maybe<number> {
  return speedMhz >= 100 ? speedMhz : new Absence('not-supported', 'the system does not say how fast its cores run');
}

/** Facts that do not change while the machine is up. */
export function osFacts(): { readonly hostname: string; readonly kernel: string; readonly arch: string; readonly version: string } {
  return { hostname: hostname(), kernel: release(), arch: arch(), version: version() };
}
