import type { ContainerIdentity } from '../../../shared/model/container.ts';
import { Absence } from '../absence.ts';

/** Why a container has no traffic of its own to show; null when it has. */
export function networkAbsence({ hostNetwork, sharedNetwork }: Pick<ContainerIdentity, 'hostNetwork' | 'sharedNetwork'>): Absence | null {
  if (hostNetwork) return new Absence('not-supported', "it uses the machine's network: its own traffic is not counted");
  if (sharedNetwork) return new Absence('not-supported', 'it uses the network of another container: its traffic is counted there');
  return null;
}
