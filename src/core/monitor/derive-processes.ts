import { platform as ownPlatform } from 'node:os';
import type { Owners, ProcessInfo } from '../../shared/model/process.ts';
import type { VmInfo } from '../../shared/model/vm.ts';
import { type Maybe, isAbsent, valueOr } from '../probes/absence.ts';
import { type Counter, counterDelta } from '../probes/counter.ts';
import type { ProcessRaw, ProcessesRaw } from '../probes/raw.ts';
import { createAppClaim } from './app-claims.ts';
import { attributedCpuMs, isSame } from './attributed-cpu.ts';
import { type ClaimOwner, type OwnerClaim, SYSTEM_OWNER, assignOwners } from './owner-claim.ts';
import { deriveVms } from './derive/vms.ts';
import { groupOwners } from './owners.ts';
import { Roster } from './roster.ts';
import { AbsenceList, type Derived, type Sample, growth, stepMs } from './sample.ts';

export interface ProcessesPart {
  readonly processes: readonly ProcessInfo[];
  readonly owners: Owners;
  readonly vms: readonly VmInfo[];
}

export interface OwnersTotal {
  /** Memory in use; null when unknown. */
  readonly memoryUsedBytes: number | null;
  /** False within a container, where the processes to be seen are not those of the machine: then nothing stands for the others. */
  readonly wholeMachine: boolean;
}

export interface ProcessContext {
  readonly platform: string;
  /** Asked before apps and the system are: whose a process is. The same array answers the same; a new answer needs a new array. */
  readonly claims: readonly ClaimOwner[];
  /** What the owners add up to. */
  readonly total: OwnersTotal;
  /** As in `OwnersInput`. */
  readonly heldBytes: ReadonlyMap<string, number>;
}

/** A list of processes with what the next one needs of it. */
export interface DerivedProcesses extends Derived<ProcessesPart> {
  readonly sample: Sample<ProcessesRaw>;
  readonly roster: Roster;
  /** One for each of the roster, in its order. */
  readonly infos: readonly ProcessInfo[];
  readonly ownerOf: ReadonlyMap<number, OwnerClaim>;
  readonly claims: readonly ClaimOwner[];
}

/**
 * Processes with their rates and owners. Rates are null without a sample before, across a gap, and for a process that was not in it. A
 * process that did not change and whose rates were 0 is the same object again.
 */
function deriveProcesses(previous: DerivedProcesses | null, current: Sample<ProcessesRaw>, context: ProcessContext): DerivedProcesses {
  const { list, machineBusyMs } = current.raw;
  const step = stepMs(previous?.sample ?? null, current);
  const roster = new Roster(list);
  const ownerOf =
    previous !== null && previous.claims === context.claims && isSameFamily(previous.roster, list)
      ? previous.ownerOf
      : assignOwners(list, [...context.claims, createAppClaim(context.platform, list)]);

  const infos: ProcessInfo[] = [];
  for (let i = 0; i < list.length; i += 1) {
    const raw = list[i] as ProcessRaw;
    const place = previous?.roster.placeOf(raw.pid, i) ?? -1;
    const before = previous?.roster.all[place];
    const owner = ownerOf.get(raw.pid)?.id ?? SYSTEM_OWNER.id;
    const last = before === raw ? previous?.infos[place] : undefined;
    infos.push(
      last !== undefined && stands(last, raw, owner, step) ? last : toInfo(raw, isSame(before, raw) ? before : undefined, step, owner),
    );
  }

  const vms = deriveVms(current.raw.vms ?? [], infos, current.at);
  const absent = new AbsenceList('owners');
  const busyMs = isAbsent(step) ? step : growth(previous?.sample.raw.machineBusyMs, machineBusyMs);
  const busy = absent.value('cpuCores', busyMs);
  const window = previous === null || isAbsent(step) ? null : { usedMs: attributedCpuMs(previous.roster, roster), lengthMs: step };
  const owners = groupOwners({
    at: current.at,
    processes: list,
    ownerOf,
    window,
    machineCores: busy === null || window === null || !context.total.wholeMachine ? null : busy / window.lengthMs,
    machineMemoryBytes: context.total.memoryUsedBytes,
    heldBytes: context.heldBytes,
  });
  return {
    sample: current,
    roster,
    infos,
    ownerOf,
    claims: context.claims,
    part: { processes: infos, owners, vms: vms.part.list },
    readings: vms.readings,
    absent: absent.list,
  };
}

const NO_CLAIMS: readonly ClaimOwner[] = [];
const NOTHING_HELD: ReadonlyMap<string, number> = new Map();

/** The deriver of a group: remembers the last list, and drops it when the group's series broke. */
export function createProcessDeriver(
  total: () => OwnersTotal,
  options: {
    readonly platform?: string;
    readonly claims?: (current: ProcessesRaw) => readonly ClaimOwner[];
    readonly heldBytes?: () => ReadonlyMap<string, number>;
  } = {},
): (previous: Sample<ProcessesRaw> | null, current: Sample<ProcessesRaw>) => Derived<ProcessesPart> {
  const { platform = ownPlatform(), claims = () => NO_CLAIMS, heldBytes = () => NOTHING_HELD } = options;
  let last: DerivedProcesses | null = null;
  return (previous, current) => {
    const before: DerivedProcesses | null = previous !== null && last?.sample === previous ? last : null;
    last = deriveProcesses(before, current, { platform, claims: claims(current.raw), total: total(), heldBytes: heldBytes() });
    return last;
  };
}

/** True when nothing changed that says whose the processes are. */
function isSameFamily(before: Roster, list: readonly ProcessRaw[]): boolean {
  if (before.all.length !== list.length) return false;
  return list.every((now, place) => {
    const then = before.get(now.pid, place);
    if (then === now) return true;
    return (
      isSame(then, now) &&
      then.parentPid === now.parentPid &&
      then.name === now.name &&
      then.command === now.command &&
      then.cgroup === now.cgroup &&
      then.sessionId === now.sessionId &&
      then.terminal === now.terminal &&
      then.user === now.user
    );
  });
}

/** True when a process that did not change shows what it showed: its rates are 0 now, or unknown as before. */
function stands(last: ProcessInfo, raw: ProcessRaw, owner: string, step: Maybe<number>): boolean {
  if (last.owner !== owner) return false;
  if (isAbsent(step)) return last.cpuPercent === null && last.readBytesPerSec === null && last.writeBytesPerSec === null;
  const ioRate = raw.readBytes === null ? null : 0;
  return last.cpuPercent === 0 && last.readBytesPerSec === ioRate && last.writeBytesPerSec === ioRate;
}

function toInfo(raw: ProcessRaw, before: ProcessRaw | undefined, step: Maybe<number>, owner: string): ProcessInfo {
  const rate = (earlier: Counter | null | undefined, now: Counter | null): number | null => {
    const stepLengthMs = valueOr(step, null);
    if (stepLengthMs === null || earlier === undefined || earlier === null || now === null) return null;
    const grown = counterDelta(earlier, now);
    return grown === null ? null : grown / (stepLengthMs * (raw.spanReads ?? 1));
  };
  const perSecond = (value: number | null): number | null => (value === null ? null : value * 1000);
  const cpuCores = rate(before?.cpuMs, raw.cpuMs);
  return {
    pid: raw.pid,
    parentPid: raw.parentPid,
    startTime: raw.startTime,
    name: raw.name,
    command: raw.command,
    user: raw.user,
    state: raw.state,
    cpuPercent: cpuCores === null ? null : cpuCores * 100,
    cpuCores,
    rssBytes: raw.rssBytes,
    pssBytes: raw.pssBytes,
    virtualBytes: raw.virtualBytes,
    threads: raw.threads,
    fileHandles: raw.fileHandles,
    readBytesPerSec: perSecond(rate(before?.readBytes, raw.readBytes)),
    writeBytesPerSec: perSecond(rate(before?.writeBytes, raw.writeBytes)),
    cgroup: raw.cgroup,
    owner,
    kernelThread: raw.kernelThread,
  };
}
