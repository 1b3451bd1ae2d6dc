import { isAbsent, valueOr, type Absence, type Maybe } from '../../absence.ts';
import type { Probe } from '../../probe.ts';
import type {
  CgroupCpuRaw,
  CgroupLimitsRaw,
  CgroupMemoryRaw,
  CgroupRaw,
  CgroupReadingRaw,
  LevelUse,
  LimitRaw,
  MachineSize,
} from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { createDeviceFacts } from './device-facts.ts';
import { createKeptParts, type KeptParts } from './kept-parts.ts';
import { cgroupParts, readCgroupLayout, type CgroupLayout, type CgroupPlaces } from './layout.ts';
import { readCgroupLimits } from './limits.ts';
import { readMachineSize } from './machine.ts';
import { cpuReader, memoryReader, pidsReader, type PartReader } from './part-readers.ts';
import type { CgroupPlace } from './place.ts';
import { createCgroupReader, type CgroupReader } from './reader.ts';

/** Limits change seldom, and so does the cgroup that a process is in: looked at once in so many reads. */
const FACTS_EVERY_READS = 10;

/**
 * Our own cgroup: its readings at each read, and the use of every ancestor that sets a limit. It never throws: where there is no cgroup, or
 * none that can be named, each part is absent with the reason.
 */
export function createOwnCgroupProbe(files: KernelFiles): Probe<CgroupRaw> {
  const devices = createDeviceFacts(files);
  let facts: Facts | null = null;
  let open: Open | null = null;
  let readsToFacts = 0;

  function refresh(): { facts: Facts; open: Open } {
    const layout = readCgroupLayout(files);
    const machine = readMachineSize(files);
    const limits = readCgroupLimits(files, { places: layout.places, machine, process: 'self', devices });
    facts = factsOf(layout, machine, limits);
    const key = JSON.stringify([layout.places, limits.memory.levels, limits.cpuQuota.levels, limits.pids.levels]);
    if (open?.key !== key) {
      close();
      open = { key, reader: createCgroupReader(files, layout.places, devices), levels: createLevels(files, layout.places, limits) };
    }
    readsToFacts = FACTS_EVERY_READS;
    return { facts, open };
  }
  function close(): void {
    open?.reader.dispose();
    open?.levels.close();
    open = null;
    readsToFacts = 0;
  }

  return {
    read() {
      const current = readsToFacts === 0 || facts === null || open === null ? refresh() : { facts, open };
      readsToFacts -= 1;
      const reading = attempt('cgroup', () => current.open.reader.read());
      if (!isAbsent(reading)) return { ...current.facts, reading, ...current.open.levels.read(reading) };
      // A process that was moved leaves a cgroup that may go: the next read looks anew for its own.
      const nothing = absentReading(reading);
      const answer = { ...current.facts, reading: nothing, ...current.open.levels.read(nothing) };
      close();
      return answer;
    },
    dispose: close,
  };
}

type Facts = Omit<CgroupRaw, 'reading' | 'memoryLevels' | 'cpuLevels' | 'pidsLevels'>;
interface Open {
  /** What it was opened for. */
  readonly key: string;
  readonly reader: CgroupReader;
  readonly levels: Levels;
}

function factsOf(layout: CgroupLayout, machine: MachineSize, limits: CgroupLimitsRaw): Facts {
  const { mode, namespace, controllers, places } = layout;
  const { memory, memoryHigh, swap, cpuQuota, pids } = limits;
  const named = Object.entries({ memory, 'memory.high': memoryHigh, swap, 'cpu quota': cpuQuota, pids });
  return {
    mode,
    namespace,
    controllers,
    paths: Object.fromEntries(cgroupParts.map((part) => [part, valueOr(places[part], null)?.folder ?? null])),
    memoryScope: isUserSession(places.memory) ? 'user-session' : 'own',
    limits,
    machine,
    evidence: [...layout.evidence, ...named.map(([name, limit]) => `${name} ${limit.kind}: ${limit.evidence}`)],
  };
}

/** The cgroups that systemd makes for a user's whole session; what it starts has cgroups below them. */
function isUserSession(place: Maybe<CgroupPlace>): boolean {
  return !isAbsent(place) && /\/user(?:-\d+)?\.slice$|\/user@\d+\.service$/.test(place.path);
}

function absentReading(absence: Absence): CgroupReadingRaw {
  return {
    memory: absence,
    cpu: absence,
    io: absence,
    pids: absence,
    pressure: { cpu: absence, memory: absence, io: absence },
  };
}

type LevelUses = Pick<CgroupRaw, 'memoryLevels' | 'cpuLevels' | 'pidsLevels'>;
interface Levels {
  /** @param own what was just read of our own level */
  read(own: CgroupReadingRaw): LevelUses;
  close(): void;
}

/** The readers of what sets a limit. */
function createLevels(files: KernelFiles, places: CgroupPlaces, limits: CgroupLimitsRaw): Levels {
  const parts: KeptParts = createKeptParts(files);
  const { memory, cpu, cpuacct, pids } = places;
  const memoryLevels = readersOf(limits.memory, memory, (place): PartReader<CgroupMemoryRaw> => memoryReader(parts, place));
  const cpuLevels = readersOf(limits.cpuQuota, cpu, (place): PartReader<CgroupCpuRaw> =>
    cpuReader(parts, sameLevel(cpu, cpuacct, place), place),
  );
  const pidsLevels = readersOf(limits.pids, pids, (place): PartReader<number> => pidsReader(parts, place));
  return {
    read: (own) => ({
      memoryLevels: useOf(memoryLevels, own.memory),
      cpuLevels: useOf(cpuLevels, own.cpu),
      pidsLevels: useOf(pidsLevels, own.pids),
    }),
    close: () => parts.close(),
  };
}

interface LevelReader<Use> {
  readonly path: string;
  readonly value: number;
  /** Null for our own level, which is read already. */
  readonly read: PartReader<Use> | null;
}

function readersOf<Use>(
  { levels }: LimitRaw,
  own: Maybe<CgroupPlace>,
  reader: (place: CgroupPlace) => PartReader<Use>,
): LevelReader<Use>[] {
  if (isAbsent(own)) return [];
  return levels.map(({ path, value }) => ({ path, value, read: path === own.folder ? null : reader({ ...own, folder: path }) }));
}

function useOf<Use>(readers: readonly LevelReader<Use>[], own: Maybe<Use>): LevelUse<Use>[] {
  return readers.map(({ path, value, read }) => ({ path, value, use: read === null ? own : read() }));
}

/** The place in `cpuacct` of a level in `cpu`: as many steps below the top. */
function sameLevel(cpu: Maybe<CgroupPlace>, cpuacct: Maybe<CgroupPlace>, { folder }: CgroupPlace): Maybe<CgroupPlace> {
  if (isAbsent(cpu) || isAbsent(cpuacct)) return cpuacct;
  return { ...cpuacct, folder: `${cpuacct.top}${folder.slice(cpu.top.length)}` };
}
