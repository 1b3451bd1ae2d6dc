import type { Info } from '../../shared/ipc/contract.ts';
import { strings } from '../strings.ts';

/** Why this page may change nothing, with the way out; null when it may, or as long as that is not known. */
export function readOnlyReason(info: Info | null): string | null {
  if (info === null || info.right === 'control') return null;
  const { newLink } = info;
  if (newLink === null) return strings.rights.readOnly;
  return `${strings.rights.readOnly} ${newLink.control ? `${strings.rights.getLink} ${newLink.command}` : strings.rights.agentReadOnly}`;
}
