import { escapeControl } from '../../shared/escape-control.ts';
import { formatPercent, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type Style, styleOfSeverity } from '../terminal/style.ts';
import { fit, widthOf } from '../terminal/text.ts';
import { type ResourceLine, resourceLines } from './resource-lines.ts';

const GAP = '  ';
const PERCENT_CELLS = 4;
/** "2.53 MB/s". */
const RATE_CELLS = 9;
/** What a line keeps free for the verdict: "File handles running out". */
const VERDICT_CELLS = 24;
/** What goes first where the terminal is too narrow for all: the earlier in the list, the sooner. */
const FIRST_TO_GO = ['Files', 'Swap', 'Disk I/O'];

const two = (value: number): string => String(value).padStart(2, '0');

/** "14:03:07" in the machine's own time zone. */
export function clockText(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A link has no share where the system does not say how fast it is, so the rates are shown: always as wide, one below the other. */
function networkCell({ network }: Snapshot): string | null {
  if (network === null) return null;
  const rate = (bytesPerSec: number | null): string => formatQuantity(rateQuantity(bytesPerSec)).padStart(RATE_CELLS);
  return `Network in ${rate(network.bytesReceivedPerSec)} out ${rate(network.bytesSentPerSec)}`;
}

function cellOf({ label, percent }: ResourceLine, snapshot: Snapshot): string | null {
  if (label === 'Network') return networkCell(snapshot);
  return percent === null || label === 'Battery' ? null : `${label} ${formatPercent(percent).padStart(PERCENT_CELLS)}`;
}

/** As many cells as there is room for beside the time and the verdict. */
function cellsOf(snapshot: Snapshot, columns: number): string[] {
  let lines = resourceLines(snapshot);
  const cells = (): string[] => lines.map((line) => cellOf(line, snapshot)).filter((cell) => cell !== null);
  for (const label of FIRST_TO_GO) {
    if (widthOf(['00:00:00', ...cells(), ''].join(GAP)) + VERDICT_CELLS <= columns) break;
    lines = lines.filter((line) => line.label !== label);
  }
  return cells();
}

/** One moment in one line: time, share of each resource, what the network carries, verdict. */
export function watchLine(snapshot: Snapshot, style: Style, columns: number): string {
  const { title, detail, severity } = snapshot.verdict;
  const verdict = escapeControl(detail === '' ? title : `${title}: ${detail}`);
  return style(styleOfSeverity(severity), fit([clockText(snapshot.at), ...cellsOf(snapshot, columns), verdict].join(GAP), columns));
}
