import type { ContainerIdentity } from '../../../shared/model/container.ts';
import type { Clock } from '../../ports.ts';
import { Absence, type Maybe, isAbsent, valueOr } from '../absence.ts';
import { createDeviceFacts, type DeviceFacts } from '../linux/cgroup/device-facts.ts';
import { type CgroupPlaces, cgroupParts, readCgroupLayout } from '../linux/cgroup/layout.ts';
import { readCgroupLimits } from '../linux/cgroup/limits.ts';
import { type CgroupReader, createCgroupReader } from '../linux/cgroup/reader.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { attempt } from '../linux/sources.ts';
import type { CgroupDeviceIoRaw, CgroupReadingRaw, LimitRaw, MachineSize } from '../raw-cgroup.ts';
import type { ContainerBoundRaw, ContainerSampleRaw, ContainerSamplesRaw } from '../raw-containers.ts';
import type { MachineTime, MachineTimeReader } from './machine-time.ts';
import { readTraffic } from './traffic.ts';

/** Limits change by hand, and seldom; those of the levels above without a word. */
const LIMITS_AGE_MS = 30_000;
/** Two samples closer together make noise of a rate, as a quota is given out every 100 ms: an event of the engine is read at once. */
const MIN_STEP_MS = 500;
/** Two samples further apart say nothing about now. */
const MAX_STEP_MS = 120_000;
/** A container whose cgroup was not found here is looked for again after this: it may just have been starting. */
const SEARCH_AGAIN_MS = 10_000;

/** A container has about ten files: of more containers than this none is kept open. */
const MAX_KEPT_OPEN = 64;

/** Containers whose cgroups this machine can read itself: nothing is asked of an engine. */
export interface CgroupSamples {
  /** To be called before the containers of one round: what they share is read once. */
  begin(): void;
  /** Two samples of a container; null when its cgroup is not to be seen from here. */
  of(identity: ContainerIdentity): Maybe<ContainerSamplesRaw> | null;
  /** Closes what is open of all containers but these. */
  keepOnly(ids: ReadonlySet<string>): void;
  dispose(): void;
}

interface Kept {
  readonly pid: number;
  /** Null when its cgroup is not to be seen from here. */
  readonly cgroup: { readonly reader: CgroupReader; readonly places: CgroupPlaces } | null;
  readonly foundMs: number;
  limitsMs: number;
  /** What the engine said when the limits were read: a change of it is a reason to read them again. */
  identity: ContainerIdentity | null;
  bound: ContainerBoundRaw | null;
  last: TimedSample | null;
  /** At least MIN_STEP_MS before the last. */
  earlier: TimedSample | null;
}

type TimedSample = ContainerSampleRaw & { readonly atMs: number };

export function createCgroupSamples(files: KernelFiles, machineTime: MachineTimeReader, clock: Clock): CgroupSamples {
  const devices = createDeviceFacts(files);
  const kept = new Map<string, Kept>();
  let machine: Maybe<MachineTime> = new Absence('first-sample', 'not read yet');

  function keptOf({ id }: ContainerIdentity, pid: number): Kept {
    const known = kept.get(id);
    const nowMs = clock.monotonicMs();
    if (known?.pid === pid && (known.cgroup !== null || nowMs - known.foundMs < SEARCH_AGAIN_MS)) return known;
    known?.cgroup?.reader.dispose();
    const places = findCgroup(files, id, pid);
    const cgroup = places === null ? null : { places, reader: createCgroupReader(files, places, devices) };
    const fresh: Kept = { pid, cgroup, foundMs: nowMs, limitsMs: 0, identity: null, bound: null, last: null, earlier: null };
    kept.set(id, fresh);
    return fresh;
  }

  function boundOf(one: Kept, places: CgroupPlaces, identity: ContainerIdentity, nowMs: number): ContainerBoundRaw {
    if (one.bound === null || one.identity !== identity || nowMs - one.limitsMs >= LIMITS_AGE_MS) {
      const size: MachineSize = { totalBytes: null, onlineCpus: isAbsent(machine) ? null : machine.onlineCpus, maxPids: null };
      one.bound = readBound(files, places, size, devices);
      one.limitsMs = nowMs;
      one.identity = identity;
    }
    return one.bound;
  }

  return {
    begin() {
      machine = machineTime.read();
    },
    of(identity) {
      if (identity.pid === null) return null;
      const one = keptOf(identity, identity.pid);
      if (one.cgroup === null) return null;
      const { reader, places } = one.cgroup;
      // The number may be another process's by now: then nothing of that one may be shown.
      const alive = isProcessOf(files, identity.id, identity.pid);
      const reading = attempt(`container ${identity.id.slice(0, 12)}`, () => reader.read());
      const nowMs = clock.monotonicMs();
      if (kept.size > MAX_KEPT_OPEN) reader.dispose();
      if (isAbsent(reading)) {
        one.last = null;
        one.earlier = null;
        return reading;
      }
      const now: TimedSample = {
        ...sampleOf(reading, machine),
        atMs: nowMs,
        network: alive ? readTraffic(files, identity, identity.pid) : new Absence('not-found', 'its first process ended'),
        bound: boundOf(one, places, identity, nowMs),
      };
      if (one.last === null || nowMs - one.last.atMs >= MIN_STEP_MS) {
        one.earlier = one.last;
        one.last = now;
      }
      return { now, before: one.earlier !== null && nowMs - one.earlier.atMs <= MAX_STEP_MS ? one.earlier : null };
    },
    keepOnly(ids) {
      for (const [id, { cgroup }] of kept) {
        if (ids.has(id)) continue;
        cgroup?.reader.dispose();
        kept.delete(id);
      }
    },
    dispose() {
      for (const { cgroup } of kept.values()) cgroup?.reader.dispose();
      kept.clear();
      machineTime.dispose();
    },
  };
}

/**
 * The engine's process numbers are those of its own machine: behind a VM or another process namespace they are somebody else's here. Only a
 * process whose cgroup carries the container's id is the container's.
 */
function isProcessOf(files: KernelFiles, id: string, pid: number): boolean {
  const path = `/proc/${pid}/cgroup`;
  const membership = attempt(path, () => files.readText(path));
  return !isAbsent(membership) && membership.includes(id);
}

function findCgroup(files: KernelFiles, id: string, pid: number): CgroupPlaces | null {
  if (!isProcessOf(files, id, pid)) return null;
  const { places } = readCgroupLayout(files, pid);
  const own = cgroupParts.map((part) => places[part]).filter((place) => !isAbsent(place) && place.folder.includes(id));
  if (own.length === 0) return null;
  // A part of another cgroup (an engine that sets no limits puts its containers into its own) would be somebody else's figures.
  const absence = new Absence('not-supported', 'the container has no cgroup of its own for it');
  const entries = cgroupParts.map((part) => {
    const place = places[part];
    return [part, isAbsent(place) || place.folder.includes(id) ? place : absence] as const;
  });
  return Object.fromEntries(entries) as unknown as CgroupPlaces;
}

function sampleOf(reading: CgroupReadingRaw, machine: Maybe<MachineTime>): Omit<ContainerSampleRaw, 'atMs' | 'network' | 'bound'> {
  const { cpu, memory, io, pids } = reading;
  return {
    source: 'cgroup',
    cpu: isAbsent(cpu)
      ? cpu
      : {
          usedNs: cpu.usageNs,
          machineNs: isAbsent(machine) ? null : machine.totalNs,
          dockerScale: isAbsent(machine) ? 1 : machine.onlineCpus,
        },
    throttle: isAbsent(cpu) ? cpu : cpu.throttling,
    memory: isAbsent(memory)
      ? memory
      : { usedBytes: valueOr(memory.workingSetBytes, memory.usageBytes), includesCache: isAbsent(memory.workingSetBytes) },
    memoryLimitBytes: null,
    oomKills: oomKillsOf(memory),
    blockIo: isAbsent(io) ? io : sumOf(io),
    pids,
  };
}

function oomKillsOf(memory: CgroupReadingRaw['memory']): ContainerSampleRaw['oomKills'] {
  const events = isAbsent(memory) ? memory : memory.events;
  return isAbsent(events) ? events : (events.oomKill ?? new Absence('not-supported', 'this kernel does not count it'));
}

function sumOf(devices: readonly CgroupDeviceIoRaw[]): { readBytes: number; writtenBytes: number } {
  const counted = devices.filter((device) => device.counted);
  const sum = (key: 'readBytes' | 'writeBytes'): number => counted.reduce((total, device) => total + Number(device[key] ?? 0), 0);
  return { readBytes: sum('readBytes'), writtenBytes: sum('writeBytes') };
}

function readBound(files: KernelFiles, places: CgroupPlaces, machine: MachineSize, devices: DeviceFacts): ContainerBoundRaw {
  const limits = readCgroupLimits(files, { places, machine, process: null, devices });
  const limited = (limit: LimitRaw): number | null => (limit.kind === 'limited' ? limit.value : null);
  return { cores: valueOr(limits.effectiveCores, null), memoryBytes: limited(limits.memory), pids: limited(limits.pids) };
}
