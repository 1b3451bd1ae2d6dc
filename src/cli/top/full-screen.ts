import { writeSync } from 'node:fs';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const STDOUT_FD = 1;

export interface FullScreen {
  readonly columns: number;
  readonly rows: number;
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was. Safe to call twice. */
  leave(): void;
}

/** Takes the terminal: the alternate screen, keys one by one. However the program ends, the terminal is given back. */
export function enterFullScreen(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  on: { readonly input: (text: string) => void; readonly resize: () => void },
): FullScreen {
  let left = false;
  const onInput = (text: string | Buffer): void => on.input(text.toString());
  function leave(): void {
    if (left) return;
    left = true;
    process.off('exit', leave);
    stdin.off('data', onInput);
    stdout.off('resize', on.resize);
    try {
      stdin.setRawMode(false);
      // At once, past the stream's buffer: the program may be ending.
      writeSync(STDOUT_FD, LEAVE);
    } catch {
      // The terminal is gone.
    }
    stdin.pause();
  }
  process.on('exit', leave);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', onInput);
  stdout.on('resize', on.resize);
  stdin.resume();
  stdout.write(ENTER);
  return {
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    draw(lines) {
      if (!left) stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n'));
    },
    leave,
  };
}
