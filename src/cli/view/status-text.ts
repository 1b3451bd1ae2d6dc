import { escapeControl } from '../../shared/escape-control.ts';
import { coresQuantity, formatDuration, formatPercent, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Owner } from '../../shared/model/process.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Style, styleOfSeverity } from '../terminal/style.ts';
import { bar, renderTable } from '../terminal/table.ts';
import { fit, pad, widthOf } from '../terminal/text.ts';
import { type ResourceLine, resourceLines } from './resource-lines.ts';

const BAR_CELLS = 20;
const PERCENT_CELLS = 5;
const OWNERS_SHOWN = 5;
const MIN_NAME_CELLS = 12;

export interface StatusTextOptions {
  readonly style: Style;
  readonly columns: number;
  /** How the person types the command. */
  readonly program: string;
  /** Also what is absent, and why. */
  readonly verbose: boolean;
}

export function verdictLine({ verdict }: Snapshot, style: Style, columns: number): string {
  const title = escapeControl(verdict.title);
  const detail = verdict.detail === '' ? '' : `: ${escapeControl(verdict.detail)}`;
  const shown = fit(title + detail, columns);
  return style(styleOfSeverity(verdict.severity) ?? 'bold', shown);
}

/** Upwards: "0 s" would be now. */
const wholeSeconds = (ms: number): number => 1000 * Math.ceil(ms / 1000);

/** A line for each warning that is not given yet: numbers over a threshold beside "All fine" would look like a mistake. */
function heldText({ verdict }: Snapshot, style: Style, columns: number): string[] {
  return verdict.held.map(({ title, detail, severity, leftMs }) => {
    const cause = detail === '' ? '' : ` (${escapeControl(detail).replace(/\.$/, '')})`;
    const what = severity === 'critical' ? 'critical' : 'a warning';
    return style(
      'yellow',
      fit(`${escapeControl(title)}${cause}: ${what} if it lasts another ${formatDuration(wholeSeconds(leftMs))}`, columns),
    );
  });
}

/** A bar, the share, the numbers and the note, as wide as the terminal at most. */
export function resourceText(lines: readonly ResourceLine[], style: Style, columns: number, barCells = BAR_CELLS): string[] {
  const labels = Math.max(0, ...lines.map(({ label }) => widthOf(label)));
  const texts = Math.max(0, ...lines.map(({ text }) => widthOf(text)));
  return lines.map(({ label, percent, text, note }) => {
    const share = percent === null ? '' : formatPercent(percent);
    const head = `${pad(label, labels)}  ${bar(percent, barCells)} ${pad(share, PERCENT_CELLS, 'right')}  `;
    const rest = fit(note === '' ? text : `${pad(text, texts)}  ${note}`, Math.max(0, columns - widthOf(head)));
    return fit(head + rest, columns)
      .replace(/[░·]+/, (empty) => style('dim', empty))
      .trimEnd();
  });
}

/** The owners that use most: by memory or CPU share of the machine, whichever is larger. */
export function topOwners(snapshot: Snapshot, count: number): readonly Owner[] {
  const cores = snapshot.cpu?.limitCores ?? null;
  const bytes = snapshot.memory?.limitBytes ?? null;
  const share = ({ cpuCores, memoryBytes }: Owner): number =>
    Math.max(cores === null ? 0 : (cpuCores ?? 0) / cores, bytes === null ? memoryBytes : memoryBytes / bytes);
  return [...(snapshot.owners?.list ?? [])].sort((a, b) => share(b) - share(a)).slice(0, count);
}

function ownerText(snapshot: Snapshot, style: Style, columns: number): string[] {
  const owners = topOwners(snapshot, OWNERS_SHOWN);
  if (owners.length === 0) return [];
  const rows = owners.map(({ name, kind, cpuCores, memoryBytes, processCount }) => [
    escapeControl(name),
    kind,
    formatQuantity(coresQuantity(cpuCores)),
    formatQuantity(memoryQuantity(memoryBytes)),
    String(processCount),
  ]);
  const [title = '', ...lines] = renderTable(
    [
      { title: 'Who uses it', minCells: MIN_NAME_CELLS },
      { title: 'Kind' },
      { title: 'CPU', align: 'right' },
      { title: 'Memory', align: 'right' },
      { title: 'Processes', align: 'right' },
    ],
    rows,
    columns,
  );
  return ['', style('bold', title), ...lines];
}

function absentText(snapshot: Snapshot, { style, columns, program, verbose }: StatusTextOptions): string[] {
  const { absent } = snapshot;
  if (absent.length === 0) return [];
  if (!verbose) {
    const what = absent.length === 1 ? 'One part is' : `${absent.length} parts are`;
    return ['', style('dim', `${what} absent: "${program} status -v" says why.`)];
  }
  const rows = absent.map(({ part, reason, detail }) => [escapeControl(part), reason, escapeControl(detail)]);
  const [title = '', ...lines] = renderTable(
    [{ title: 'Absent' }, { title: 'Reason' }, { title: 'Detail', minCells: MIN_NAME_CELLS }],
    rows,
    columns,
  );
  return ['', style('bold', title), ...lines];
}

/** The snapshot for a person: verdict, a line per resource, who uses it, what is absent. */
export function statusText(snapshot: Snapshot, options: StatusTextOptions): string[] {
  const { style, columns } = options;
  const paused = snapshot.sampling.paused ? [style('yellow', 'Paused: these numbers are old.')] : [];
  return [
    verdictLine(snapshot, style, columns),
    ...heldText(snapshot, style, columns),
    ...paused,
    '',
    ...resourceText(resourceLines(snapshot), style, columns),
    ...ownerText(snapshot, style, columns),
    ...absentText(snapshot, options),
  ];
}
