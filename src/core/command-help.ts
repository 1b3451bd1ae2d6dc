/** An option as parseArgs takes it, with what a help says of it. */
export interface OptionText {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** What stands for the value: "DIR". */
  readonly value?: string;
  readonly summary: string;
}

/** Everything that a command's help says. */
export interface CommandText {
  readonly name: string;
  readonly summary: string;
  /** What may follow the name, a line each. */
  readonly usage: readonly string[];
  /** In a line, the first "headroom" stands for the command as it is typed here. */
  readonly examples: readonly { readonly line: string; readonly what: string }[];
  readonly options: Readonly<Record<string, OptionText>>;
}

export const helpOption = { type: 'boolean', short: 'h', summary: 'show this help' } as const satisfies OptionText;

const INDENT = '  ';

function flagText(name: string, { short, value }: OptionText): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Rows of two columns, indented. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${INDENT}${left.padEnd(width)}  ${right}`);
}

/** The help of one command, in lines. @param program how a person types the command */
export function commandHelp({ name, summary, usage, options, examples }: CommandText, program: string): string[] {
  const flags = Object.entries({ ...options, help: helpOption }).map(([flag, spec]) => [flagText(flag, spec), spec.summary] as const);
  return [
    `headroom ${name}: ${summary}`,
    '',
    'Usage:',
    ...usage.map((line) => `${INDENT}${program} ${name} ${line}`.trimEnd()),
    '',
    'Options:',
    ...twoColumns(flags),
    ...(examples.length === 0
      ? []
      : ['', 'Examples:', ...twoColumns(examples.map(({ line, what }) => [line.replace(/\bheadroom\b/, () => program), what]))]),
  ];
}
