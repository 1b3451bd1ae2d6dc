import { z } from 'zod';
import { limitSource } from './reading.ts';

// Host readings as they travel in the snapshot. `null` = absent; the reason is in `snapshot.absent` under the field's path.
// Every part has `at`: the epoch milliseconds of its own reading. Percent is 0–100.

const value = z.number().nullable();
const at = z.number();

const pressureLine = z.object({ avg10: value, avg60: value, avg300: value, totalUs: value }).readonly();
export type PressureLine = z.infer<typeof pressureLine>;

export const pressureSides = z
  .object({
    some: pressureLine.nullable(),
    full: pressureLine.nullable(),
    /** Share of the last interval in which some task waited, from the stall counter: newer than the averages, which the kernel renews every 2 s. */
    someStallPercent: value,
    fullStallPercent: value,
  })
  .readonly();
export type PressureSides = z.infer<typeof pressureSides>;

export const pressure = z
  .object({
    at,
    cpu: pressureSides.nullable(),
    memory: pressureSides.nullable(),
    io: pressureSides.nullable(),
    /** macOS memory pressure level: 1 normal, 2 warning, 4 critical. */
    memoryLevel: value,
  })
  .readonly();
export type Pressure = z.infer<typeof pressure>;

/** Since the cgroup was made; `throttledPercent` is the share of the periods of the last interval in which it had to wait. */
export const throttling = z
  .object({ periods: z.number(), throttledPeriods: z.number(), throttledSeconds: z.number(), throttledPercent: value })
  .readonly();
export type Throttling = z.infer<typeof throttling>;

export const cpu = z
  .object({
    at,
    /** usedCores of limitCores. */
    usagePercent: value,
    /** What counts against limitCores: what "7.3 of 11" shows. */
    usedCores: value,
    /** Busy share of all cores of the machine, whatever our limit is; the shares below are parts of it. */
    usagePercentOfHost: value,
    perCoreUsagePercent: z.array(value).readonly(),
    userPercent: value,
    systemPercent: value,
    ioWaitPercent: value,
    stealPercent: value,
    loadAverage: z.tuple([z.number(), z.number(), z.number()]).readonly().nullable(),
    coreCount: z.number(),
    /** Cores this process may run on (affinity, cpuset). */
    availableCores: value,
    /** The least of quota, cpuset and cores. */
    limitCores: z.number(),
    limitSource,
    /** Of our own cgroup, as the next five; null = it has none. */
    throttling: throttling.nullable(),
    pressure: pressureSides.nullable(),
    shares: value,
    weight: value,
    /** Microseconds it may run in each period; null = no quota. */
    quotaUs: value,
    quotaPeriodUs: value,
    model: z.string().nullable(),
    frequencyMhz: value,
    contextSwitchesPerSec: value,
  })
  .readonly();
export type Cpu = z.infer<typeof cpu>;

export const memory = z
  .object({
    at,
    totalBytes: z.number(),
    /** What counts against limitBytes: total − available of the machine, or the working set of the cgroup that sets the limit. */
    usedBytes: z.number(),
    /** total − available of the machine, whatever our limit is. */
    usedBytesOfHost: z.number(),
    freeBytes: z.number(),
    availableBytes: z.number(),
    cachedBytes: value,
    buffersBytes: value,
    swapTotalBytes: value,
    swapUsedBytes: value,
    swapFreeBytes: value,
    limitBytes: z.number(),
    limitSource,
    /** Of our own cgroup, as the next two; null = it has none. */
    workingSetBytes: value,
    rssBytes: value,
    pressure: pressureSides.nullable(),
  })
  .readonly();
export type Memory = z.infer<typeof memory>;

export const partition = z
  .object({
    device: z.string(),
    mount: z.string(),
    type: z.string(),
    totalBytes: value,
    usedBytes: value,
    freeBytes: value,
    usagePercent: value,
    inodesTotal: value,
    inodesUsed: value,
    /** False for a second mount of a device already counted, and for what is not storage of this machine (network, image). */
    counted: z.boolean(),
  })
  .readonly();
export type Partition = z.infer<typeof partition>;

export const disk = z
  .object({ at, totalBytes: value, usedBytes: value, freeBytes: value, partitions: z.array(partition).readonly() })
  .readonly();
export type Disk = z.infer<typeof disk>;

const ioRates = {
  readBytesPerSec: value,
  writeBytesPerSec: value,
  readOpsPerSec: value,
  writeOpsPerSec: value,
  /** Mean time an operation took, waiting included (iostat's await). Null when there was no operation. */
  awaitMs: value,
  /** Share of the time in which at least one operation was under way. Of the busiest device in the sum. */
  utilisationPercent: value,
};
export const diskIo = z
  .object({ at, ...ioRates, perDevice: z.array(z.object({ device: z.string(), ...ioRates }).readonly()).readonly() })
  .readonly();
export type DiskIo = z.infer<typeof diskIo>;

const networkFigures = {
  bytesSent: z.number(),
  bytesReceived: z.number(),
  packetsSent: value,
  packetsReceived: value,
  errorsSent: value,
  errorsReceived: value,
  droppedSent: value,
  droppedReceived: value,
  bytesSentPerSec: value,
  bytesReceivedPerSec: value,
  packetsSentPerSec: value,
  packetsReceivedPerSec: value,
  errorsSentPerSec: value,
  errorsReceivedPerSec: value,
  droppedSentPerSec: value,
  droppedReceivedPerSec: value,
};
const networkInterface = z
  .object({
    name: z.string(),
    state: z.enum(['up', 'down', 'unknown']),
    /** Link speed; null when the driver does not say. */
    speedBitsPerSec: value,
    /** True when its traffic is in the totals (a bridge or a bond member is not: it would count twice). */
    counted: z.boolean(),
    ...networkFigures,
  })
  .readonly();
export type NetworkInterface = z.infer<typeof networkInterface>;

export const network = z
  .object({
    at,
    ...networkFigures,
    /** The busier direction against the sum of the known link speeds. */
    bandwidthPercent: value,
    speedBitsPerSec: value,
    interfaces: z.array(networkInterface).readonly(),
  })
  .readonly();
export type Network = z.infer<typeof network>;

export const connections = z
  .object({
    at,
    tcpEstablished: value,
    tcpInUse: value,
    tcpTimeWait: value,
    tcpOrphaned: value,
    udpInUse: value,
    socketsInUse: value,
    /** TCP sockets by state; only while someone looks (it costs milliseconds). */
    tcpByState: z.record(z.string(), z.number()).nullable(),
  })
  .readonly();
export type Connections = z.infer<typeof connections>;

export const fileHandles = z.object({ at, used: z.number(), limit: value }).readonly();
export type FileHandles = z.infer<typeof fileHandles>;

export const system = z
  .object({
    at,
    uptimeSeconds: value,
    /** Epoch milliseconds. */
    bootTime: value,
    /** Logged-in users. */
    users: value,
    processes: value,
    processLimit: value,
    threads: value,
    threadLimit: value,
    openFiles: value,
    contextSwitches: value,
    hostname: z.string().nullable(),
    osName: z.string().nullable(),
    osVersion: z.string().nullable(),
    kernel: z.string().nullable(),
    arch: z.string().nullable(),
  })
  .readonly();
export type System = z.infer<typeof system>;

export const battery = z
  .object({
    at,
    chargePercent: value,
    state: z.enum(['charging', 'discharging', 'full', 'unknown']),
    onBattery: z.boolean(),
    powerWatts: value,
    remainingSeconds: value,
  })
  .readonly();
export type Battery = z.infer<typeof battery>;

export const gpu = z
  .object({
    at,
    devices: z
      .array(
        z.object({ name: z.string(), usagePercent: value, memoryUsedBytes: value, memoryTotalBytes: value, powerWatts: value }).readonly(),
      )
      .readonly(),
  })
  .readonly();
export type Gpu = z.infer<typeof gpu>;

export const sensors = z
  .object({ at, temperatures: z.array(z.object({ name: z.string(), celsius: z.number() }).readonly()).readonly() })
  .readonly();
export type Sensors = z.infer<typeof sensors>;
