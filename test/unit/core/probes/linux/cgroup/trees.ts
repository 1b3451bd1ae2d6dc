import type { KernelFiles } from '../../../../../../src/core/probes/linux/kernel-files.ts';
import { memoryFiles } from '../memory-files.ts';

// Small machines of our own.

const V2_MOUNT = '30 1 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const V1_CONTROLLERS = ['memory', 'cpu,cpuacct', 'cpuset', 'blkio', 'pids'] as const;
const V1_MOUNTS = V1_CONTROLLERS.map(
  (names, i) => `${i + 40} 1 0:${i + 40} / /sys/fs/cgroup/${names} rw - cgroup cgroup rw,${names}\n`,
).join('');

const MACHINE: Readonly<Record<string, string>> = {
  '/proc/meminfo': 'MemTotal: 8388608 kB\nMemFree: 4194304 kB\nMemAvailable: 6291456 kB\n',
  '/sys/devices/system/cpu/online': '0-7\n',
  '/proc/sys/kernel/pid_max': '32768\n',
  '/proc/sys/kernel/threads-max': '60000\n',
};

/** A process in `path` of version 2; `contents` are below the mount. */
export function v2Tree(path: string, contents: Readonly<Record<string, string>>): Record<string, string> {
  const below = Object.entries(contents).map(([name, text]) => [`/sys/fs/cgroup${name}`, text]);
  return { ...MACHINE, '/proc/self/mountinfo': V2_MOUNT, '/proc/self/cgroup': `0::${path}\n`, ...Object.fromEntries(below) };
}

/** A process in `path` of every hierarchy of version 1; the names of `contents` begin with the controllers. */
export function v1Tree(path: string, contents: Readonly<Record<string, string>>): Record<string, string> {
  const lines = V1_CONTROLLERS.map((names, i) => `${i + 2}:${names}:${path}\n`).join('');
  const below = Object.entries(contents).map(([name, text]) => [`/sys/fs/cgroup/${name}`, text]);
  return { ...MACHINE, '/proc/self/mountinfo': V1_MOUNTS, '/proc/self/cgroup': `1:name=systemd:/\n${lines}`, ...Object.fromEntries(below) };
}

export function inMemory(contents: Readonly<Record<string, string>>): KernelFiles {
  return memoryFiles(Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text)])));
}

/** A cgroup of version 2 with every file that is read. */
const V2_CGROUP: Readonly<Record<string, string>> = {
  'memory.current': '104857600\n',
  'memory.stat': 'anon 41943040\nfile 52428800\nkernel 10485760\nkernel_stack 1\ninactive_file 20971520\nslab 3\n',
  'memory.swap.current': '4096\n',
  'memory.peak': '209715200\n',
  'memory.events': 'low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n',
  'cpu.stat':
    'usage_usec 9007199254740993\nuser_usec 20\nsystem_usec 10\ncore_sched.force_idle_usec 7\nnr_periods 100\nnr_throttled 25\nthrottled_usec 1500\n',
  'io.stat': '8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n253:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n',
  'pids.current': '17\n',
  'cpu.pressure': 'some avg10=1.00 avg60=2.00 avg300=3.00 total=4\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  'memory.pressure': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n',
  'io.pressure': '',
};

/** The same cgroup as version 1 has it: the names begin with the controllers. */
export function v1Cgroup(path: string): Record<string, string> {
  return {
    [`memory${path}/memory.usage_in_bytes`]: '104857600\n',
    [`memory${path}/memory.stat`]:
      'cache 1\nrss 2\nswap 0\ninactive_file 3\nhierarchical_memory_limit 9223372036854771712\ntotal_cache 52428800\ntotal_rss 41943040\ntotal_swap 4096\ntotal_inactive_file 20971520\n',
    [`memory${path}/memory.kmem.usage_in_bytes`]: '10485760\n',
    [`memory${path}/memory.max_usage_in_bytes`]: '209715200\n',
    [`memory${path}/memory.failcnt`]: '3\n',
    [`memory${path}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 5\n',
    [`cpu,cpuacct${path}/cpuacct.usage`]: '9007199254740993\n',
    [`cpu,cpuacct${path}/cpuacct.stat`]: 'user 2\nsystem 1\n',
    [`cpu,cpuacct${path}/cpu.stat`]: 'nr_periods 100\nnr_throttled 25\nthrottled_time 1500000\n',
    [`blkio${path}/blkio.throttle.io_service_bytes_recursive`]:
      '8:0 Read 1\n8:0 Write 2\n8:0 Sync 3\n8:0 Async 0\n8:0 Discard 5\n8:0 Total 8\nTotal 8\n',
    [`blkio${path}/blkio.throttle.io_serviced_recursive`]: '8:0 Read 3\n8:0 Write 4\n8:0 Total 7\nTotal 7\n',
    [`blkio${path}/blkio.throttle.io_service_bytes`]: '8:0 Read 999\n',
    [`pids${path}/pids.current`]: '17\n',
  };
}

/** The files of a folder of `V2_CGROUP` below `path`. */
export function v2Cgroup(path: string): Record<string, string> {
  return Object.fromEntries(Object.entries(V2_CGROUP).map(([name, text]) => [`${path}/${name}`, text]));
}
