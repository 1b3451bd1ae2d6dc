import type { Connections, FileHandles, System } from '../../../shared/model/host.ts';
import type { HostResource, LimitSource, Reading } from '../../../shared/model/reading.ts';
import { valueOr } from '../../probes/absence.ts';
import type { ConnectionsRaw, FileHandlesRaw, SystemRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample } from '../sample.ts';
import { NO_SURROUNDINGS, type Surroundings, cgroupSource, headlineBound } from './true-limits.ts';

/** A reading of a plain count; none when the count is unknown. */
function countReading(
  resource: HostResource,
  used: number | null,
  limit: number | null,
  at: number,
  source: LimitSource = 'system',
): Reading[] {
  if (used === null) return [];
  return [{ subject: 'host', resource, used, limit, limitSource: limit === null ? 'none' : source, unit: 'count', at }];
}

/** @param around the limits that hold here: a cgroup's limit of tasks is one of threads */
export function deriveSystem({ raw, at }: Sample<SystemRaw>, around: Surroundings = NO_SURROUNDINGS): Derived<System> {
  const absent = new AbsenceList('system');
  const contextSwitches = absent.value('contextSwitches', raw.contextSwitches);
  const part: System = {
    at,
    uptimeSeconds: absent.value('uptimeSeconds', raw.uptimeSeconds),
    bootTime: absent.value('bootTime', raw.bootTime),
    users: absent.value('users', raw.users),
    processes: absent.value('processes', raw.processes),
    processLimit: absent.value('processLimit', raw.processLimit),
    threads: absent.value('threads', raw.threads),
    threadLimit: absent.value('threadLimit', raw.threadLimit),
    openFiles: absent.value('openFiles', raw.openFiles),
    contextSwitches: contextSwitches === null ? null : Number(contextSwitches),
    hostname: raw.hostname,
    osName: raw.osName,
    osVersion: raw.osVersion,
    kernel: raw.kernel,
    arch: raw.arch,
  };
  const readings = [...countReading('processes', part.processes, part.processLimit, at), ...threadsReading(part, around)];
  return { part, readings, absent: absent.list };
}

function threadsReading({ threads, threadLimit, at }: System, around: Surroundings): Reading[] {
  const bound = headlineBound(around, 'tasks');
  if (bound === null) return countReading('threads', threads, threadLimit, at);
  return countReading('threads', bound.used, bound.limit, at, cgroupSource(around));
}

export function deriveFileHandles({ raw, at }: Sample<FileHandlesRaw>): Derived<FileHandles> {
  const absent = new AbsenceList('fileHandles');
  const limit = absent.value('limit', raw.limit);
  return { part: { at, used: raw.used, limit }, readings: countReading('fileHandles', raw.used, limit, at), absent: absent.list };
}

export function deriveConnections({ raw, at }: Sample<ConnectionsRaw>): Derived<Connections> {
  const absent = new AbsenceList('connections');
  const part: Connections = {
    at,
    tcpEstablished: absent.value('tcpEstablished', raw.tcpEstablished),
    tcpInUse: absent.value('tcpInUse', raw.tcpInUse),
    tcpTimeWait: absent.value('tcpTimeWait', raw.tcpTimeWait),
    tcpOrphaned: absent.value('tcpOrphaned', raw.tcpOrphaned),
    udpInUse: absent.value('udpInUse', raw.udpInUse),
    socketsInUse: absent.value('socketsInUse', raw.socketsInUse),
    tcpByState: valueOr(raw.tcpByState, null),
  };
  return { part, readings: countReading('connections', part.tcpEstablished, null, at), absent: absent.list };
}
