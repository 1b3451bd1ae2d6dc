import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of a cgroup in all hierarchies that have it. */
export function cgroupFolders(name: string): string[] {
  const root = '/sys/fs/cgroup';
  const hierarchies = existsSync(root) ? readdirSync(root) : [];
  return ['', ...hierarchies].map((hierarchy) => join(root, hierarchy, name)).filter((folder) => existsSync(folder));
}
