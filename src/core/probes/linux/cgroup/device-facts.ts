import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { parseUevent } from '../uevent.ts';

/** What block devices are called and what they lie on, by "major:minor". */
export interface DeviceFacts {
  /** "nvme0n1"; null where the machine does not say. */
  nameOf(device: string): string | null;
  /** True when one of `listed` is below it: a device mapper, a RAID or a partition of it. Then its traffic is counted there, too. */
  liesOn(device: string, listed: ReadonlySet<string>): boolean;
}

interface Facts {
  readonly name: string | null;
  /** The devices right below it. */
  readonly below: readonly string[];
}

/** As deep as devices are stacked on each other. A circle ends there. */
const MAX_DEPTH = 8;
/** Numbers are given to other devices in time; then what is known of all is forgotten. */
const MAX_KNOWN = 512;

/** Asked once per device: the answers come from `/sys/dev/block` and are kept. */
export function createDeviceFacts(files: KernelFiles): DeviceFacts {
  const known = new Map<string, Facts>();
  function factsOf(device: string): Facts {
    let facts = known.get(device);
    if (facts === undefined) {
      if (known.size >= MAX_KNOWN) known.clear();
      facts = readFacts(files, device);
      known.set(device, facts);
    }
    return facts;
  }
  function liesOn(device: string, listed: ReadonlySet<string>, depth: number): boolean {
    if (depth === 0) return false;
    return factsOf(device).below.some((other) => listed.has(other) || liesOn(other, listed, depth - 1));
  }
  return {
    nameOf: (device) => factsOf(device).name,
    liesOn: (device, listed) => liesOn(device, listed, MAX_DEPTH),
  };
}

function readFacts(files: KernelFiles, device: string): Facts {
  const folder = `/sys/dev/block/${device}`;
  const uevent = attempt(folder, () => parseUevent(files.readText(`${folder}/uevent`)));
  const name = uevent instanceof Map ? (uevent.get('DEVNAME') ?? null) : null;
  const slaves = attempt(folder, () => files.list(`${folder}/slaves`));
  const below = Array.isArray(slaves) ? slaves.flatMap((slave) => numbersOf(files, `${folder}/slaves/${slave}`)) : [];
  return { name, below };
}

/** A device's own number and, for a partition, its disk's: the list of a cgroup has disks only. */
function numbersOf(files: KernelFiles, folder: string): string[] {
  const number = (path: string): string[] => {
    const text = attempt(path, () => files.readText(path).trim());
    return typeof text === 'string' && /^\d+:\d+$/.test(text) ? [text] : [];
  };
  return [...number(`${folder}/dev`), ...(files.exists(`${folder}/partition`) ? number(`${folder}/../dev`) : [])];
}
