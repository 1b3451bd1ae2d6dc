import type { ContainerEngine, ContainerLimit } from '../../../shared/model/container.ts';
import type { LimitSource } from '../../../shared/model/reading.ts';
import type { ContainerGrantRaw, ContainerSampleRaw } from '../raw-containers.ts';

/** The machine or VM that an engine's containers run on. */
export type EngineMachine = Pick<ContainerEngine, 'cpuCount' | 'memoryBytes'> & {
  /** What its size is called: `system`, or `vm` for an engine in a VM of its own. */
  readonly source: LimitSource;
};

export function machineOf({ cpuCount, memoryBytes, ownMachine }: ContainerEngine): EngineMachine {
  return { cpuCount, memoryBytes, source: ownMachine ? 'vm' : 'system' };
}

/** A limit, and what a percentage is taken of. */
export interface Ceiling {
  readonly limit: ContainerLimit;
  readonly of: 'limit' | 'machine';
  readonly size: number | null;
}

export interface Ceilings {
  readonly cpu: Ceiling;
  readonly memory: Ceiling;
  readonly swap: ContainerLimit;
  readonly pids: ContainerLimit;
}

const NONE: ContainerLimit = { value: null, source: 'none' };
const UNKNOWN: ContainerLimit = { value: null, source: 'unknown' };

/**
 * What holds a container: what it was given (source `container`), or a cgroup above it that is given less (`cgroup`), else the machine.
 *
 * @param grant null while the engine was not asked for it
 */
export function ceilingsOf(grant: ContainerGrantRaw | null, sample: ContainerSampleRaw | null, machine: EngineMachine): Ceilings {
  const bound = sample?.bound ?? null;
  const known = grant !== null || bound !== null;
  const cpuGrant = least(grant?.quotaCores ?? null, grant?.cpuset?.length ?? null);
  return {
    cpu: ceiling(cpuGrant, bound?.cores ?? null, machine.cpuCount, machine, known),
    memory: ceiling(
      grant?.memoryBytes ?? null,
      bound?.memoryBytes ?? null,
      machine.memoryBytes,
      machine,
      known,
      grant === null ? (sample?.memoryLimitBytes ?? null) : null,
    ),
    swap: own(grant === null ? UNKNOWN : NONE, grant?.swapBytes ?? null),
    pids: narrower(own(known ? NONE : UNKNOWN, grant?.pids ?? null), bound?.pids ?? null),
  };
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function own(otherwise: ContainerLimit, value: number | null): ContainerLimit {
  return value === null ? otherwise : { value, source: 'container' };
}

function narrower(limit: ContainerLimit, bound: number | null): ContainerLimit {
  return bound !== null && (limit.value === null || bound < limit.value) ? { value: bound, source: 'cgroup' } : limit;
}

/**
 * @param grant what the container was given
 * @param bound the least of the cgroups from its own upwards
 * @param size what the machine has: a limit of as much or more limits nothing
 * @param reported a limit that the engine reports with the figures: the machine's size where there is none
 */
function ceiling(
  grant: number | null,
  bound: number | null,
  size: number | null,
  machine: EngineMachine,
  known: boolean,
  reported: number | null = null,
): Ceiling {
  const limit = narrower(own(NONE, grant ?? reported), bound);
  if (limit.value !== null && (size === null || limit.value < size)) return { limit, of: 'limit', size: limit.value };
  if (size === null) return { limit: known ? NONE : UNKNOWN, of: 'machine', size: null };
  return { limit: { value: size, source: machine.source }, of: 'machine', size };
}
