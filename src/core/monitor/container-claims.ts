import type { ContainerInfo } from '../../shared/model/container.ts';
import { identityOfCgroup } from '../probes/environment/cgroup-identity.ts';
import type { ClaimOwner, OwnerClaim } from './owner-claim.ts';

type Named = Pick<ContainerInfo, 'id' | 'name' | 'image' | 'cpu' | 'memory'>;

const SHORT_ID = 12;
const IDS = /[0-9a-f]{64}/g;

/**
 * Processes in a container's cgroup are the container's, whether its engine answers or not: without an engine it is called by its id.
 * Answers with the same array as long as the same containers have the same names and limits, so that owners need not be found anew.
 */
export function createContainerClaims(): (containers: readonly Named[], ownId: string | null) => readonly ClaimOwner[] {
  let key: string | null = null;
  let claims: readonly ClaimOwner[] = [];
  return (containers, ownId) => {
    const known = containers.map(claimOf);
    const nextKey = JSON.stringify([ownId, known]);
    if (nextKey !== key) {
      key = nextKey;
      claims = [claimByCgroup(new Map(known.map((claim) => [claim.id, claim])), ownId)];
    }
    return claims;
  };
}

const ownerId = (id: string): string => `container:${id}`;

function claimOf({ id, name, image, cpu, memory }: Named): OwnerClaim {
  return {
    id: ownerId(id),
    kind: 'container',
    name,
    detail: image,
    cpuLimitCores: isOwn(cpu.limit.source) ? cpu.limit.value : null,
    memoryLimitBytes: isOwn(memory.limit.source) ? memory.limit.value : null,
  };
}

/** The machine's size is no limit of a container. */
function isOwn(source: ContainerInfo['cpu']['limit']['source']): boolean {
  return source !== 'system' && source !== 'vm' && source !== 'unknown' && source !== 'none';
}

/** @param ownId the container that Headroom itself runs in: what is in that one are the apps of this machine */
function claimByCgroup(known: ReadonlyMap<string, OwnerClaim>, ownId: string | null): ClaimOwner {
  const byCgroup = new Map<string, OwnerClaim | null>();
  const find = (cgroup: string): OwnerClaim | null => {
    const identity = identityOfCgroup(cgroup);
    if (identity === null || (identity.id !== null && identity.id === ownId)) return null;
    const told = innermostTold(cgroup);
    if (told !== undefined) return told;
    const id = identity.id ?? (identity.name === null ? null : `${identity.runtime}/${identity.name}`);
    if (id === null) return null;
    const detail = identity.runtime ?? '';
    const name = identity.name ?? id.slice(0, SHORT_ID);
    return { id: ownerId(id), kind: 'container', name, detail, cpuLimitCores: null, memoryLimitBytes: null };
  };
  /** What runs in a container of its own kind (a node of kind, Docker in Docker) is that container's, as in the list of its engine. */
  const innermostTold = (cgroup: string): OwnerClaim | undefined => {
    const ids = [...cgroup.matchAll(IDS)].map(([id]) => id).filter((id) => id !== ownId);
    return ids.toReversed().flatMap((id) => known.get(ownerId(id)) ?? [])[0];
  };
  return ({ cgroup }) => {
    if (cgroup === null) return null;
    let claim = byCgroup.get(cgroup);
    if (claim === undefined) {
      claim = find(cgroup);
      byCgroup.set(cgroup, claim);
    }
    return claim;
  };
}
