import { z } from 'zod';
import { limitSource } from './reading.ts';

// Where Headroom runs: the container, the cgroup and the virtual machine around it, and the limits that follow from them.
// `null` = not known, or there is none.

const text = z.string().nullable();
const value = z.number().nullable();
const flag = z.boolean().nullable();

/** What made a container. `ecs` and `garden` name their containers themselves and hide what runs them. */
const containerRuntimes = [
  'docker',
  'podman',
  'containerd',
  'cri-o',
  'systemd-nspawn',
  'lxc',
  'gvisor',
  'openvz',
  'garden',
  'ecs',
] as const;
const containerRuntime = z.enum(containerRuntimes);
export type ContainerRuntime = z.infer<typeof containerRuntime>;

export const orchestrator = z.enum(['kubernetes', 'nomad', 'ecs']);
export type Orchestrator = z.infer<typeof orchestrator>;

/** Quality of service class of a pod. */
const podQos = z.enum(['guaranteed', 'burstable', 'besteffort']);
export type PodQos = z.infer<typeof podQos>;

/** The innermost container this process runs in. */
const containerFacts = z
  .object({
    /** True also where only an id or an orchestrator is known. */
    present: z.boolean(),
    runtime: containerRuntime.nullable(),
    /** 64 hex digits, or an id in the form of ECS or Garden. Never a host name or a part of an id. */
    id: text,
    name: text,
    image: text,
    /** The product that brings the engine: "docker-desktop", "orbstack". */
    flavor: text,
    orchestrator: orchestrator.nullable(),
    podName: text,
    namespace: text,
    podUid: text,
    qos: podQos.nullable(),
    /** The name in the pod's specification. */
    containerName: text,
    /** The pod's own ("pause") container. */
    sandboxId: text,
    /** Root in it is an ordinary user outside. */
    rootless: flag,
    /** `/proc/meminfo` and the like are those of the container. */
    lxcfs: flag,
    /** False when the cgroup this process is in belongs to more than the container: its figures are not the container's. */
    ownCgroup: flag,
    /** The container around this one. */
    nestedIn: containerRuntime.nullable(),
    /** The systemd unit this process belongs to: "backup.service". Not a container. */
    systemdUnit: text,
  })
  .readonly();
export type ContainerFacts = z.infer<typeof containerFacts>;

export const cgroupMode = z.enum(['v1', 'v2', 'hybrid', 'none']);
export type CgroupMode = z.infer<typeof cgroupMode>;

/** The cgroup of this process. */
const cgroupFacts = z
  .object({
    mode: cgroupMode,
    /** `private`: paths begin at a cgroup that is not the machine's root, and what is above it cannot be seen. */
    namespace: z.enum(['host', 'private']).nullable(),
    controllers: z.array(z.string()).readonly(),
    /** Its folder per controller ("memory", "cpu", "cpuset", "io", "pids" …) and of version 2 as "unified"; null where it cannot be named. */
    paths: z.record(z.string(), text).readonly(),
  })
  .readonly();
export type CgroupFacts = z.infer<typeof cgroupFacts>;

/** `vm-other`: a guest of a hypervisor that could not be told. The words of one vocabulary, for all platforms. */
const virtualizationTypes = [
  'none',
  'apple-vz',
  'kvm',
  'qemu',
  'vmware',
  'xen',
  'hyperv',
  'virtualbox',
  'parallels',
  'bhyve',
  'firecracker',
  'wsl1',
  'wsl2',
  'vm-other',
] as const;
export const virtualizationType = z.enum(virtualizationTypes);
export type VirtualizationType = z.infer<typeof virtualizationType>;

/** The virtual machine this system is the guest of. A container inside it does not hide it. */
const virtualizationFacts = z
  .object({
    present: z.boolean(),
    type: virtualizationType,
    /** Of Xen: how the guest is virtualized. */
    mode: z.enum(['pv', 'hvm', 'pvh']).nullable(),
    /** "amazon-nitro", "gce", "orbstack", "nutanix-ahv" … */
    product: text,
    /** "aws", "gcp", "azure", "openstack" … Also of a cloud's machine without a hypervisor. */
    cloud: text,
    /** What is below it, where `type` is a layer on top: WSL 2 runs in Hyper-V. */
    hypervisor: virtualizationType.nullable(),
    /** The hypervisor whose guests run on this machine. */
    hostOf: virtualizationType.nullable(),
    /** Of Xen: whether this system is the one that controls the others. */
    dom0: flag,
    /** Signs that alone prove nothing. */
    hints: z.array(z.string()).readonly(),
    /** What a guest was given; null when this is none. */
    guest: z.object({ memoryLimitBytes: value, cpuCount: value }).readonly().nullable(),
  })
  .readonly();
export type VirtualizationFacts = z.infer<typeof virtualizationFacts>;

/**
 * - `limited`: a limit was read and is below what the machine has.
 * - `not-effective`: a limit was read, and the machine has no more than that.
 * - `unlimited`: the files say that there is none.
 * - `unknown`: no file says anything, or the cgroup cannot be found.
 */
export const limitState = z.enum(['limited', 'not-effective', 'unlimited', 'unknown']);
export type LimitState = z.infer<typeof limitState>;

/** How much of a resource there is for this process, and who says so. */
export const effectiveLimit = z
  .object({
    /** Bytes, cores or processes. What the machine has where no lower limit holds; null when that is not known either. */
    value,
    state: limitState,
    limitSource,
    /** The cgroup folder whose limit holds; null where the machine's own size does. */
    path: text,
    /** The folder is an ancestor of our cgroup: its limit is shared, and what counts against it is its own use. */
    ofAncestor: z.boolean(),
  })
  .readonly();
export type EffectiveLimit = z.infer<typeof effectiveLimit>;

/** Limits of one block device; null = none. */
const deviceLimit = z
  .object({
    /** "major:minor". */
    device: z.string(),
    readBytesPerSec: value,
    writeBytesPerSec: value,
    readOpsPerSec: value,
    writeOpsPerSec: value,
  })
  .readonly();
export type DeviceLimit = z.infer<typeof deviceLimit>;

const environmentLimits = z
  .object({
    memory: effectiveLimit,
    cpu: effectiveLimit,
    pids: effectiveLimit,
    io: z.object({ state: limitState, limitSource, path: text, devices: z.array(deviceLimit).readonly() }).readonly(),
  })
  .readonly();
export type EnvironmentLimits = z.infer<typeof environmentLimits>;

const evidenceTopics = ['container', 'orchestrator', 'virtualization', 'cgroup', 'limits', 'system'] as const;

/** One thing that was found, and where. */
export const evidence = z
  .object({
    about: z.enum(evidenceTopics),
    /** A file, a variable or a command: "/proc/self/cgroup". */
    source: z.string(),
    /** "flag hypervisor". */
    found: z.string(),
    /** What it says: "docker", "a guest", "no second sign: not a container". */
    says: z.string(),
  })
  .readonly();
export type Evidence = z.infer<typeof evidence>;

export const environment = z
  .object({
    platform: z.string(),
    arch: text,
    osName: text,
    osVersion: text,
    kernel: text,
    hostname: text,
    cpuModel: text,
    /** Cores that are online. */
    coreCount: value,
    totalMemoryBytes: value,
    container: containerFacts,
    /** Null on a platform without cgroups. */
    cgroup: cgroupFacts.nullable(),
    virtualization: virtualizationFacts,
    limits: environmentLimits,
    evidence: z.array(evidence).readonly(),
  })
  .readonly();
export type Environment = z.infer<typeof environment>;
