import type { BoundUse, OwnCgroup } from '../../../shared/model/cgroup.ts';
import type { Environment } from '../../../shared/model/environment.ts';
import type { LimitSource } from '../../../shared/model/reading.ts';
import { cgroupLimitSource } from '../../probes/environment/limits.ts';

/** What is known of the limits around us when a part of the snapshot is made. */
export interface Surroundings {
  readonly environment: Environment | null;
  readonly cgroup: OwnCgroup | null;
}

export const NO_SURROUNDINGS: Surroundings = { environment: null, cgroup: null };

/** Who sets the size of the machine: a guest's was given to it. */
export function machineSource({ environment }: Surroundings): LimitSource {
  return environment?.virtualization.present === true ? 'vm' : 'system';
}

/** Who sets a limit of a cgroup. */
export function cgroupSource({ environment }: Surroundings): LimitSource {
  return environment === null ? 'cgroup' : cgroupLimitSource(environment.container);
}

export type BoundResource = keyof OwnCgroup['bound'];

/**
 * The limit of our cgroup that the headline is held against; null where the machine's own size is. Outside a container the limit of a
 * service's own cgroup is a limit of Headroom alone and says nothing of the machine; one of an ancestor (a user's slice) holds for all that
 * the user runs.
 */
export function headlineBound(around: Surroundings, resource: BoundResource): BoundUse | null {
  const bound = around.cgroup?.bound[resource] ?? null;
  if (bound === null || around.environment === null) return null;
  const { present, systemdUnit } = around.environment.container;
  const ownService = !present && systemdUnit !== null && systemdUnit.endsWith('.service');
  return ownService && !bound.ofAncestor ? null : bound;
}

/** The cores of a container's quota before its use was measured, which takes two reads; null where there is none. */
export function unmeasuredQuota({ environment, cgroup }: Surroundings): number | null {
  if (environment?.container.present !== true || cgroup === null || cgroup.cpu?.usedCores !== null) return null;
  const { state, value } = environment.limits.cpu;
  return state === 'limited' ? value : null;
}

/** The CPUs that our cgroup may use, when these are fewer than the machine has; null when it may use all of them. */
export function narrowedCpuset(around: Surroundings, coreCount: number): readonly number[] | null {
  const cpuset = around.cgroup?.cpu?.cpuset ?? null;
  const contained = around.environment?.container.present === true;
  return contained && cpuset !== null && cpuset.length > 0 && cpuset.length < coreCount ? cpuset : null;
}
