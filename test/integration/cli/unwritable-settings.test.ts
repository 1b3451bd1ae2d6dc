import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENTRY, type Place, createPlace, runProgram } from './headroom.ts';

let place: Place;
let agent: ChildProcess;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  place = createPlace();
  // No folder can be made below a file, not even by root.
  env = { ...place.env, HEADROOM_CONFIG_DIR: `${place.write('file', '')}/config` };
  agent = spawn(process.execPath, [ENTRY, 'agent', '--no-open'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    agent.stdout?.once('data', () => resolve());
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}`)));
  });
});
afterAll(async () => {
  if (agent.exitCode === null) {
    const ended = new Promise((resolve) => {
      agent.once('exit', resolve);
    });
    agent.kill('SIGTERM');
    await ended;
  }
  place.remove();
});

test('a setting that cannot be kept is refused in one line, and the agent lives on', async () => {
  const set = () => runProgram(process.execPath, [ENTRY, 'settings', 'set', 'monitor.interval', '2s'], env);
  const { code, err } = await set();
  expect(code).not.toBe(0);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toMatch(/settings.*(cannot|could not) be written/i);
  expect((await set()).err).toBe(err);
  expect(agent.exitCode).toBeNull();
});
