import { pad, widthOf } from './text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut down to this many cells when the table is too wide; without it the column keeps its width. */
  readonly minCells?: number;
}

const GAP = '  ';

/** Lines of equal columns, the titles first, at most `maxCells` wide as far as the columns that may shrink allow. Cells hold plain text. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], maxCells: number): string[] {
  const widths = columns.map(({ title }, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))));
  let over = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1) - maxCells;
  for (const [index, { minCells }] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (minCells === undefined || over <= 0 || width <= minCells) continue;
    const next = Math.max(minCells, width - over);
    over -= width - next;
    widths[index] = next;
  }
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

/** "████░░░░": full at 100 and above; empty and dotted when unknown. */
export function bar(percent: number | null, cells: number): string {
  if (percent === null) return '·'.repeat(cells);
  const filled = Math.min(cells, Math.max(percent > 0 ? 1 : 0, Math.round((percent / 100) * cells)));
  return '█'.repeat(filled) + '░'.repeat(cells - filled);
}
