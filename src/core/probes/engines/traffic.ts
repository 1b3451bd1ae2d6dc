import type { ContainerIdentity } from '../../../shared/model/container.ts';
import { Absence } from '../absence.ts';
import { type Counter, counterSum } from '../counter.ts';
import type { KernelFiles } from '../linux/kernel-files.ts';
import { parseNetDev } from '../linux/network.ts';
import { Scanner } from '../linux/scan.ts';
import { attempt } from '../linux/sources.ts';
import type { ContainerSampleRaw } from '../raw-containers.ts';
import { networkAbsence } from './network-absence.ts';

/** Not a way out of the container: the loopback, and what a container that runs containers or tunnels made for itself. */
const INNER = /^(?:lo|docker\d+|br-[0-9a-f]+|veth.*|podman\d+|cni\d+|virbr\d+|ifb\d+|dummy\d+|tunl0|sit0|ip6tnl0|gre0|erspan0)$/;

/** Traffic of a container since its start, from the network of its first process. */
export function readTraffic(files: KernelFiles, identity: ContainerIdentity, pid: number): ContainerSampleRaw['network'] {
  const none = networkAbsence(identity);
  if (none !== null) return none;
  const path = `/proc/${pid}/net/dev`;
  return attempt(path, () => {
    const { buffer, length } = files.readOnce(path);
    const outer = parseNetDev(new Scanner(buffer, length)).filter(({ name }) => !INNER.test(name));
    if (outer.length === 0) return new Absence('not-supported', 'it has no network');
    const sum = (key: 'bytesReceived' | 'bytesSent'): Counter => outer.reduce((total, one) => counterSum(total, one[key]), 0 as Counter);
    return { receivedBytes: sum('bytesReceived'), sentBytes: sum('bytesSent') };
  });
}
