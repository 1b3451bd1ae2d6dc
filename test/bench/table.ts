export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly peerValue: string;
  readonly ratio: string;
  /** The spec's bound in words; empty for a row that only informs. */
  readonly bound: string;
  readonly met: boolean | null;
}

const HEAD = ['what', 'Headroom', 'peer', 'peer value', 'ratio', 'bound', ''] as const;

/** A Markdown table: read on a terminal, pasted into a page. */
export function toTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    row.ours,
    row.peer,
    row.peerValue,
    row.ratio,
    row.bound,
    row.met === null ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map((line) => (line[i] ?? '').length)));
  const line = (texts: readonly string[]): string => `| ${texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(HEAD), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join('\n');
}

/** "1/45" for a fraction, "2.3×" above one. */
export function ratioText(ours: number, peer: number): string {
  const ratio = ours / peer;
  return ratio < 1 ? `1/${(1 / ratio).toFixed(1 / ratio < 10 ? 1 : 0)}` : `${ratio.toFixed(2)}×`;
}
