import { escapeControl } from '../../shared/escape-control.ts';
import { UNKNOWN, countQuantity, diskQuantity, formatDuration, formatPercent, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { strings } from '../strings.ts';
import { limitText } from './container-text.ts';
import { momentText } from './time-text.ts';

const words = strings.containers.details;

export type Fact = readonly [name: string, value: string];

const count = (value: number | null): string => countQuantity(value).value;

/** "1.2 MB/s, 340 MB in all". */
function flow(perSec: number | null, total: number | null): string {
  if (total === null) return UNKNOWN;
  return words.rate(formatQuantity(rateQuantity(perSec)), formatQuantity(diskQuantity(total)));
}

function moment(at: number | null, now: number): string {
  return at === null ? UNKNOWN : `${words.ago(formatDuration(now - at))}, ${momentText(at, now)}`;
}

function networkFacts({ network, hostNetwork, sharedNetwork }: ContainerInfo): Fact[] {
  if (hostNetwork) return [[words.network, words.hostNetwork]];
  if (sharedNetwork) return [[words.network, words.sharedNetwork]];
  return [
    [words.received, flow(network.receivedBytesPerSec, network.receivedBytes)],
    [words.sent, flow(network.sentBytesPerSec, network.sentBytes)],
  ];
}

/** The figures of one that runs. */
function figures(container: ContainerInfo): Fact[] {
  const { cpu, memory, blockIo, processes } = container;
  return [
    [words.dockerPercent, formatPercent(cpu.dockerPercent)],
    [words.throttling, formatPercent(cpu.throttledPercent)],
    ...networkFacts(container),
    [words.read, flow(blockIo.readBytesPerSec, blockIo.readBytes)],
    [words.written, flow(blockIo.writtenBytesPerSec, blockIo.writtenBytes)],
    [words.processes, count(processes.used)],
    [words.oomKills, count(memory.oomKills)],
  ];
}

function limits({ cpu, memory, processes }: ContainerInfo): Fact[] {
  return [
    [words.cpuLimit, limitText(cpu.limit, 'cores')],
    [words.memoryLimit, limitText(memory.limit, 'bytes')],
    [words.swapLimit, limitText(memory.swapLimit, 'bytes')],
    [words.taskLimit, limitText(processes.limit, 'count')],
  ];
}

/** All that is known of a container, in words. What an engine named is escaped. @param now epoch milliseconds */
export function containerFacts(container: ContainerInfo, engine: ContainerEngine | null, now: number): Fact[] {
  const up = container.source !== null;
  const { exitCode, oomKilled, finishedAt, service, pid } = container;
  return [
    ...(up ? figures(container) : []),
    ...limits(container),
    [words.restarts, count(container.restarts)],
    [words.health, words.healths[container.health]],
    ...(oomKilled === true ? [[words.endedForMemory, words.yes] as const] : []),
    ...(exitCode === null ? [] : [[words.exitCode, String(exitCode)] as const]),
    [words.created, moment(container.createdAt, now)],
    ...(container.startedAt === null ? [] : [[words.started, moment(container.startedAt, now)] as const]),
    ...(finishedAt === null ? [] : [[words.ended, moment(finishedAt, now)] as const]),
    [words.engine, engine === null ? UNKNOWN : escapeControl(engine.name)],
    [words.image, escapeControl(container.image)],
    ...(service === null ? [] : [[words.service, escapeControl(service)] as const]),
    ...(pid === null ? [] : [[words.pid, String(pid)] as const]),
    ...(container.source === null ? [] : [[words.source, words.sources[container.source]] as const]),
    [words.id, container.id],
  ];
}
