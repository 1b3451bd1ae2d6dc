import { linesOf } from './text.ts';

export interface BsdMount {
  readonly device: string;
  readonly mount: string;
  readonly type: string;
  readonly options: ReadonlySet<string>;
}

const LINE = /^(.{1,1024}?) on (\/.{0,1024}) \(([^()]{1,1024})\)$/;
const MAX_MOUNTS = 10_000;

/** Reads lines as "/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)". Paths may have spaces. Never throws. */
export function parseMounts(text: string): BsdMount[] {
  const mounts: BsdMount[] = [];
  for (const line of linesOf(text)) {
    const [, device, mount, details] = LINE.exec(line) ?? [];
    if (device === undefined || mount === undefined || details === undefined || mounts.length >= MAX_MOUNTS) continue;
    const [type = '', ...options] = details.split(',').map((part) => part.trim());
    mounts.push({ device, mount, type, options: new Set(options) });
  }
  return mounts;
}

/** A mount that is shown, and what is known of it without asking the file system. */
export interface Volume {
  readonly device: string;
  readonly mount: string;
  readonly type: string;
  readonly storageId: string;
  readonly local: boolean;
  /** A file system over a network: asking it for its space can wait for a server that is gone. */
  readonly network: boolean;
}

const NO_STORAGE = new Set(['devfs', 'autofs', 'fdesc', 'nullfs', 'lifs', 'bindfs']);
const SYSTEM_VOLUME = /^\/System\/Volumes\/(?!Data$)/;
const PARTITION = /^\/dev\/(disk\d{1,5})((?:s\d{1,5})*)$/;

/**
 * What of the mounts people would call a disk. Left out: devfs, autofs, the volumes of the system below /System/Volumes but Data, and
 * snapshots ("…@/dev/disk3s5"). APFS volumes of one container share its space: they have the container's disk as storage id. A read-only
 * volume other than "/" (an installer image, a simulator's runtime) is shown but not local storage: it has no room to give.
 */
export function volumesOf(mounts: readonly BsdMount[]): Volume[] {
  return mounts
    .filter(({ type, mount, device }) => !NO_STORAGE.has(type) && !SYSTEM_VOLUME.test(mount) && !device.includes('@/dev/'))
    .map(({ device, mount, type, options }) => {
      const [, disk, partition = ''] = PARTITION.exec(device) ?? [];
      const network = !options.has('local');
      const readOnlyImage = options.has('read-only') && mount !== '/';
      return {
        device,
        mount,
        type,
        storageId: disk === undefined ? device : type === 'apfs' ? disk : `${disk}${partition}`,
        local: !network && !readOnlyImage && disk !== undefined,
        network,
      };
    });
}
