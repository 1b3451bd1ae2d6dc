import type { ContainerFacts, EffectiveLimit, EnvironmentLimits, VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { LimitSource } from '../../../shared/model/reading.ts';
import { isAbsent, valueOr } from '../absence.ts';
import type { CgroupRaw, LimitRaw, MachineSize } from '../raw-cgroup.ts';

// Who sets a limit: Kubernetes, a container's runtime or a plain cgroup where one is below what the machine has; else the machine itself,
// which in a guest is what its hypervisor gave it.

interface Sources {
  /** Of a limit that a cgroup sets. */
  readonly cgroup: LimitSource;
  /** Where none does. */
  readonly machine: LimitSource;
}

/** Who sets a limit that a cgroup has. One on a whole user session is not the container's. */
export function cgroupLimitSource({ orchestrator, present, ownCgroup }: ContainerFacts): LimitSource {
  if (orchestrator === 'kubernetes') return 'kubernetes';
  return present && ownCgroup !== false ? 'container' : 'cgroup';
}

function sourcesOf(container: ContainerFacts, virtualization: VirtualizationFacts): Sources {
  return { cgroup: cgroupLimitSource(container), machine: virtualization.present ? 'vm' : 'system' };
}

interface Question {
  readonly sources: Sources;
  readonly machineValue: number | null;
  /** The folder of our own cgroup. */
  readonly own: string | null;
}

/** A limit as it holds for us: bytes, cores or tasks. */
function limitOf(raw: LimitRaw, { sources, machineValue, own }: Question): EffectiveLimit {
  const machine = { value: machineValue, limitSource: sources.machine, path: null, ofAncestor: false } as const;
  if (raw.kind === 'limited') {
    return { value: raw.value, state: 'limited', limitSource: sources.cgroup, path: raw.path, ofAncestor: raw.path !== own };
  }
  if (raw.kind === 'not-effective') return { ...machine, state: 'not-effective', path: raw.path, ofAncestor: raw.path !== own };
  // Without a hierarchy nothing can be limited; in one whose folder cannot be found anything can.
  if (raw.kind === 'unlimited' || raw.absence.reason === 'not-supported') return { ...machine, state: 'unlimited' };
  return { ...machine, state: 'unknown', limitSource: 'unknown' };
}

function cpuLimit({ limits, machine, paths }: CgroupRaw, sources: Sources): EffectiveLimit {
  const online = machine.onlineCpus;
  const cores = valueOr(limits.effectiveCores, null);
  const quota = limitOf(limits.cpuQuota, { sources, machineValue: online, own: paths['cpu'] ?? null });
  if (quota.state === 'limited' && (cores === null || (quota.value ?? 0) <= cores)) return quota;
  if (cores === null || online === null || cores >= online) return quota;
  // Fewer CPUs than there are: a cpuset, or the affinity of the process.
  return { value: cores, state: 'limited', limitSource: sources.cgroup, path: paths['cpuset'] ?? null, ofAncestor: false };
}

function ioLimit({ limits, paths }: CgroupRaw, sources: Sources): EnvironmentLimits['io'] {
  const none = { limitSource: sources.machine, path: null, devices: [] } as const;
  if (isAbsent(limits.io)) {
    const known = limits.io.reason === 'not-supported';
    return known ? { ...none, state: 'unlimited' } : { ...none, state: 'unknown', limitSource: 'unknown' };
  }
  if (limits.io.length === 0) return { ...none, state: 'unlimited' };
  const devices = limits.io.map(({ device, readBytesPerSec, writeBytesPerSec, readOpsPerSec, writeOpsPerSec }) => ({
    device,
    readBytesPerSec,
    writeBytesPerSec,
    readOpsPerSec,
    writeOpsPerSec,
  }));
  return { state: 'limited', limitSource: sources.cgroup, path: paths['io'] ?? null, devices };
}

/**
 * The limits of Linux, with who sets each.
 *
 * @param virtualizedMeminfo the size of the machine is that of the container (lxcfs): its limit is set above what can be seen
 */
export function linuxLimits(
  cgroup: CgroupRaw,
  container: ContainerFacts,
  virtualization: VirtualizationFacts,
  virtualizedMeminfo: boolean,
): EnvironmentLimits {
  const sources = sourcesOf(container, virtualization);
  const { limits, machine, paths } = cgroup;
  const memory = limitOf(limits.memory, { sources, machineValue: machine.totalBytes, own: paths['memory'] ?? null });
  return {
    memory:
      virtualizedMeminfo && memory.state !== 'limited' ? { ...memory, state: 'limited', limitSource: sources.cgroup, path: null } : memory,
    cpu: cpuLimit(cgroup, sources),
    pids: limitOf(limits.pids, { sources, machineValue: machine.maxPids, own: paths['pids'] ?? null }),
    io: ioLimit(cgroup, sources),
  };
}

/** Where there are no cgroups: the machine's own size, which its hypervisor set in a guest. */
export function machineLimits(machine: MachineSize, virtualization: VirtualizationFacts): EnvironmentLimits {
  const limitSource: LimitSource = virtualization.present ? 'vm' : 'system';
  const limit = (value: number | null): EffectiveLimit => ({
    value,
    state: 'unlimited',
    limitSource,
    path: null,
    ofAncestor: false,
  });
  return {
    memory: limit(machine.totalBytes),
    cpu: limit(machine.onlineCpus),
    pids: limit(machine.maxPids),
    io: { state: 'unlimited', limitSource, path: null, devices: [] },
  };
}
