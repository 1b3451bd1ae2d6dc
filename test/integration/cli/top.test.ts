import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENTRY, type Place, createPlace } from './headroom.ts';

// `script` gives a pseudo terminal: of util-linux, as on every Linux with it.
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

let place: Place;
let child: ChildProcess | null = null;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => {
  if (child !== null && child.exitCode === null) child.kill('SIGKILL');
  place.remove();
});

/** Runs top in a terminal of 80 × 24; says what it wrote so far, and waits for text in it. */
function startTop() {
  const command = `stty cols 80 rows 24; bash -c 'echo "pid=$$"; exec "${process.execPath}" "${ENTRY}" top'; echo "code=$?"; stty -a`;
  const running = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, ...place.env, SHELL: '/bin/bash', TERM: 'xterm' },
  });
  child = running;
  let output = '';
  const waiting = new Set<() => void>();
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const check of waiting) check();
  });
  const ended = new Promise<string>((resolve) => {
    running.on('close', () => resolve(output));
  });
  const shows = (text: string | RegExp): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!(typeof text === 'string' ? output.includes(text) : text.test(output))) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const pid = (): number => Number(/pid=(\d+)/.exec(output)?.[1]);
  return { press: (keys: string) => running.stdin.write(keys), shows, ended, pid };
}

describe.skipIf(!hasScript)('top in a terminal', () => {
  test('shows processes, sorts, filters, and gives the terminal back on q', async () => {
    const top = startTop();
    await top.shows('q quit');
    top.press('m');
    await top.shows('by memory');
    top.press('/no-such-process\r');
    await top.shows('0 of ');
    top.press('q');
    const output = await top.ended;
    expect(output).toContain('\u001b[?1049h');
    const after = output.slice(output.lastIndexOf('\u001b[?25h\u001b[?1049l'));
    expect(after).toContain('code=0');
    expect(after).toMatch(/ icanon .* echo /s);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s gives it back, too', async (signal, code) => {
    const top = startTop();
    await top.shows('q quit');
    process.kill(top.pid(), signal);
    const output = await top.ended;
    const after = output.slice(output.lastIndexOf('\u001b[?25h\u001b[?1049l'));
    expect(after).toContain(`code=${code}`);
    expect(after).toMatch(/ icanon .* echo /s);
  });
});
