import type { ContainerInfo } from '../../../shared/model/container.ts';
import type { LimitSource, Reading, Unit } from '../../../shared/model/reading.ts';
import type { Engines } from '../../../shared/model/snapshot.ts';
import { containerInfoOf } from '../../probes/engines/figures.ts';
import { type EngineMachine, machineOf } from '../../probes/engines/ceilings.ts';
import type { ContainersRaw } from '../../probes/raw-containers.ts';
import type { Derived, Sample } from '../sample.ts';

export interface ContainersPart {
  readonly engines: Engines;
  readonly list: readonly ContainerInfo[];
}

/** Containers of all engines with their rates and limits; a reading for each resource of each that runs. */
export function deriveContainers({ raw, at }: Sample<ContainersRaw>): Derived<ContainersPart> {
  const machines = new Map(raw.engines.map((engine): [string, EngineMachine] => [engine.id, machineOf(engine)]));
  const list = raw.containers.map((container) => containerInfoOf(container, machines.get(container.identity.engine) ?? UNKNOWN_MACHINE));
  const counts = { total: 0, running: 0, stopped: 0 };
  for (const engine of raw.engines) {
    counts.total += engine.counts.total;
    counts.running += engine.counts.running;
    counts.stopped += engine.counts.stopped;
  }
  return {
    part: { engines: { at, list: raw.engines, counts, tried: raw.tried }, list },
    readings: [countReading(counts.running, at), ...list.flatMap((container) => readingsOf(container, at))],
    absent: [],
  };
}

const UNKNOWN_MACHINE: EngineMachine = { cpuCount: null, memoryBytes: null, source: 'unknown' };

/** Those that run, of all engines. */
function countReading(running: number, at: number): Reading {
  return { subject: 'host', resource: 'containers', used: running, limit: null, limitSource: 'none', unit: 'count', at };
}

/** What a container uses of each resource; nothing of one that does not run. */
function readingsOf(container: ContainerInfo, at: number): Reading[] {
  const { id, cpu, memory, network, blockIo, processes } = container;
  const readings: Reading[] = [];
  const add = (resource: string, used: number | null, limit: number | null, limitSource: LimitSource, unit: Unit): void => {
    if (used !== null) readings.push({ subject: `container:${id}`, resource, used, limit, limitSource, unit, at });
  };
  add('cpu', cpu.cores, cpu.limit.value, cpu.limit.source, 'cores');
  add('memory', memory.usedBytes, memory.limit.value, memory.limit.source, 'bytes');
  add('network', sum(network.receivedBytesPerSec, network.sentBytesPerSec), null, 'none', 'bytesPerSec');
  add('diskIo', sum(blockIo.readBytesPerSec, blockIo.writtenBytesPerSec), null, 'none', 'bytesPerSec');
  add('cpuThrottled', cpu.throttledPercent, 100, 'system', 'percent');
  add('processes', processes.used, processes.limit.value, processes.limit.source, 'count');
  return readings;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
