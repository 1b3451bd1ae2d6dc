import type { Disposer } from '../../../ports.ts';

export interface LineProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onLine: (line: string) => void;
  /** Once, when it ended or could not be started; not after it was disposed of. */
  readonly onEnd: (cause: string) => void;
}

/** Longer lines are of no use to us: what is too much of one is dropped. */
const MAX_LINE_CHARS = 10_000;

/** Runs a program that prints lines, until it is disposed of. Should this process just be gone, it ends at the next line that nobody takes. */
export function startLineProgram({ file, args, environment, onLine, onEnd }: LineProgram): Disposer {
  // Loaded when it is needed: most never show a notification with buttons.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(file, [...args], { env: { ...environment, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
  let rest = '';
  let over = false;
  const end = (cause: string): void => {
    if (!over) onEnd(cause);
    over = true;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARS);
    for (const line of lines) if (!over) onLine(line);
  });
  child.once('error', (error) => end(error.message));
  child.once('exit', (code, signal) => end(`ended with ${signal ?? code}`));
  return () => {
    over = true;
    child.kill();
    child.stdout.destroy();
  };
}
