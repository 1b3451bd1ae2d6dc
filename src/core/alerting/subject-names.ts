import type { Snapshot } from '../../shared/model/snapshot.ts';

/** What people call a subject: the machine's name, a container's, a machine's. */
export function nameOfSubject(subject: string, snapshot: Snapshot | null, hostname: string): string {
  if (subject === 'host') return hostname;
  if (subject === 'self') return 'Headroom';
  const colon = subject.indexOf(':');
  const kind = subject.slice(0, Math.max(0, colon));
  const id = subject.slice(colon + 1);
  if (kind === 'container') return snapshot?.containers?.find((container) => container.id === id)?.name ?? id.slice(0, 12);
  if (kind === 'vm') {
    const vm = snapshot?.vms?.find((one) => one.id === subject);
    return vm?.name ?? vm?.productName ?? id;
  }
  return id;
}
