import { z } from 'zod';
import { absentPart } from './absence.ts';
import { alertRecord } from './alert.ts';
import { ownCgroup } from './cgroup.ts';
import { containerCounts, containerEngine, containerInfo, triedPlace } from './container.ts';
import { environment } from './environment.ts';
import { battery, connections, cpu, disk, diskIo, fileHandles, gpu, memory, network, pressure, sensors, system } from './host.ts';
import { owners, processInfo } from './process.ts';
import { reading } from './reading.ts';
import { verdict } from './verdict.ts';
import { vmInfo } from './vm.ts';

const value = z.number().nullable();

/** Headroom's own cost. */
export const self = z
  .object({
    at: z.number(),
    pid: z.number(),
    cpuPercent: value,
    /** Of the whole process tree: PSS where the kernel says it, else RSS. */
    memoryBytes: value,
    memoryKind: z.enum(['pss', 'rss']),
    tickMsP50: value,
    tickMsP99: value,
    ticks: z.number(),
    skippedTicks: z.number(),
    bytesWritten: value,
    uptimeSeconds: z.number(),
  })
  .readonly();
export type Self = z.infer<typeof self>;

/** What the sampler is doing, so that an old number is never taken for a live one. */
export const sampling = z
  .object({
    paused: z.boolean(),
    lowPower: z.boolean(),
    locked: z.boolean(),
    intervalMs: z.number(),
    /** Epoch milliseconds until which nothing is told; null = not muted. */
    mutedUntil: value,
  })
  .readonly();
export type Sampling = z.infer<typeof sampling>;

/** The container engines that answer, and where one was looked for. */
export const engines = z
  .object({
    at: z.number(),
    list: z.array(containerEngine).readonly(),
    counts: containerCounts,
    tried: z.array(triedPlace).readonly(),
  })
  .readonly();
export type Engines = z.infer<typeof engines>;

/** All that is known, at one time. A part that is null is absent: `absent` says why, or nobody asked for it. */
export const snapshot = z
  .object({
    at: z.number(),
    seq: z.number(),
    verdict,
    sampling,
    readings: z.array(reading).readonly(),
    environment: environment.nullable(),
    cgroup: ownCgroup.nullable(),
    cpu: cpu.nullable(),
    memory: memory.nullable(),
    disk: disk.nullable(),
    diskIo: diskIo.nullable(),
    network: network.nullable(),
    connections: connections.nullable(),
    fileHandles: fileHandles.nullable(),
    pressure: pressure.nullable(),
    system: system.nullable(),
    battery: battery.nullable(),
    gpu: gpu.nullable(),
    sensors: sensors.nullable(),
    engines: engines.nullable(),
    containers: z.array(containerInfo).readonly().nullable(),
    vms: z.array(vmInfo).readonly().nullable(),
    owners: owners.nullable(),
    processes: z.array(processInfo).readonly().nullable(),
    /** What fires now, the worst first. */
    alerts: z.array(alertRecord).readonly(),
    self: self.nullable(),
    absent: z.array(absentPart).readonly(),
  })
  .readonly();
export type Snapshot = z.infer<typeof snapshot>;

/** What changed: the parts that are there replace those of the snapshot before. */
export const snapshotPatch = snapshot.unwrap().partial().readonly();
export type SnapshotPatch = z.infer<typeof snapshotPatch>;
