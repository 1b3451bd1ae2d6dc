// Sweeps away what a test's engine left, once the test's process ended its input or ended itself: node engine-sweeper.ts FOLDER CGROUP…
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cgroupFolders } from './cgroup-folders.ts';

const [, , folder = '', ...cgroups] = process.argv;
if (!/\/hr-engine-\w+$/.test(folder)) throw new Error(`expected the folder of an engine, got "${folder}"`);
process.stdin.resume();
process.stdin.once('end', () => sweep(folder, [basename(folder), ...cgroups]));

/** Whatever carries the folder's name: processes (containerd, shims, conmon), those in its cgroups, mounts, cgroups, files. */
function sweep(dir: string, cgroups: readonly string[]): void {
  for (let round = 0; round < 20 && killAll(dir); round += 1) spawnSync('sleep', ['0.1']);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${dir}/`));
  for (const path of mounts.toReversed()) spawnSync('umount', ['-l', path]);
  for (const folder of cgroups.flatMap(cgroupFolders)) removeCgroups(folder);
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

/** True when there was something to kill. */
function killAll(dir: string): boolean {
  const cgroup = `/${basename(dir)}`;
  let found = false;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
    try {
      const ours =
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${dir}/`) || readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(cgroup);
      if (!ours) continue;
      process.kill(Number(pid), 'SIGKILL');
      found = true;
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

function removeCgroups(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeCgroups(join(folder, entry.name));
    rmdirSync(folder);
  } catch {
    // Something is in it: somebody else's container, or a last process that is still ending.
  }
}
