import { isAbsent, valueOr } from '../../absence.ts';
import type { CgroupMemoryEventsRaw, CgroupRaw } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { parseMountinfo } from './mountinfo.ts';
import { limitValue, plain, type Plain } from './plain.ts';

/** The memory of our own cgroup and of the machine around it, in bytes. */
export function memoryAnswer(files: KernelFiles, { reading, limits, machine, memoryScope, memoryLevels, paths }: CgroupRaw) {
  const memory = isAbsent(reading.memory) ? null : reading.memory;
  const limit = limits.memory;
  const limitBytes = limitValue(limit);
  const meminfo = attempt('/proc/meminfo', () => files.readText('/proc/meminfo'));
  // Of an ancestor that cannot be seen our own use is all that is known: it leaves at most this.
  const hidden = limit.kind === 'limited' && limit.path === null ? [{ value: limit.value, use: reading.memory }] : [];
  // Limits hold at every level: what is left is the least over them.
  const left = [...memoryLevels, ...hidden].flatMap(({ value, use }) =>
    isAbsent(use) ? [] : [value - valueOr(use.workingSetBytes, use.usageBytes)],
  );
  return {
    limitBytes,
    limitKnown: limit.kind !== 'unknown',
    limitState: limit.kind,
    limitPath: limit.kind === 'limited' || limit.kind === 'not-effective' ? limit.path : null,
    limitScope: memoryScope === 'user-session' ? 'shared-user-slice' : 'own',
    rawLimit: rawLimit(files, paths['memory'] ?? null),
    effectiveLimitBytes: limitBytes ?? machine.totalBytes,
    headroomBytes: left.length === 0 ? null : Math.max(0, Math.min(...left)),
    highBytes: limitValue(limits.memoryHigh),
    lowBytes: valueOr(limits.memoryLowBytes, null),
    minBytes: valueOr(limits.memoryMinBytes, null),
    swapLimitBytes: limitValue(limits.swap),
    usageBytes: memory?.usageBytes ?? null,
    workingSetBytes: plain(memory?.workingSetBytes ?? null),
    rssBytes: plain(memory?.anonBytes ?? null),
    cacheBytes: plain(memory?.cacheBytes ?? null),
    kernelBytes: plain(memory?.kernelBytes ?? null),
    peakBytes: plain(memory?.peakBytes ?? null),
    swapUsageBytes: plain(memory?.swapBytes ?? null),
    events: memory === null || isAbsent(memory.events) ? null : eventsAnswer(memory.events),
    hostTotalBytes: machine.totalBytes,
    memAvailableMissing: isAbsent(meminfo) ? null : !/^MemAvailable:/m.test(meminfo),
    meminfoVirtualized: isMeminfoVirtualized(files),
  };
}

/** As the cgroup's own file says it. */
function rawLimit(files: KernelFiles, folder: string | null): Plain {
  for (const name of folder === null ? [] : ['memory.max', 'memory.limit_in_bytes']) {
    const path = `${folder}/${name}`;
    const text = attempt(path, () => files.readText(path).trim().slice(0, 40));
    if (!isAbsent(text)) return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  }
  return null;
}

function eventsAnswer({ low, high, max, oom, oomKill }: CgroupMemoryEventsRaw) {
  return { low: plain(low), high: plain(high), max: plain(max), oom: plain(oom), oom_kill: plain(oomKill) };
}

/** lxcfs puts a container's own total in the place of the machine's. */
function isMeminfoVirtualized(files: KernelFiles): boolean {
  const mounts = attempt('/proc/self/mountinfo', () => files.readText('/proc/self/mountinfo'));
  if (isAbsent(mounts)) return false;
  return parseMountinfo(mounts).some(({ mountPoint, fsType }) => mountPoint === '/proc/meminfo' && fsType === 'fuse.lxcfs');
}
