// Text for a terminal: nothing in it may steer the terminal, and its width is counted in cells.

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;
/** East Asian wide and full-width blocks, roughly: first and last code point. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO_WIDTH.test(char)) return 0;
  if (WIDE.some(([from, to]) => code >= from && code <= to)) return 2;
  return EMOJI.test(char) ? 2 : 1;
}

/** How many cells the text takes. It must hold no control characters. */
export function widthOf(text: string): number {
  let cells = 0;
  for (const char of text) cells += cellsOf(char);
  return cells;
}

/** The text in at most so many cells; what is cut ends in "…". */
export function fit(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  if (cells <= 0) return '';
  let kept = '';
  let used = 0;
  for (const char of text) {
    const width = cellsOf(char);
    if (used + width > cells - 1) break;
    kept += char;
    used += width;
  }
  return `${kept}…`;
}

/** Exactly so many cells: cut, or filled with spaces. */
export function pad(text: string, cells: number, align: 'left' | 'right' = 'left'): string {
  const fitted = fit(text, cells);
  const fill = ' '.repeat(Math.max(0, cells - widthOf(fitted)));
  return align === 'left' ? fitted + fill : fill + fitted;
}
