import { isAbsent, valueOr, type Maybe } from '../../absence.ts';
import type { CgroupDeviceIoRaw, CgroupPressureRaw, CgroupRaw } from '../../raw-cgroup.ts';
import type { PressureLineRaw, PressureSidesRaw } from '../../raw.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { createPressureProbe } from '../pressure.ts';
import { attempt } from '../sources.ts';
import { cpuAnswer } from './cpu-answer.ts';
import { memoryAnswer } from './memory-answer.ts';
import { createOwnCgroupProbe } from './own-cgroup.ts';
import { limitValue, plain, type Plain } from './plain.ts';

/**
 * What is known of our own cgroup, as plain values for a report: bytes, microseconds (`…Usec`), nanoseconds (`usageNs`), cores. Null = none or
 * not known; a whole number above 2^53 is a decimal string.
 */
export interface CgroupAnswer {
  readonly cgroup: Pick<CgroupRaw, 'mode' | 'namespace' | 'controllers' | 'paths'>;
  readonly memory: ReturnType<typeof memoryAnswer>;
  readonly cpu: ReturnType<typeof cpuAnswer>;
  readonly io: readonly Record<string, Plain | boolean>[] | null;
  readonly pids: { readonly current: number | null; readonly limit: number | null };
  readonly psi: Readonly<Record<'cpu' | 'memory' | 'io', ReturnType<typeof sidesAnswer>>>;
  /** Which file or value said what. */
  readonly evidence: readonly string[];
}

/** Reads once, and leaves nothing open. It never throws. */
export function cgroupAnswer(files: KernelFiles): CgroupAnswer {
  const probe = createOwnCgroupProbe(files);
  const raw = probe.read({ detail: true }) as CgroupRaw;
  probe.dispose();
  const { mode, namespace, controllers, paths, reading, limits } = raw;
  const psi = pressureOf(files, reading.pressure);
  return {
    cgroup: { mode, namespace, controllers, paths },
    memory: memoryAnswer(files, raw),
    cpu: cpuAnswer(files, raw),
    io: isAbsent(reading.io) ? null : reading.io.map(deviceAnswer),
    pids: { current: valueOr(reading.pids, null), limit: limitValue(limits.pids) },
    psi: { cpu: sidesAnswer(psi.cpu), memory: sidesAnswer(psi.memory), io: sidesAnswer(psi.io) },
    evidence: [...raw.evidence, psi.evidence],
  };
}

function deviceAnswer({ device, name, counted, ...counters }: CgroupDeviceIoRaw): Record<string, Plain | boolean> {
  const { readBytes, writeBytes, readOps, writeOps, discardBytes } = counters;
  return {
    device,
    name,
    counted,
    readBytes: plain(readBytes),
    writeBytes: plain(writeBytes),
    readOps: plain(readOps),
    writeOps: plain(writeOps),
    discardBytes: plain(discardBytes),
  };
}

/** Of our cgroup; where it has none, of the whole machine. */
function pressureOf(files: KernelFiles, own: CgroupPressureRaw): CgroupPressureRaw & { readonly evidence: string } {
  const { cpu, memory, io } = own;
  const missing = [cpu, memory, io].find(isAbsent);
  if (![cpu, memory, io].every(isAbsent)) return { cpu, memory, io, evidence: 'pressure: of the cgroup' };
  const probe = createPressureProbe(files);
  const machine = attempt('/proc/pressure', () => probe.read({ detail: true }));
  probe.dispose();
  const evidence = `pressure: of the whole machine (${missing?.detail ?? ''})`;
  return isAbsent(machine) || machine instanceof Promise ? { cpu, memory, io, evidence } : { ...machine, evidence };
}

function sidesAnswer(sides: Maybe<PressureSidesRaw>): { readonly some: LineAnswer | null; readonly full: LineAnswer | null } | null {
  return isAbsent(sides) ? null : { some: lineAnswer(sides.some), full: lineAnswer(sides.full) };
}

interface LineAnswer {
  readonly avg10: number | null;
  readonly avg60: number | null;
  readonly avg300: number | null;
  readonly totalUsec: Plain;
}

function lineAnswer(line: PressureLineRaw | null): LineAnswer | null {
  if (line === null) return null;
  const { avg10, avg60, avg300, totalUs } = line;
  return { avg10, avg60, avg300, totalUsec: plain(totalUs) };
}
