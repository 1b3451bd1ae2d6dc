import type { Environment, VirtualizationFacts } from '../../../shared/model/environment.ts';
import type { Ports } from '../../ports.ts';
import { isAbsent } from '../absence.ts';
import { type CgroupAnswer, cgroupAnswer } from '../linux/cgroup/answer.ts';
import { storagesOf } from '../linux/file-systems.ts';
import { createKernelFiles, type KernelFiles } from '../linux/kernel-files.ts';
import { parseMountTable } from '../linux/mounts.ts';
import { attempt } from '../linux/sources.ts';
import { createEnvironmentReader } from './read-environment.ts';

interface ReportMount {
  readonly mountPoint: string;
  readonly fsType: string;
  readonly source: string;
}

/** Where a process runs, what its own cgroup reads, and how each was found. */
export type Report = Environment & {
  readonly virtualization: VirtualizationFacts & { readonly evidence: readonly string[] };
  /** Null where there are no cgroups. */
  readonly own: Pick<CgroupAnswer, 'memory' | 'cpu' | 'io' | 'pids' | 'psi'> | null;
  /** File systems that hold data. */
  readonly mounts: readonly ReportMount[];
};

/** Reads all of it once, and leaves nothing open. It never throws. */
export async function readReport(ports: Pick<Ports, 'commands' | 'environment' | 'platform' | 'rootDir'>): Promise<Report> {
  const environment = await createEnvironmentReader(ports).read();
  const evidence = environment.evidence.filter(({ about }) => about === 'virtualization').map(({ found }) => found);
  const virtualization = { ...environment.virtualization, evidence };
  if (ports.platform !== 'linux') return { ...environment, virtualization, own: null, mounts: [] };
  const files = createKernelFiles(ports.rootDir);
  const { memory, cpu, io, pids, psi } = cgroupAnswer(files);
  return { ...environment, virtualization, own: { memory, cpu, io, pids, psi }, mounts: mountsOf(files) };
}

function mountsOf(files: KernelFiles): ReportMount[] {
  const path = '/proc/self/mountinfo';
  const table = attempt(path, () => parseMountTable(files.readText(path)));
  if (isAbsent(table)) return [];
  return storagesOf(table).map(({ mount: { mount, type, device } }) => ({ mountPoint: mount, fsType: type, source: device }));
}

/** The report as JSON has it: the figures of the cgroup beside the facts. */
export function plainReport({ own, ...report }: Report): Readonly<Record<string, unknown>> {
  const machine = {
    memory: { hostTotalBytes: report.totalMemoryBytes },
    cpu: { onlineCpus: report.coreCount, effectiveCores: report.limits.cpu.value },
    io: null,
    pids: null,
    psi: null,
  };
  const { evidence, mounts, ...facts } = report;
  return { ...facts, ...(own ?? machine), mounts, evidence };
}
