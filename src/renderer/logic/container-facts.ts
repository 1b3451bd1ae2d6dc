import { escapeControl } from '../../shared/escape-control.ts';
import { UNKNOWN, countQuantity, diskQuantity, formatDuration, formatPercent, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { strings } from '../strings.ts';
import { limitText } from './container-text.ts';
import { momentText } from './time-text.ts';

const words = strings.containers.details;

type Fact = readonly [name: string, value: string];

/** Facts that are read together. */
interface ContainerFactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

const count = (value: number | null): string => countQuantity(value).value;

/** "1.2 MB/s, 340 MB in all". */
function flow(perSec: number | null, total: number | null): string {
  if (total === null) return UNKNOWN;
  return words.rate(formatQuantity(rateQuantity(perSec)), formatQuantity(diskQuantity(total)));
}

function moment(name: string, at: number | null, now: number): Fact[] {
  return at === null ? [] : [[name, `${words.ago(formatDuration(now - at))}, ${momentText(at, now)}`]];
}

function networkFacts({ network, hostNetwork, sharedNetwork }: ContainerInfo): Fact[] {
  if (hostNetwork) return [[words.network, words.hostNetwork]];
  if (sharedNetwork) return [[words.network, words.sharedNetwork]];
  return [
    [words.received, flow(network.receivedBytesPerSec, network.receivedBytes)],
    [words.sent, flow(network.sentBytesPerSec, network.sentBytes)],
  ];
}

/** Only of one that has figures. */
function useFacts(container: ContainerInfo): Fact[] {
  const { source, cpu, memory, blockIo, processes } = container;
  if (source === null) return [];
  return [
    [words.dockerPercent, formatPercent(cpu.dockerPercent)],
    [words.throttling, formatPercent(cpu.throttledPercent)],
    ...networkFacts(container),
    [words.read, flow(blockIo.readBytesPerSec, blockIo.readBytes)],
    [words.written, flow(blockIo.writtenBytesPerSec, blockIo.writtenBytes)],
    [words.processes, count(processes.used)],
    [words.oomKills, count(memory.oomKills)],
    [words.source, words.sources[source]],
  ];
}

function limitFacts({ cpu, memory, processes }: ContainerInfo): Fact[] {
  return [
    [words.cpuLimit, limitText(cpu.limit, 'cores')],
    [words.memoryLimit, limitText(memory.limit, 'bytes')],
    [words.swapLimit, limitText(memory.swapLimit, 'bytes')],
    [words.taskLimit, limitText(processes.limit, 'count')],
  ];
}

function lifeFacts({ health, restarts, exitCode, oomKilled, createdAt, startedAt, finishedAt }: ContainerInfo, now: number): Fact[] {
  return [
    [words.health, words.healths[health]],
    [words.restarts, count(restarts)],
    ...moment(words.created, createdAt, now),
    ...moment(words.started, startedAt, now),
    ...moment(words.ended, finishedAt, now),
    ...(exitCode === null ? [] : [[words.exitCode, String(exitCode)] as const]),
    ...(oomKilled === true ? [[words.endedForMemory, words.yes] as const] : []),
  ];
}

function identityFacts({ image, service, pid, id }: ContainerInfo, engine: ContainerEngine | null): Fact[] {
  return [
    [words.image, escapeControl(image)],
    [words.engine, engine === null ? UNKNOWN : escapeControl(engine.name)],
    ...(service === null ? [] : [[words.service, escapeControl(service)] as const]),
    ...(pid === null ? [] : [[words.pid, String(pid)] as const]),
    [words.id, id],
  ];
}

/** All that is known of a container, in words. What an engine named is escaped. @param now epoch milliseconds */
export function containerFacts(container: ContainerInfo, engine: ContainerEngine | null, now: number): ContainerFactGroup[] {
  const groups: readonly ContainerFactGroup[] = [
    { title: words.groups.use, facts: useFacts(container) },
    { title: words.groups.limits, facts: limitFacts(container) },
    { title: words.groups.life, facts: lifeFacts(container, now) },
    { title: words.groups.identity, facts: identityFacts(container, engine) },
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}
