import { isAbsent, type Maybe } from '../../absence.ts';
import type { MachineSize } from '../../raw-cgroup.ts';
import { countListed } from '../cpu-facts.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { createMemoryProbe } from '../memory.ts';
import { Scanner } from '../scan.ts';
import { attempt } from '../sources.ts';

/** What the machine has. Below lxcfs that is what the container may have. */
export function readMachineSize(files: KernelFiles): MachineSize {
  const memory = createMemoryProbe(files);
  const totalBytes = attempt('/proc/meminfo', () => {
    const raw = memory.read({ detail: false });
    return raw instanceof Promise ? null : raw.totalBytes;
  });
  memory.dispose();
  return { totalBytes: known(totalBytes), onlineCpus: readOnlineCpus(files), maxPids: readMaxPids(files) };
}

function known<T>(value: Maybe<T>): T | null {
  return isAbsent(value) ? null : value;
}

function readOnlineCpus(files: KernelFiles): number | null {
  const path = '/sys/devices/system/cpu/online';
  const listed = attempt(path, () => {
    const { buffer, length } = files.readOnce(path);
    return countListed(new Scanner(buffer, length));
  });
  if (!isAbsent(listed) && listed !== null) return listed;
  const stat = attempt('/proc/stat', () => files.readText('/proc/stat'));
  const cores = isAbsent(stat) ? 0 : (stat.match(/^cpu\d+ /gm)?.length ?? 0);
  return cores === 0 ? null : cores;
}

/** Every task takes a pid, so the smaller of the two is hit first. */
function readMaxPids(files: KernelFiles): number | null {
  const values = ['/proc/sys/kernel/pid_max', '/proc/sys/kernel/threads-max'].flatMap((path) => {
    const text = attempt(path, () => files.readText(path));
    return !isAbsent(text) && /^\d{1,15}\s*$/.test(text) ? [Number(text)] : [];
  });
  return values.length === 0 ? null : Math.min(...values);
}
