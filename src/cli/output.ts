import type { CliContext } from './command.ts';
import { type Style, createStyle } from './terminal/style.ts';

/** A terminal that does not say how wide it is, and a file. */
const DEFAULT_COLUMNS = 80;
const MAX_COLUMNS = 400;

/** Writes lines; resolves when the reader took them, so that a slow one is waited for. */
export function print(context: CliContext, lines: string | readonly string[]): Promise<void> {
  const text = typeof lines === 'string' ? lines : lines.join('\n');
  return new Promise((resolve) => {
    // What goes wrong here (a reader that left) is the stream's `error` event, which ends the program.
    context.stdout.write(`${text}\n`, () => resolve());
  });
}

export const printJson = (context: CliContext, value: unknown): Promise<void> => print(context, JSON.stringify(value, null, 2));

/** One line for a person, apart from the output. */
export function tell(context: CliContext, line: string): void {
  context.stderr.write(`${line}\n`);
}

export function styleOf(context: CliContext): Style {
  return createStyle({ env: context.env, isTTY: context.stdout.isTTY });
}

/** How many cells a line has; a file takes long lines. */
export function columnsOf(context: CliContext): number {
  const fixed = Number(context.env['COLUMNS']);
  if (!context.stdout.isTTY) return Number.isInteger(fixed) && fixed >= 20 ? Math.min(fixed, MAX_COLUMNS) : MAX_COLUMNS;
  return Math.max(20, context.stdout.columns || DEFAULT_COLUMNS);
}
