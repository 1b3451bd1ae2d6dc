import { escapeControl } from '../../shared/escape-control.ts';
import { coresQuantity, formatPercent, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { ProcessInfo } from '../../shared/model/process.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Style } from '../terminal/style.ts';
import { fit, pad } from '../terminal/text.ts';
import { resourceLines } from '../view/resource-lines.ts';
import { resourceText, verdictLine } from '../view/status-text.ts';
import { KEYS_IN_SHORT, keyHelp } from './key-help.ts';
import { type TopState, rowsOf, selectedIndex } from './state.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Verdict, blank, titles, status line. */
const FIXED_ROWS = 4;
const MAX_RESOURCE_ROWS = 6;
const MIN_PROCESS_ROWS = 5;
const BAR_CELLS = 16;

const resourceRows = (snapshot: Snapshot, rows: number): number =>
  Math.max(0, Math.min(MAX_RESOURCE_ROWS, resourceLines(snapshot).length, rows - FIXED_ROWS - MIN_PROCESS_ROWS));

/** How many processes fit. */
export function pageRowsOf(snapshot: Snapshot, { rows }: ScreenSize): number {
  return Math.max(1, rows - FIXED_ROWS - resourceRows(snapshot, rows));
}

function columnsText(cells: readonly [pid: string, user: string, cpu: string, memory: string, state: string, name: string]): string {
  const [pid, user, cpu, memory, state, name] = cells;
  return `${pad(pid, 8, 'right')} ${pad(user, 10)} ${pad(cpu, 6, 'right')} ${pad(memory, 9, 'right')} ${pad(state, 8)} ${name}`;
}

function processText({ pid, user, cpuPercent, rssBytes, state, name, command }: ProcessInfo): string {
  const shown = command === '' || command === name ? name : `${name}  ${command}`;
  const memory = formatQuantity(memoryQuantity(rssBytes));
  return columnsText([String(pid), escapeControl(user), formatPercent(cpuPercent), memory, state, escapeControl(shown)]);
}

function statusLine(state: TopState, shown: number, all: number, style: Style, columns: number): string {
  if (state.mode === 'confirm' && state.selected !== null) {
    return style('yellow', fit(`End ${escapeControl(state.selected.name)} (${state.selected.pid})? y = yes, any other key = no`, columns));
  }
  if (state.mode === 'filter') return fit(`/${escapeControl(state.filter)}▏  Enter keeps it, Esc clears it`, columns);
  if (state.message !== '') return style('bold', fit(escapeControl(state.message), columns));
  const filtered = state.filter === '' ? '' : `  filter "${escapeControl(state.filter)}"`;
  return style('dim', fit(`${shown} of ${all}${filtered}  ${KEYS_IN_SHORT}`, columns));
}

/** The whole screen: exactly `rows` lines, none wider than the terminal. */
export function topScreen(snapshot: Snapshot, state: TopState, size: ScreenSize, style: Style): string[] {
  const { columns, rows } = size;
  const processes = snapshot.processes ?? [];
  const shown = rowsOf(processes, state);
  const pageRows = pageRowsOf(snapshot, size);
  const selected = selectedIndex(shown, state);
  // The selected row stays in view.
  const first = Math.max(0, Math.min(selected - pageRows + 1, shown.length - pageRows));
  const title = columnsText(['PID', 'USER', 'CPU', 'MEMORY', 'STATE', 'NAME']);
  const table = shown.slice(first, first + pageRows).map((row, index) => {
    const line = fit(processText(row), columns);
    return first + index === selected ? style('inverse', pad(line, columns)) : line;
  });
  const cores = snapshot.cpu === null ? '' : `of ${formatQuantity(coresQuantity(snapshot.cpu.coreCount))}`;
  const machine = [
    verdictLine(snapshot, style, columns),
    ...resourceText(resourceLines(snapshot), style, columns, BAR_CELLS).slice(0, resourceRows(snapshot, rows)),
    '',
    style('bold', fit(`${title}  (by ${state.sort}; 100% CPU = one core ${cores})`, columns)),
    ...(processes.length === 0 ? [fit('No processes: they are read, or cannot be read here.', columns)] : table),
  ];
  const lines = (state.mode === 'help' ? keyHelp(columns) : machine).slice(0, Math.max(0, rows - 1));
  const filler = Array.from({ length: Math.max(0, rows - 1 - lines.length) }, () => '');
  return [...lines, ...filler, statusLine(state, shown.length, processes.length, style, columns)];
}
