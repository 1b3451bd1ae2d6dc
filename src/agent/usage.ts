/** An option as parseArgs takes it, with what a help says of it. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for its value. */
  readonly value?: string;
  readonly summary: string;
}

/** The lines of a help's "Options": names left, what they do right. */
export function optionLines(flags: Readonly<Record<string, Flag>>): string {
  const names = Object.entries(flags).map(
    ([name, { short, value }]) => `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
  );
  const width = Math.max(0, ...names.map((name) => name.length));
  return Object.values(flags)
    .map(({ summary }, index) => `  ${(names[index] ?? '').padEnd(width)}  ${summary}`)
    .join('\n');
}
