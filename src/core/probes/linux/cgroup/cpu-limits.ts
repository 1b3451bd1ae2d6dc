import { Absence, isAbsent, type Maybe } from '../../absence.ts';
import type { CgroupLimitsRaw, CgroupWeightRaw, CpuBandwidthRaw, LimitRaw, MachineSize } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { attempt } from '../sources.ts';
import { coresOf, parseCfsBandwidth, parseCpuList, parseCpuMaxBandwidth, parseWeight } from './limit-values.ts';
import { effectiveLimit, readValue } from './limit.ts';
import { levelsOf, type CgroupPlace } from './place.ts';

const MAX_SHARES = 262_144;
const MAX_WEIGHT = 10_000;

type CpuLimits = Pick<CgroupLimitsRaw, 'cpuQuota' | 'cpuBandwidth' | 'cpuset' | 'weight' | 'effectiveCores'>;

interface CpuPlaces {
  readonly cpu: Maybe<CgroupPlace>;
  readonly cpuset: Maybe<CgroupPlace>;
}

/** Quota in cores, the CPUs that may be used, and the share when they are short. `process`: whose affinity counts, too; null for nobody's. */
export function readCpuLimits(
  files: KernelFiles,
  { cpu, cpuset }: CpuPlaces,
  { onlineCpus }: MachineSize,
  process: number | 'self' | null,
): CpuLimits {
  const cpuQuota = readQuota(files, cpu, onlineCpus);
  const cpuBandwidth = isAbsent(cpu) ? cpu : readValue(`${cpu.folder}/${quotaFile(cpu)}`, () => readBandwidth(files, cpu, cpu.folder));
  const allowed = readCpuset(files, cpuset, process);
  return {
    cpuQuota,
    cpuBandwidth,
    cpuset: allowed,
    weight: readWeight(files, cpu),
    effectiveCores: smallest(cpuQuota, allowed, onlineCpus),
  };
}

const quotaFile = ({ version }: CgroupPlace): string => (version === 'v1' ? 'cpu.cfs_quota_us' : 'cpu.max');

function readBandwidth(files: KernelFiles, place: CgroupPlace, folder: string): CpuBandwidthRaw {
  const text = files.readText(`${folder}/${quotaFile(place)}`);
  if (place.version === 'v2') return parseCpuMaxBandwidth(text);
  const path = `${folder}/cpu.cfs_period_us`;
  const period = attempt(path, () => files.readText(path));
  return parseCfsBandwidth(text, isAbsent(period) ? '' : period);
}

function readQuota(files: KernelFiles, place: Maybe<CgroupPlace>, machineValue: number | null): LimitRaw {
  const file = isAbsent(place) ? 'cpu.max' : quotaFile(place);
  const read = (folder: string): number => (isAbsent(place) ? Infinity : coresOf(readBandwidth(files, place, folder)));
  return effectiveLimit(files, { place, file, read, machineValue });
}

/** Of the nearest level that says it: a cgroup without the controller has its parent's. */
function readCpuset(files: KernelFiles, place: Maybe<CgroupPlace>, process: number | 'self' | null): Maybe<readonly number[]> {
  let failed: Absence = isAbsent(place) ? place : new Absence('not-found', `${place.folder}: no cpuset`);
  const names = isAbsent(place) || place.version === 'v2' ? ['cpuset.cpus.effective'] : ['cpuset.effective_cpus', 'cpuset.cpus'];
  for (const folder of isAbsent(place) ? [] : levelsOf(place)) {
    for (const name of names) {
      const path = `${folder}/${name}`;
      const cpus = readValue(path, () => parseCpuList(files.readText(path)));
      if (cpus !== null && !isAbsent(cpus)) return cpus;
      if (isAbsent(cpus) && cpus.reason !== 'not-found') failed = cpus;
    }
  }
  const affinity = process === null ? null : readAffinity(files, `/proc/${process}/status`);
  return affinity === null || isAbsent(affinity) ? failed : affinity;
}

function readAffinity(files: KernelFiles, path: string): Maybe<readonly number[] | null> {
  return readValue(path, () => parseCpuList(/^Cpus_allowed_list:(.*)$/m.exec(files.readText(path))?.[1] ?? ''));
}

function readWeight(files: KernelFiles, place: Maybe<CgroupPlace>): Maybe<CgroupWeightRaw> {
  if (isAbsent(place)) return place;
  const [kind, file, max] =
    place.version === 'v1' ? (['shares', 'cpu.shares', MAX_SHARES] as const) : (['weight', 'cpu.weight', MAX_WEIGHT] as const);
  const path = `${place.folder}/${file}`;
  return readValue(path, () => ({ kind, value: parseWeight(files.readText(path), max) }));
}

function smallest(quota: LimitRaw, cpuset: Maybe<readonly number[]>, onlineCpus: number | null): Maybe<number> {
  const known = [
    ...(quota.kind === 'limited' || quota.kind === 'not-effective' ? [quota.value] : []),
    ...(isAbsent(cpuset) ? [] : [cpuset.length]),
    ...(onlineCpus === null ? [] : [onlineCpus]),
  ];
  return known.length === 0 ? new Absence('not-found', 'neither a quota nor a cpuset nor the number of CPUs is known') : Math.min(...known);
}
