import { valueOr } from '../probes/absence.ts';
import type { ProcessRaw } from '../probes/raw.ts';
import { vmProductName } from '../probes/vms/product-names.ts';
import type { ProcessKey, VmRaw } from '../probes/vms/raw-vms.ts';
import type { ClaimOwner, OwnerClaim } from './owner-claim.ts';

/** Says which machine a process is, or works for. For one list of machines: another list needs another claim. */
export function vmClaims(vms: readonly VmRaw[]): ClaimOwner {
  const claims = new Map<number, { readonly startTime: number; readonly claim: OwnerClaim }>();
  for (const vm of vms) {
    const claim = claimOf(vm);
    const add = ({ pid, startTime }: ProcessKey): unknown => claims.set(pid, { startTime, claim });
    vm.helpers.forEach(add);
    vm.processes.forEach(add);
  }
  return ({ pid, startTime }: ProcessRaw) => {
    const known = claims.get(pid);
    return known?.startTime === startTime ? known.claim : null;
  };
}

function claimOf({ id, product, name, given }: VmRaw): OwnerClaim {
  const productName = vmProductName(product);
  return {
    id: `vm:${id}`,
    kind: 'vm',
    name: name ?? productName,
    // "colima" of Colima says nothing twice.
    detail: name === null || name.toLowerCase() === productName.toLowerCase() ? '' : productName,
    cpuLimitCores: valueOr(given.cpuCount, null),
    memoryLimitBytes: valueOr(given.memoryBytes, null),
  };
}
