import type { ContainerInfo } from '../../shared/model/container.ts';
import type { VmRaw } from '../probes/vms/raw-vms.ts';
import { createContainerClaims } from './container-claims.ts';
import type { ClaimOwner } from './owner-claim.ts';
import { vmClaims } from './vm-claims.ts';

export interface ClaimsInput {
  readonly containers: readonly ContainerInfo[];
  /** The container that Headroom itself runs in; null for none. */
  readonly ownContainerId: string | null;
  /** The same array while nothing changed. */
  readonly vms: readonly VmRaw[];
}

/** Whose a process is, in falling order of claim: a container's, a machine's. The same array answers the same. */
export function createClaims(): (input: ClaimsInput) => readonly ClaimOwner[] {
  const containerClaims = createContainerClaims();
  let last: { readonly ofContainers: readonly ClaimOwner[]; readonly vms: readonly VmRaw[]; readonly all: readonly ClaimOwner[] } | null =
    null;
  return ({ containers, ownContainerId, vms }) => {
    const ofContainers = containerClaims(containers, ownContainerId);
    if (last?.ofContainers !== ofContainers || last.vms !== vms) last = { ofContainers, vms, all: [...ofContainers, vmClaims(vms)] };
    return last.all;
  };
}
