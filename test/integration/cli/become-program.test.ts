import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const CHILD = new URL('../../../src/cli/start/child.ts', import.meta.url).href;

/** A program that says its process number and becomes another one that does the same and then what `then` says. */
function become(then: string) {
  const next = `console.log(process.pid, process.argv[1], process.env.GIVEN); ${then}`;
  const script = `import { becomeProgram } from ${JSON.stringify(CHILD)};
    console.log(process.pid);
    process.exitCode = await becomeProgram(process.execPath, ['-e', ${JSON.stringify(next)}, 'an argument']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, GIVEN: 'a value' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, ended, out: text(child.stdout), err: text(child.stderr) };
}

test('the other program has arguments, environment and streams, and its exit code is ours', async () => {
  const { child, ended, out, err } = become('process.exit(7)');
  expect(await ended).toEqual({ code: 7, signal: null });
  const [first, second = ''] = (await out).trimEnd().split('\n');
  expect(first).toBe(String(child.pid));
  expect(second).toMatch(/^\d+ an argument a value$/);
  // Nothing waits beside it, and nothing is said about how that is done.
  if (process.platform !== 'win32') expect(second.split(' ')[0]).toBe(first);
  expect(await err).toBe('');
});

test('a signal is the other program’s to answer', async () => {
  const { child, ended } = become("process.on('SIGTERM', () => process.exit(9)); console.log('ready'); setInterval(() => {}, 1000)");
  let seen = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      seen += data.toString();
      if (seen.includes('ready')) resolve();
    });
  });
  child.kill('SIGTERM');
  expect(await ended).toEqual({ code: 9, signal: null });
});
