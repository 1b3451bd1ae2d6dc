import { ProbeError } from '../absence.ts';

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
    const fields = line.split(/[ \t]+/).filter((field) => field !== '');
    const mount = parseMountInfoLine(fields) ?? parseMountsLine(fields);
    if (mount !== null) mounts.set(mount.mount, mount);
  }
  if (mounts.size === 0)
    throw new ProbeError('malformed', 'the mount table has no line such as "36 35 98:0 / /mnt rw - ext4 /dev/sda1 rw"');
  return [...mounts.values()];
}

// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue: the number of fields before "-" varies.
function parseMountInfoLine(fields: string[]): Mount | null {
  const dash = fields.indexOf('-', 6);
  const [, , storage, root, mount, flags] = fields;
  const [type, device, options = ''] = dash === -1 ? [] : fields.slice(dash + 1);
  if (!storage || !/^\d+:\d+$/.test(storage) || !root || !flags || !mount?.startsWith('/') || !type || !device) return null;
  return { device: unescape(device), root: unescape(root), mount: unescape(mount), type, storage, readOnly: isReadOnly(flags), options };
}

function parseMountsLine(fields: string[]): Mount | null {
  const [device, mount, type, options] = fields;
  if (!device || !mount?.startsWith('/') || !type || !options) return null;
  return {
    device: unescape(device),
    root: '/',
    mount: unescape(mount),
    type,
    storage: unescape(device),
    readOnly: isReadOnly(options),
    options,
  };
}

function isReadOnly(flags: string): boolean {
  return flags.split(',').includes('ro');
}

/** Blanks, newlines and backslashes stand as octal numbers of bytes (`\040`); several bytes can make one character. */
function unescape(field: string): string {
  return field.replaceAll(/(?:\\[0-3][0-7]{2})+/g, (run) =>
    Buffer.from(
      run
        .slice(1)
        .split('\\')
        .map((octal) => Number.parseInt(octal, 8)),
    ).toString('utf8'),
  );
}
