import type { ContainerInfo } from '../../shared/model/container.ts';

/** What happened to a container between two looks. */
export interface ContainerEvent {
  readonly subject: string;
  readonly event: 'oomKill' | 'unhealthy' | 'restartLoop' | 'gone';
  readonly state: 'start' | 'end' | 'once';
  /** A sentence. */
  readonly cause: string;
}

const LOOP_RESTARTS = 3;
const LOOP_MS = 10 * 60_000;

type Seen = Pick<ContainerInfo, 'id' | 'name' | 'state' | 'health' | 'restarts' | 'oomKilled'> & {
  readonly memory: Pick<ContainerInfo['memory'], 'oomKills'>;
};

interface Known {
  readonly seen: Seen;
  /** Monotonic times of its last restarts. */
  readonly restartsMs: readonly number[];
  readonly loops: boolean;
}

/**
 * Compares each list of containers with the one before. What was so when it is first seen has not happened: an unhealthy container is told
 * all the same, since it goes on. Containers of an engine that does not answer are not gone.
 */
export function createContainerEvents(): (list: readonly Seen[], nowMs: number) => readonly ContainerEvent[] {
  let known = new Map<string, Known>();
  return (list, nowMs) => {
    const events: ContainerEvent[] = [];
    const next = new Map<string, Known>();
    for (const seen of list) {
      const before = known.get(seen.id);
      const one = compared(before, seen, nowMs);
      next.set(seen.id, one);
      events.push(...eventsOf(before, one));
    }
    for (const [id, { seen }] of known) {
      if (!next.has(id)) events.push({ subject: subjectOf(seen), event: 'gone', state: 'once', cause: `${seen.name} was removed.` });
    }
    known = next;
    return events;
  };
}

const subjectOf = ({ id }: Seen): string => `container:${id}`;

function compared(before: Known | undefined, seen: Seen, nowMs: number): Known {
  const recent = (before?.restartsMs ?? []).filter((atMs) => nowMs - atMs < LOOP_MS);
  const restarted = before === undefined ? 0 : Math.max(0, (seen.restarts ?? 0) - (before.seen.restarts ?? 0));
  const restartsMs = [...recent, ...Array.from({ length: Math.min(restarted, LOOP_RESTARTS) }, () => nowMs)].slice(-LOOP_RESTARTS);
  return { seen, restartsMs, loops: restartsMs.length >= LOOP_RESTARTS };
}

function eventsOf(before: Known | undefined, { seen, loops }: Known): ContainerEvent[] {
  const events: ContainerEvent[] = [];
  const subject = subjectOf(seen);
  const was = before?.seen;
  if (was !== undefined && wasKilled(was, seen)) {
    events.push({ subject, event: 'oomKill', state: 'once', cause: `The kernel ended a process of ${seen.name} for want of memory.` });
  }
  const isUnhealthy = seen.health === 'unhealthy';
  if (isUnhealthy !== (was?.health === 'unhealthy')) {
    events.push({ subject, event: 'unhealthy', state: isUnhealthy ? 'start' : 'end', cause: `The health check of ${seen.name} fails.` });
  }
  if (loops !== (before?.loops ?? false)) {
    const cause = `${seen.name} was started anew ${LOOP_RESTARTS} times within ${LOOP_MS / 60_000} min.`;
    events.push({ subject, event: 'restartLoop', state: loops ? 'start' : 'end', cause });
  }
  return events;
}

/** The count of its cgroup, which begins anew with it; and what its engine says when it ended. */
function wasKilled(was: Seen, now: Seen): boolean {
  const counted = was.memory.oomKills !== null && now.memory.oomKills !== null && now.memory.oomKills > was.memory.oomKills;
  return counted || (now.oomKilled === true && was.oomKilled !== true);
}
