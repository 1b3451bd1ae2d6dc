/** One line of `/proc/PID/mountinfo`: proc(5). */
export interface MountinfoEntry {
  readonly id: number;
  readonly parentId: number;
  /** "major:minor" of what is mounted. */
  readonly device: string;
  /** The folder of the file system that is mounted: not "/" for a bind mount or a subvolume, and no path for a namespace ("net:[4026531840]"). */
  readonly root: string;
  readonly mountPoint: string;
  /** Options of this mount, as written: "rw,noatime". */
  readonly options: string;
  readonly fsType: string;
  readonly source: string;
  /** Options of the file system itself, as written; empty where the line ends early. */
  readonly superOptions: string;
}

/** Every mount in the order of the file, those that hide each other too. A line that is no mount is passed over; it never throws. */
export function parseMountinfo(text: string): MountinfoEntry[] {
  const entries: MountinfoEntry[] = [];
  for (const line of text.split('\n')) {
    const entry = parseMountinfoLine(line);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** Null for what is no line of `mountinfo`. */
export function parseMountinfoLine(line: string): MountinfoEntry | null {
  const fields = line.split(/[ \t]+/).filter((field) => field !== '');
  // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue: the number of fields before "-" varies.
  const dash = fields.indexOf('-', 6);
  if (dash === -1) return null;
  const [id = '', parentId = '', device = '', root, mountPoint, options] = fields;
  const [fsType, second, third] = fields.slice(dash + 1);
  if (!/^\d{1,15}$/.test(id) || !/^\d{1,15}$/.test(parentId) || !/^\d+:\d+$/.test(device)) return null;
  if (!root || !mountPoint?.startsWith('/') || !options || !fsType || !second) return null;
  // The kernel writes an empty source as nothing between two blanks.
  const noSource = third === undefined && / - \S+ {2,}\S+$/.test(line);
  return {
    id: Number(id),
    parentId: Number(parentId),
    device,
    root: unescapeMountField(root),
    mountPoint: unescapeMountField(mountPoint),
    options,
    fsType,
    source: noSource ? '' : unescapeMountField(second),
    superOptions: (noSource ? second : third) ?? '',
  };
}

/** Blanks, newlines and backslashes stand as octal numbers of bytes (`\040`); several bytes can make one character. */
export function unescapeMountField(field: string): string {
  return field.replaceAll(/(?:\\[0-3][0-7]{2})+/g, (run) =>
    Buffer.from(
      run
        .slice(1)
        .split('\\')
        .map((octal) => Number.parseInt(octal, 8)),
    ).toString('utf8'),
  );
}
