import type { CommandLine } from './raw-vms.ts';

/** Hypervisors have a few hundred arguments; what is beyond is not looked at. */
const MAX_ARGUMENTS = 4096;
const MAX_TEXT_LENGTH = 256 * 1024;

/** The arguments of `/proc/PID/cmdline`, exactly as they were given. */
export function fromCmdlineFile(text: string): CommandLine {
  return { args: text.slice(0, MAX_TEXT_LENGTH).replace(/\0+$/, '').split('\0', MAX_ARGUMENTS), exact: true };
}

/**
 * A command line as `ps` prints it, joined by blanks: what begins with a dash is an option, and all up to the next one is its value. The
 * words before the first option are the program, whose path may hold blanks, and what follows it.
 *
 * @param program its name without a folder
 */
export function fromJoined(command: string, program: string): CommandLine {
  const [head = '', ...rest] = command.slice(0, MAX_TEXT_LENGTH).split(/ (?=--?[A-Za-z]|-[@#] )/, MAX_ARGUMENTS);
  const args: string[] = [];
  const at = head.startsWith(program) ? 0 : head.lastIndexOf(`/${program}`) + 1;
  const end = at === 0 && !head.startsWith(program) ? head.length : at + program.length;
  args.push(head.slice(0, end), ...words(head.slice(end)));
  for (const part of rest) {
    const blank = part.indexOf(' ');
    if (blank === -1) args.push(part);
    else args.push(part.slice(0, blank), part.slice(blank + 1).trim());
  }
  return { args, exact: false };
}

/** A command line of Windows: words, and texts in double quotes. */
export function fromQuoted(command: string): CommandLine {
  const args: string[] = [];
  for (const [, quoted, plain] of command.slice(0, MAX_TEXT_LENGTH).matchAll(/"([^"]*)"|(\S+)/g)) {
    args.push(quoted ?? plain ?? '');
    if (args.length === MAX_ARGUMENTS) break;
  }
  return { args, exact: true };
}

function words(text: string): string[] {
  return text.split(' ', MAX_ARGUMENTS).filter((word) => word !== '');
}

/** The options of a command line by their names without dashes: "--memory 4096", "-m 4G", "--id=web". */
export class Options {
  readonly #values = new Map<string, string[]>();
  /** What stands before the first option, the program left out: "hostagent", "run web". */
  readonly leading: readonly string[];
  readonly args: readonly string[];

  constructor({ args }: CommandLine) {
    this.args = args;
    const leading: string[] = [];
    let seenOption = false;
    for (let place = 1; place < args.length; place += 1) {
      const argument = args[place] ?? '';
      if (!isOption(argument)) {
        if (!seenOption) leading.push(argument);
        continue;
      }
      seenOption = true;
      const next = args[place + 1];
      const equals = /^--[\w-]+=/.exec(argument)?.[0];
      if (equals !== undefined) this.#add(equals.slice(2, -1), argument.slice(equals.length));
      else this.#add(argument.replace(/^--?/, ''), next === undefined || isOption(next) ? '' : next);
    }
    this.leading = leading;
  }

  #add(name: string, value: string): void {
    const known = this.#values.get(name);
    if (known === undefined) this.#values.set(name, [value]);
    else known.push(value);
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#values.has(name));
  }

  /** Every value of the option; an option without one has "". */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The last value that is not empty, of the first of these names that has one. */
  last(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.all(name).findLast((one) => one !== '');
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The first match over all arguments. */
  find(pattern: RegExp): RegExpExecArray | null {
    for (const argument of this.args) {
      const match = pattern.exec(argument);
      if (match !== null) return match;
    }
    return null;
  }
}

function isOption(argument: string): boolean {
  return /^--?[A-Za-z@#]/.test(argument);
}
