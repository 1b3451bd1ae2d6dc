import { ProbeError } from '../absence.ts';
import { parseMountinfoLine, unescapeMountField } from './cgroup/mountinfo.ts';

// The mount table: `/proc/PID/mountinfo`, or `/proc/PID/mounts` where that is missing.

export interface Mount {
  readonly device: string;
  /** The folder of the file system that is mounted: not "/" for a bind mount or a subvolume. */
  readonly root: string;
  readonly mount: string;
  readonly type: string;
  /** "major:minor"; the device where the table does not say it. */
  readonly storage: string;
  readonly readOnly: boolean;
  /** Options of the file system itself. */
  readonly options: string;
}

/**
 * The mounts in the text of a `mountinfo` or `mounts` file (which tells no bind mounts apart). A line that is no mount is passed over; of
 * mounts over each other the last counts, which hides the others. Throws ProbeError('malformed') when no line is a mount.
 */
export function parseMountTable(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const mount = parseMountInfo(line) ?? parseMountsLine(line);
    if (mount !== null) mounts.set(mount.mount, mount);
  }
  if (mounts.size === 0)
    throw new ProbeError('malformed', 'the mount table has no line such as "36 35 98:0 / /mnt rw - ext4 /dev/sda1 rw"');
  return [...mounts.values()];
}

function parseMountInfo(line: string): Mount | null {
  const entry = parseMountinfoLine(line);
  if (entry === null) return null;
  const { source, root, mountPoint, fsType, device, options, superOptions } = entry;
  return { device: source, root, mount: mountPoint, type: fsType, storage: device, readOnly: isReadOnly(options), options: superOptions };
}

function parseMountsLine(line: string): Mount | null {
  const [device, mount, type, options] = line.split(/[ \t]+/).filter((field) => field !== '');
  if (!device || !mount?.startsWith('/') || !type || !options) return null;
  return {
    device: unescapeMountField(device),
    root: '/',
    mount: unescapeMountField(mount),
    type,
    storage: unescapeMountField(device),
    readOnly: isReadOnly(options),
    options,
  };
}

function isReadOnly(flags: string): boolean {
  return flags.split(',').includes('ro');
}
