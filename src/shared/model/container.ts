import { z } from 'zod';
import { absentPart } from './absence.ts';
import { limitSource } from './reading.ts';

const value = z.number().nullable();
const count = z.number().int().nonnegative();

export const engineKinds = ['docker', 'podman'] as const;
export type EngineKind = (typeof engineKinds)[number];

/** `reconnecting`: it was there and does not answer now; what is shown of its containers may be old. */
export const engineStates = ['connected', 'reconnecting', 'absent'] as const;
export type EngineState = (typeof engineStates)[number];

export const containerCounts = z
  .object({
    total: count,
    running: count,
    /** Exited, dead, or created and never started. */
    stopped: count,
  })
  .readonly();
export type ContainerCounts = z.infer<typeof containerCounts>;

/** A place where an engine was, or is. */
export const containerEngine = z
  .object({
    /** The same as long as Headroom runs: its place. */
    id: z.string(),
    kind: z.enum(engineKinds),
    /** "Docker", "Docker Desktop", "OrbStack", "Podman" … */
    name: z.string(),
    version: z.string(),
    /** Version of the API that is spoken with it; null before it was asked. */
    apiVersion: z.string().nullable(),
    /** "unix:///var/run/docker.sock". */
    endpoint: z.string(),
    state: z.enum(engineStates),
    /** Why it is not connected; null while it is. */
    absent: absentPart.nullable(),
    /** Processors and memory of the machine or VM its containers run on. */
    cpuCount: value,
    memoryBytes: value,
    rootless: z.boolean(),
    /** Its containers run on another machine than this: a VM of the engine's own, a host elsewhere. */
    ownMachine: z.boolean(),
    counts: containerCounts,
  })
  .readonly();
export type ContainerEngine = z.infer<typeof containerEngine>;

/** What people can do with a container. */
export const containerActions = ['start', 'stop', 'restart', 'pause', 'unpause', 'kill'] as const;
export type ContainerAction = (typeof containerActions)[number];

export const containerStates = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown'] as const;
export type ContainerState = (typeof containerStates)[number];

export const containerHealths = ['none', 'starting', 'healthy', 'unhealthy'] as const;
export type ContainerHealth = (typeof containerHealths)[number];

/** What a container is. Names, images and labels are what the engine says: data, never markup and never a word of a command. */
const identity = z.object({
  id: z.string(),
  /** Id of its engine. */
  engine: z.string(),
  name: z.string(),
  image: z.string(),
  state: z.enum(containerStates),
  health: z.enum(containerHealths),
  /** Compose project and service. */
  project: z.string().nullable(),
  service: z.string().nullable(),
  labels: z.array(z.object({ name: z.string(), value: z.string() }).readonly()).readonly(),
  /** Labels that are not in the list because there were too many. */
  labelsLeftOut: count,
  /** Epoch milliseconds. */
  createdAt: value,
  startedAt: value,
  finishedAt: value,
  /** Of the last end; null while it never ended. */
  exitCode: value,
  restarts: value,
  /** The kernel ended it, or one of its processes, for want of memory; null where the engine does not say. */
  oomKilled: z.boolean().nullable(),
  /** Its first process, in the engine's own numbers; null while it does not run. */
  pid: value,
  /** It has no network of its own: its traffic is the machine's. */
  hostNetwork: z.boolean(),
  /** It uses the network of another container or pod: its traffic is counted there. */
  sharedNetwork: z.boolean(),
});
export const containerIdentity = identity.readonly();
export type ContainerIdentity = z.infer<typeof containerIdentity>;

/** `value` null = no limit; `source` says who set it, or whose size stands in for it (`system`, `vm`). */
export const containerLimit = z.object({ value, source: limitSource }).readonly();
export type ContainerLimit = z.infer<typeof containerLimit>;

/** What a percentage is of: the container's own limit, or the machine for want of one. */
const percentOf = z.enum(['limit', 'machine']);

export const containerInfo = identity
  .extend({
    /** Where the figures come from: the kernel's own files, or the engine; null when there are none. */
    source: z.enum(['cgroup', 'engine']).nullable(),
    cpu: z
      .object({
        /** CPU seconds per second. */
        cores: value,
        /** As `docker stats` computes it: 100 = one core. */
        dockerPercent: value,
        limit: containerLimit,
        usagePercent: value,
        usageOf: percentOf,
        /** Share of the quota's periods in which it had to wait. */
        throttledPercent: value,
      })
      .readonly(),
    memory: z
      .object({
        /** Without the page cache that can be dropped, unless `includesCache`. */
        usedBytes: value,
        /** True where the engine does not say how much of it is cache. */
        includesCache: z.boolean(),
        limit: containerLimit,
        usagePercent: value,
        usageOf: percentOf,
        swapLimit: containerLimit,
        /** Processes the kernel ended since the container started. */
        oomKills: value,
      })
      .readonly(),
    /** Summed over its interfaces, since the container started. */
    network: z.object({ receivedBytes: value, sentBytes: value, receivedBytesPerSec: value, sentBytesPerSec: value }).readonly(),
    blockIo: z.object({ readBytes: value, writtenBytes: value, readBytesPerSec: value, writtenBytesPerSec: value }).readonly(),
    processes: z.object({ used: value, limit: containerLimit }).readonly(),
    /** What of it could not be had, and why; `part` is a path in this container: "cpu", "memory.oomKills". */
    absent: z.array(absentPart).readonly(),
  })
  .readonly();
export type ContainerInfo = z.infer<typeof containerInfo>;

/** A place that was looked at and where no engine answers, with what was found there. */
export const triedPlace = z
  .object({
    place: z.string(),
    origin: z.string(),
    outcome: z.string(),
    /** Something is there, and this user may not use it. */
    denied: z.literal(true).optional(),
  })
  .readonly();
export type TriedPlace = z.infer<typeof triedPlace>;
