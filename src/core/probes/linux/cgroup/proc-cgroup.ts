/** One line of `/proc/PID/cgroup`: the cgroup of a process in one hierarchy, as cgroups(7) has it. */
export interface CgroupMembership {
  /** As written, in their order: "cpu", "cpuacct", "name=systemd". Empty for the hierarchy of version 2. */
  readonly controllers: readonly string[];
  /** From the root of the reader's cgroup namespace; "/../…" leads out of it. */
  readonly path: string;
}

/** The lines in their order. A path may hold colons. A line that is none is passed over; it never throws. */
export function parseProcCgroup(text: string): CgroupMembership[] {
  const memberships: CgroupMembership[] = [];
  for (const line of text.split('\n')) {
    const [, id, names = '', path] = /^(\d{1,10}):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (id === undefined || path === undefined) continue;
    const controllers = names === '' ? [] : names.split(',');
    // Only the hierarchy of version 2 has no controllers, and its number is 0.
    if ((controllers.length === 0) === (Number(id) === 0)) memberships.push({ controllers, path });
  }
  return memberships;
}
