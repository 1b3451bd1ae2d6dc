import { type Command, type OptionSpec, helpOption } from './command.ts';
import { pad, widthOf } from './terminal/text.ts';

const INDENT = '  ';

function flagText(name: string, { short, value }: OptionSpec): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** Rows of two columns, indented. */
function pairs(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => widthOf(left)));
  return rows.map(([left, right]) => `${INDENT}${pad(left, width)}  ${right}`);
}

/** The help of all commands. */
export function overviewHelp(commands: readonly Command[]): string[] {
  return [
    'How much of this machine is left, and who uses it.',
    '',
    'Usage: headroom COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...pairs(commands.map(({ name, summary }) => [name, summary])),
    '',
    '"headroom help COMMAND" says more, with examples.',
  ];
}

/** The help of one command, made of its entry in the table. */
export function commandHelp({ name, summary, usage, options, examples }: Command): string[] {
  const flags = Object.entries({ ...options, help: helpOption }).map(([flag, spec]) => [flagText(flag, spec), spec.summary] as const);
  return [
    `headroom ${name}: ${summary}`,
    '',
    'Usage:',
    ...usage.map((line) => `${INDENT}headroom ${name} ${line}`.trimEnd()),
    '',
    'Options:',
    ...pairs(flags),
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...pairs(examples.map(({ line, what }) => [line, what]))]),
  ];
}
