import { Absence, type Maybe } from '../absence.ts';
import type { ContainerCpuRaw, ContainerSampleRaw, ContainerSamplesRaw, ContainerThrottleRaw } from '../raw-containers.ts';
import { networkAbsence } from './network-absence.ts';
import { type Fields, amountOf, fieldsOf, listOf, textOf, timeOf } from './json-values.ts';

// One message of `GET /containers/{id}/stats`. What the engine does not fill is absent, never 0.
// The formulas are those of the Docker CLI: cli/command/container/stats_helpers.go.

/** A Windows engine counts processor time in steps of 100 ns. */
const WINDOWS_TICK_NS = 100;
const MS_NS = 1e6;

/** What is known of who sends the message. */
export interface StatsSource {
  readonly podman: boolean;
  readonly windows: boolean;
  readonly hostNetwork: boolean;
  readonly sharedNetwork: boolean;
}

/**
 * A message's own sample, and the one before it that an engine puts into the same message (`precpu_stats`): of it only the processor times
 * are known. The first message of a container has none; Podman's is made up and not taken.
 */
export function samplesOfStats(message: unknown, source: StatsSource): ContainerSamplesRaw {
  const stats = fieldsOf(message);
  const now = sampleOf(stats, source);
  const cpu = cpuOf(stats['precpu_stats'], timeOf(stats['preread']), stats, source);
  // With neither a time nor the machine's time beside it, the counter is the 0 of a first message.
  const known = !source.podman && !(cpu instanceof Absence) && cpu.machineNs !== null;
  return { now, before: known ? { ...NOTHING, atMs: timeOf(stats['preread']), cpu } : null };
}

const NOT_TOLD = new Absence('first-sample', 'the engine tells only processor times of the sample before');
const NOTHING: Omit<ContainerSampleRaw, 'cpu'> = {
  source: 'engine',
  atMs: null,
  throttle: NOT_TOLD,
  memory: NOT_TOLD,
  memoryLimitBytes: null,
  oomKills: NOT_TOLD,
  network: NOT_TOLD,
  blockIo: NOT_TOLD,
  pids: NOT_TOLD,
  bound: null,
};

function sampleOf(stats: Fields, source: StatsSource): ContainerSampleRaw {
  const memory = fieldsOf(stats['memory_stats']);
  return {
    source: 'engine',
    atMs: timeOf(stats['read']),
    cpu: cpuOf(stats['cpu_stats'], timeOf(stats['read']), stats, source),
    throttle: throttleOf(stats['cpu_stats'], source),
    memory: memoryOf(memory, source),
    memoryLimitBytes: limitOf(memory),
    oomKills: new Absence('not-supported', 'the engine does not count processes that ended for want of memory'),
    network: networkOf(stats, source),
    blockIo: source.windows ? storageOf(stats) : blockIoOf(stats),
    pids: valueOrAbsent(amountOf(fieldsOf(stats['pids_stats'])['current']), 'pids_stats.current'),
    bound: null,
  };
}

function notTold(field: string): Absence {
  return new Absence('not-supported', `${field}: the engine does not say`);
}

function valueOrAbsent(value: number | null, field: string): Maybe<number> {
  return value ?? notTold(field);
}

/**
 * @param value `cpu_stats` or `precpu_stats`
 * @param atMs when it was read
 */
function cpuOf(value: unknown, atMs: number | null, stats: Fields, { podman, windows }: StatsSource): Maybe<ContainerCpuRaw> {
  const cpu = fieldsOf(value);
  const usage = fieldsOf(cpu['cpu_usage']);
  const used = amountOf(usage['total_usage']);
  if (used === null) return notTold('cpu_usage.total_usage');
  if (windows) {
    const processors = amountOf(stats['num_procs']);
    const machineNs = processors && atMs !== null ? atMs * MS_NS * processors : null;
    return { usedNs: used * WINDOWS_TICK_NS, machineNs, dockerScale: 1 };
  }
  const machineNs = amountOf(cpu['system_cpu_usage']);
  const scale = processorsOf(stats);
  // Podman writes something else into system_cpu_usage: seen with 4.3, 3.1 s in 5 s on two processors.
  return { usedNs: used, machineNs: podman || scale === 0 ? null : machineNs, dockerScale: scale };
}

/** `online_cpus`; where it is missing or 0, the length of `percpu_usage`. */
function processorsOf(stats: Fields): number {
  const cpu = fieldsOf(stats['cpu_stats']);
  return amountOf(cpu['online_cpus']) || (listOf(fieldsOf(cpu['cpu_usage'])['percpu_usage'])?.length ?? 0);
}

function throttleOf(value: unknown, { podman, windows }: StatsSource): Maybe<ContainerThrottleRaw> {
  const data = fieldsOf(fieldsOf(value)['throttling_data']);
  const periods = amountOf(data['periods']);
  const throttledPeriods = amountOf(data['throttled_periods']);
  // Podman and Windows write zeros whatever happens.
  if (podman || windows || periods === null || throttledPeriods === null) return notTold('throttling_data');
  return { periods, throttledPeriods };
}

/**
 * `calculateMemUsageUnixNoCache`: usage without the file cache that can go at once. The key `total_inactive_file` is that of version 1
 * and counts even when it is 0; a cache that is not below the usage is not taken off.
 */
function memoryOf(memory: Fields, { windows }: StatsSource): ContainerSampleRaw['memory'] {
  if (windows) {
    const usedBytes = amountOf(memory['privateworkingset']);
    return usedBytes === null ? notTold('memory_stats.privateworkingset') : { usedBytes, includesCache: false };
  }
  const usage = amountOf(memory['usage']);
  if (usage === null) return notTold('memory_stats.usage');
  const details = fieldsOf(memory['stats']);
  for (const key of ['total_inactive_file', 'inactive_file']) {
    const inactive = amountOf(details[key]);
    if (inactive !== null && inactive < usage) return { usedBytes: usage - inactive, includesCache: false };
  }
  return { usedBytes: usage, includesCache: amountOf(details['inactive_file']) === null };
}

function limitOf(memory: Fields): number | null {
  const limit = amountOf(memory['limit']);
  return limit === null || limit === 0 || limit >= 2 ** 62 ? null : limit;
}

/** Summed over the interfaces. */
function networkOf(stats: Fields, source: StatsSource): ContainerSampleRaw['network'] {
  const absence = networkAbsence(source);
  if (absence !== null) return absence;
  const interfaces = Object.values(fieldsOf(stats['networks'])).map(fieldsOf);
  if (interfaces.length === 0) return notTold('networks');
  const sum = (key: string): number => interfaces.reduce((total, one) => total + (amountOf(one[key]) ?? 0), 0);
  return { receivedBytes: sum('rx_bytes'), sentBytes: sum('tx_bytes') };
}

/**
 * `calculateBlockIO`: only entries whose operation begins with r or w count; Sync, Async and Total repeat the same bytes. So do devices that
 * lie on each other (a file system on dm on loop), which the CLI adds up: devices with the very same counts are taken once.
 */
function blockIoOf(stats: Fields): ContainerSampleRaw['blockIo'] {
  const entries = listOf(fieldsOf(stats['blkio_stats'])['io_service_bytes_recursive']);
  if (entries === null) return notTold('blkio_stats.io_service_bytes_recursive');
  const devices = new Map<string, { readBytes: number; writtenBytes: number }>();
  for (const entry of entries.map(fieldsOf)) {
    const name = `${amountOf(entry['major'])}:${amountOf(entry['minor'])}`;
    const device = devices.get(name) ?? { readBytes: 0, writtenBytes: 0 };
    const operation = textOf(entry['op'], 16).toLowerCase();
    const bytes = amountOf(entry['value']) ?? 0;
    if (operation.startsWith('r')) device.readBytes += bytes;
    else if (operation.startsWith('w')) device.writtenBytes += bytes;
    devices.set(name, device);
  }
  const distinct = new Map([...devices.values()].map((device) => [`${device.readBytes} ${device.writtenBytes}`, device]));
  const sum = { readBytes: 0, writtenBytes: 0 };
  for (const device of distinct.values()) {
    sum.readBytes += device.readBytes;
    sum.writtenBytes += device.writtenBytes;
  }
  return sum;
}

function storageOf(stats: Fields): ContainerSampleRaw['blockIo'] {
  const storage = fieldsOf(stats['storage_stats']);
  const readBytes = amountOf(storage['read_size_bytes']);
  const writtenBytes = amountOf(storage['write_size_bytes']);
  return readBytes === null || writtenBytes === null ? notTold('storage_stats') : { readBytes, writtenBytes };
}
