import {
  type Quantity,
  UNKNOWN,
  coreLimitQuantity,
  countQuantity,
  formatNumber,
  formatQuantity,
  memoryQuantity,
} from '../../shared/format.ts';
import { deviceLimitWords, limitPlace, limitSetBy, limitWords } from '../../shared/limit-words.ts';
import type { BoundUse, OwnCgroup } from '../../shared/model/cgroup.ts';
import type { EffectiveLimit, Environment, LimitState } from '../../shared/model/environment.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { strings } from '../strings.ts';
import { deviceName } from './device-name.ts';
import { isNarrow } from './narrowed-limits.ts';

const words = strings.environment;

/** One limit as a person reads it: how much, how much of it is used, who set it and where. */
export interface LimitRow {
  readonly id: string;
  readonly name: string;
  readonly atMost: string;
  readonly used: string;
  /** Of what `atMost` says; null where that or the use is not known. */
  readonly percent: number | null;
  readonly state: LimitState;
  readonly setBy: string;
  readonly place: string;
}

type Quantified = (value: number | null) => Quantity;

const usedCores: Quantified = (cores) => ({ value: cores === null ? UNKNOWN : formatNumber(cores), unit: '' });

function rowOf(id: 'cpu' | 'memory' | 'pids', limit: EffectiveLimit, atMost: string, used: number | null, quantity: Quantified): LimitRow {
  const share = used === null || limit.value === null || limit.value === 0 ? null : (100 * used) / limit.value;
  return {
    id,
    name: words.limitNames[id],
    atMost,
    used: formatQuantity(quantity(used)),
    percent: share,
    state: limit.state,
    setBy: limitSetBy[limit.limitSource],
    place: limitPlace(limit),
  };
}

/** What counts against a limit: the use of the cgroup that binds, else what the caller says. */
function against(bound: BoundUse | null | undefined, otherwise: number | null): number | null {
  return bound?.used ?? otherwise;
}

function swapRow({ limits }: Environment, cgroup: OwnCgroup | null): LimitRow[] {
  const bound = cgroup?.bound.swap ?? null;
  if (bound === null) return [];
  const { used, limit, path, ofAncestor } = bound;
  // Both are set by whoever made the cgroup.
  const source = isNarrow(limits.memory.limitSource) ? limits.memory.limitSource : 'cgroup';
  return [
    {
      id: 'swap',
      name: words.limitNames.swap,
      atMost: formatQuantity(memoryQuantity(limit)),
      used: formatQuantity(memoryQuantity(used)),
      percent: limit === 0 ? null : (100 * used) / limit,
      state: 'limited',
      setBy: limitSetBy[source],
      place: limitPlace({ state: 'limited', path, ofAncestor }),
    },
  ];
}

function ioRows({ limits: { io } }: Environment, cgroup: OwnCgroup | null): LimitRow[] {
  return io.devices.map((device) => ({
    id: `io ${device.device}`,
    name: words.limitNames.io(deviceName(device.device, cgroup)),
    atMost: deviceLimitWords(device),
    used: '',
    percent: null,
    state: io.state,
    setBy: limitSetBy[io.limitSource],
    place: limitPlace({ ...io, ofAncestor: false }),
  }));
}

/** The limits that hold here, each with what counts against it. */
export function limitRows(environment: Environment, { cgroup, cpu, memory, system }: Snapshot): LimitRow[] {
  const { limits, coreCount, totalMemoryBytes } = environment;
  return [
    rowOf(
      'cpu',
      limits.cpu,
      limitWords(limits.cpu, coreCount, coreLimitQuantity),
      against(cgroup?.bound.cpu, cpu?.usedCores ?? null),
      usedCores,
    ),
    rowOf(
      'memory',
      limits.memory,
      limitWords(limits.memory, totalMemoryBytes, memoryQuantity),
      against(cgroup?.bound.memory, memory?.usedBytes ?? null),
      memoryQuantity,
    ),
    ...swapRow(environment, cgroup),
    rowOf(
      'pids',
      limits.pids,
      formatQuantity(countQuantity(limits.pids.value)),
      against(cgroup?.bound.tasks, cgroup?.tasks ?? system?.threads ?? null),
      countQuantity,
    ),
    ...ioRows(environment, cgroup),
  ];
}
