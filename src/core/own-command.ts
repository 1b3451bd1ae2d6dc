import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import { projectFolder } from './project-folder.ts';

const NAME = 'headroom';

export interface CommandPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** The folder that the person is in. */
  readonly cwd: string;
  /** The clone or package whose command is meant; null when there is none, as in the packaged app. */
  readonly projectDir: string | null;
}

/**
 * What a person types to run this very Headroom's command: its name where their PATH leads to it, else the path of `bin/headroom`, as short
 * as it can be from where they are. For hints, which must not name a command that is not there.
 */
export function commandAt({ env, platform, cwd, projectDir }: CommandPlace): string {
  // A shell script, which Windows cannot start: there npm puts a command of this name on the PATH.
  if (projectDir === null || platform === 'win32') return NAME;
  const path = join(projectDir, 'bin', NAME);
  if (!existsSync(path) || isOnPath(path, env['PATH'] ?? '')) return NAME;
  const fromHere = relative(cwd, path);
  // From the root everything is below, and the whole path is the clearer one.
  if (fromHere.startsWith('..') || isAbsolute(fromHere) || dirname(cwd) === cwd) return shellWord(path);
  // A name without a folder would be looked for on the PATH.
  return shellWord(fromHere.includes('/') ? fromHere : `./${fromHere}`);
}

/** True when a shell that is given the name runs this program: the first of that name counts. */
function isOnPath(program: string, searched: string): boolean {
  for (const folder of searched.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const found = realPath(join(folder, NAME));
    if (found !== null) return found === realPath(program);
  }
  return false;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** As it must be typed: in single quotes when something in it means something to a shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const ownProject = (): string | null => projectFolder(import.meta.filename);

/** `commandAt` for who started this process. @param cwd where the reader of the hint is */
export function ownCommand(cwd = currentFolder()): string {
  return commandAt({ env: process.env, platform: process.platform, cwd, projectDir: ownProject() });
}

/** For readers of whom only the machine is known: "headroom", or "bin/headroom" in the folder of Headroom, whose path is not theirs to know. */
export function ownCommandInProject(): string {
  return ownCommand(ownProject() ?? undefined);
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    // The folder was removed; from the root every path is absolute.
    return '/';
  }
}
