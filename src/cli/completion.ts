import { helpOption } from '../core/command-help.ts';
import type { Command } from './command.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const optionsOf = (command: Command): [string, Command['options'][string]][] => Object.entries({ ...command.options, help: helpOption });
const flagsOf = (command: Command): string[] => optionsOf(command).map(([name]) => `--${name}`);
/** What may follow a command's name. */
const wordsOf = (command: Command): readonly string[] => command.words ?? [];
/** A shell's single quotes: nothing in between means anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function bash(commands: readonly Command[], program: string): string[] {
  return [
    `# ${program} completion bash > /etc/bash_completion.d/headroom`,
    '_headroom() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words=${quoted(commands.map(({ name }) => name).join(' '))}`,
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...commands.map((command) => `      ${command.name}) words=${quoted([...wordsOf(command), ...flagsOf(command)].join(' '))} ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _headroom headroom',
  ];
}

function zsh(commands: readonly Command[]): string[] {
  const described = (name: string, summary: string): string => quoted(`${name.replaceAll(':', String.raw`\:`)}:${summary}`);
  return [
    '#compdef headroom',
    '_headroom() {',
    '  local -a items',
    '  if (( CURRENT == 2 )); then',
    '    items=(',
    ...commands.map(({ name, summary }) => `      ${described(name, summary)}`),
    '    )',
    "    _describe 'command' items",
    '    return',
    '  fi',
    '  case "${words[2]}" in',
    ...commands.map((command) => {
      const words = wordsOf(command).map((word) => described(word, ''));
      const flags = optionsOf(command).map(([name, { summary }]) => described(`--${name}`, summary));
      return `    ${command.name}) items=(${[...words, ...flags].join(' ')}) ;;`;
    }),
    '  esac',
    "  _describe 'option' items || _files",
    '}',
    'if [ "$funcstack[1]" = "_headroom" ]; then _headroom "$@"; else compdef _headroom headroom; fi',
  ];
}

function fish(commands: readonly Command[]): string[] {
  return commands.flatMap((command) => {
    const { name, summary } = command;
    const inCommand = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    const words = wordsOf(command);
    return [
      `complete -c headroom -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words.length === 0 ? [] : [`complete -c headroom ${inCommand} -a ${quoted(words.join(' '))}`]),
      ...optionsOf(command).map(([flag, { short, value, summary: what }]) =>
        [
          `complete -c headroom ${inCommand} -l ${flag}`,
          ...(short === undefined ? [] : [`-s ${short}`]),
          ...(value === undefined ? [] : ['-r']),
          `-d ${quoted(what)}`,
        ].join(' '),
      ),
    ];
  });
}

/** The script that a shell reads to complete command lines, made of the table of commands. @param program how a person types the command */
export function completionScript(shell: Shell, commands: readonly Command[], program: string): string {
  const lines = { bash, zsh, fish }[shell](commands, program);
  return lines.join('\n');
}
