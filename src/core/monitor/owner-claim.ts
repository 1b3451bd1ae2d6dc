import type { OwnerKind } from '../../shared/model/process.ts';
import type { ProcessRaw } from '../probes/raw.ts';

/** Whose a process is. Claims with one id are one owner; the first of them names it. */
export interface OwnerClaim {
  readonly id: string;
  readonly kind: OwnerKind;
  readonly name: string;
  /** What the system calls it, where `name` is one for people in its stead. */
  readonly rawName?: string | null;
  /** Empty = the number of its processes. */
  readonly detail: string;
  readonly cpuLimitCores: number | null;
  readonly memoryLimitBytes: number | null;
}

/** Says whose a process is; null = not for this function to say. The first of a list that answers decides: a new kind is one more function. */
export type ClaimOwner = (process: ProcessRaw) => OwnerClaim | null;

/** What nobody else claims, and what the kernel itself uses. */
export const SYSTEM_OWNER: OwnerClaim = {
  id: 'system',
  kind: 'system',
  name: 'System',
  detail: '',
  cpuLimitCores: null,
  memoryLimitBytes: null,
};

export function appOwner(name: string, rawName: string | null = null): OwnerClaim {
  return { id: `app:${name}`, kind: 'app', name, rawName, detail: '', cpuLimitCores: null, memoryLimitBytes: null };
}

/** Every process's owner, by pid. */
export function assignOwners(processes: readonly ProcessRaw[], claims: readonly ClaimOwner[]): Map<number, OwnerClaim> {
  const owners = new Map<number, OwnerClaim>();
  for (const process of processes) {
    let owner: OwnerClaim | null = null;
    for (const claim of claims) {
      owner = claim(process);
      if (owner !== null) break;
    }
    owners.set(process.pid, owner ?? SYSTEM_OWNER);
  }
  return owners;
}
