import type { Report } from '../../core/probes/environment/report.ts';
import { environmentSentence } from '../../shared/environment-sentence.ts';
import { escapeControl } from '../../shared/escape-control.ts';
import { coreLimitQuantity, countQuantity, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import { deviceLimitWords, limitPlace, limitSetBy, limitWords } from '../../shared/limit-words.ts';
import type { EffectiveLimit } from '../../shared/model/environment.ts';
import type { Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { fit } from '../terminal/text.ts';

export interface DoctorTextOptions {
  readonly style: Style;
  readonly columns: number;
}

const MIN_CELLS = 12;

function limitRows({ limits, coreCount, totalMemoryBytes }: Report): string[][] {
  const row = (name: string, words: string, limit: EffectiveLimit): string[] => [
    name,
    words,
    limitSetBy[limit.limitSource],
    limitPlace(limit),
  ];
  return [
    row('CPU', limitWords(limits.cpu, coreCount, coreLimitQuantity), limits.cpu),
    row('Memory', limitWords(limits.memory, totalMemoryBytes, memoryQuantity), limits.memory),
    row('Tasks', formatQuantity(countQuantity(limits.pids.value)), limits.pids),
    ...limits.io.devices.map((device) => [
      `I/O ${device.device}`,
      deviceLimitWords(device),
      limitSetBy[limits.io.limitSource],
      limitPlace({ ...limits.io, ofAncestor: false }),
    ]),
  ];
}

/** What the own cgroup uses, where it has one. */
function usageRows({ own, container }: Report): string[][] {
  if (own === null) return [];
  const { memory, cpu, pids } = own;
  const used = typeof memory.workingSetBytes === 'number' ? memory.workingSetBytes : memory.usageBytes;
  const rows: string[][] = [];
  if (used !== null) {
    const left = memory.headroomBytes === null ? '' : `, ${formatQuantity(memoryQuantity(memory.headroomBytes))} left`;
    rows.push(['Memory', `${formatQuantity(memoryQuantity(used))} in use${left}`]);
  }
  if (cpu.throttling !== null) rows.push(['CPU', `throttled in ${cpu.throttling.throttledPeriods} of ${cpu.throttling.periods} periods`]);
  if (pids.current !== null) rows.push(['Tasks', formatQuantity(countQuantity(pids.current))]);
  const shared = container.ownCgroup === false || memory.limitScope === 'shared-user-slice';
  if (rows.length > 0 && shared) rows.push(['', 'of more than this container or program: the cgroup is shared']);
  return rows;
}

function factRows({ container, hostname, osName, osVersion, kernel, arch, cpuModel }: Report): string[][] {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Host', hostname],
    ['System', [osName, osVersion].filter((part) => part !== null).join(' ') || null],
    ['Kernel', [kernel, arch].filter((part) => part !== null).join(' ') || null],
    ['Processor', cpuModel],
    ['Container', container.name ?? container.containerName],
    ['Id', container.id],
    ['Image', container.image],
    ['Pod', container.podUid],
    ['QoS class', container.qos],
    ['Rootless', container.rootless === true ? 'yes' : null],
    ['Unit', container.systemdUnit],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

function section(title: string, names: readonly string[], rows: readonly string[][], { style, columns }: DoctorTextOptions): string[] {
  if (rows.length === 0) return [];
  // What is found may be long and can be cut; the rest is read whole.
  const cells = [title, ...names].map((name, index) => (index < names.length ? { title: name } : { title: name, minCells: MIN_CELLS }));
  const [head = '', ...lines] = renderTable(
    cells,
    rows.map((row) => row.map(escapeControl)),
    columns,
  );
  return ['', style('bold', head), ...lines];
}

/** The report for a person: a sentence, the limits and where each comes from, what is in use, the facts, and the evidence. */
export function doctorText(report: Report, options: DoctorTextOptions): string[] {
  const { style, columns } = options;
  const evidence = report.evidence.map(({ source, found, says }) => [source, says, found]);
  return [
    style('bold', fit(escapeControl(environmentSentence(report)), columns)),
    ...section('Limit', ['At most', 'Set by', 'Where'], limitRows(report), options),
    ...section('Own cgroup', [''], usageRows(report), options),
    ...section('Facts', [''], factRows(report), options),
    ...section('Evidence', ['Says', 'Found'], evidence, options),
  ];
}
