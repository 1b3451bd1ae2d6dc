import type { AbsentPart } from '../../../shared/model/absence.ts';
import type { ContainerInfo } from '../../../shared/model/container.ts';
import { Absence, type Maybe } from '../absence.ts';
import type { Counter } from '../counter.ts';
import type { ContainerRaw, ContainerSamplesRaw } from '../raw-containers.ts';
import { type Ceiling, type Ceilings, type EngineMachine, ceilingsOf } from './ceilings.ts';
import { ratesOf } from './rates.ts';

type Figures = Pick<ContainerInfo, 'source' | 'cpu' | 'memory' | 'network' | 'blockIo' | 'processes'>;

/** Takes a value, or notes why there is none. */
type Take = <T>(part: string, value: Maybe<T>) => T | null;

/** A container as people see it: rates of its two samples, and what is used of its limits, else of the machine. */
export function containerInfoOf({ identity, grant, samples }: ContainerRaw, machine: EngineMachine): ContainerInfo {
  const absent: AbsentPart[] = [];
  const take: Take = (part, value) => {
    if (!(value instanceof Absence)) return value;
    // Figures of one source fail together: its reason is told once.
    if (!absent.some((told) => told.part === part)) absent.push({ part, reason: value.reason, detail: value.detail });
    return null;
  };
  const taken = take('figures', samples);
  const ceilings = ceilingsOf(take('limits', grant), taken?.now ?? null, machine);
  const figures = taken === null ? noFigures(ceilings) : figuresOf(taken, ceilings, take);
  return { ...identity, ...figures, absent };
}

function figuresOf(samples: ContainerSamplesRaw, ceilings: Ceilings, take: Take): Figures {
  const { now } = samples;
  const rates = ratesOf(samples);
  const cores = take('cpu', rates.cores);
  const memory = take('memory', now.memory);
  const network = take('network', now.network);
  const blockIo = take('blockIo', now.blockIo);
  return {
    source: now.source,
    cpu: {
      cores,
      dockerPercent: take('cpu', rates.dockerPercent),
      ...usageOf(cores, ceilings.cpu),
      throttledPercent: take('cpu.throttledPercent', rates.throttledPercent),
    },
    memory: {
      usedBytes: memory?.usedBytes ?? null,
      includesCache: memory?.includesCache ?? false,
      ...usageOf(memory?.usedBytes ?? null, ceilings.memory),
      swapLimit: ceilings.swap,
      oomKills: numberOf(take('memory.oomKills', now.oomKills)),
    },
    network: {
      receivedBytes: numberOf(network?.receivedBytes ?? null),
      sentBytes: numberOf(network?.sentBytes ?? null),
      receivedBytesPerSec: take(
        'network',
        rates.perSec((one) => field(one.network, 'receivedBytes')),
      ),
      sentBytesPerSec: take(
        'network',
        rates.perSec((one) => field(one.network, 'sentBytes')),
      ),
    },
    blockIo: {
      readBytes: numberOf(blockIo?.readBytes ?? null),
      writtenBytes: numberOf(blockIo?.writtenBytes ?? null),
      readBytesPerSec: take(
        'blockIo',
        rates.perSec((one) => field(one.blockIo, 'readBytes')),
      ),
      writtenBytesPerSec: take(
        'blockIo',
        rates.perSec((one) => field(one.blockIo, 'writtenBytes')),
      ),
    },
    processes: { used: take('processes', now.pids), limit: ceilings.pids },
  };
}

function noFigures(ceilings: Ceilings): Figures {
  return {
    source: null,
    cpu: { cores: null, dockerPercent: null, ...usageOf(null, ceilings.cpu), throttledPercent: null },
    memory: { usedBytes: null, includesCache: false, ...usageOf(null, ceilings.memory), swapLimit: ceilings.swap, oomKills: null },
    network: { receivedBytes: null, sentBytes: null, receivedBytesPerSec: null, sentBytesPerSec: null },
    blockIo: { readBytes: null, writtenBytes: null, readBytesPerSec: null, writtenBytesPerSec: null },
    processes: { used: null, limit: ceilings.pids },
  };
}

function field<T, K extends keyof T>(value: Maybe<T>, key: K): Maybe<T[K]> {
  return value instanceof Absence ? value : value[key];
}

function numberOf(counter: Counter | null): number | null {
  return counter === null ? null : Number(counter);
}

function usageOf(used: number | null, { limit, of, size }: Ceiling): Pick<ContainerInfo['cpu'], 'limit' | 'usagePercent' | 'usageOf'> {
  return { limit, usagePercent: used === null || size === null || size === 0 ? null : (used / size) * 100, usageOf: of };
}
