import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENTRY, type Place, createPlace, runProgram } from './headroom.ts';

let place: Place;
let agent: ChildProcess;
let env: Readonly<Record<string, string>>;

async function stopAgent(): Promise<void> {
  if (agent.exitCode !== null) return;
  const ended = new Promise((resolve) => {
    agent.once('exit', resolve);
  });
  agent.kill('SIGTERM');
  await ended;
}

beforeEach(async () => {
  place = createPlace();
  const opener = place.write(
    'bin/xdg-open',
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${place.folder}/part'\nmv '${place.folder}/part' '${place.folder}/opened'\n`,
  );
  chmodSync(opener, 0o755);
  env = { ...place.env, HOME: place.folder, DISPLAY: ':77', PATH: `${join(place.folder, 'bin')}:${process.env['PATH'] ?? ''}` };
  agent = spawn(process.execPath, [ENTRY, 'agent', '--no-open'], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    agent.stdout?.once('data', () => resolve());
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}`)));
  });
});
afterEach(async () => {
  await stopAgent();
  place.remove();
});

async function open(): Promise<{ readonly url: string; readonly path: string }> {
  const { code, out } = await runProgram(process.execPath, [ENTRY, 'open'], env);
  expect(code).toBe(0);
  await expect.poll(() => existsSync(join(place.folder, 'opened'))).toBe(true);
  const given = readFileSync(join(place.folder, 'opened'), 'utf8');
  expect(given).not.toContain('token');
  return { url: out.trim(), path: given.trim() };
}

test.skipIf(process.platform !== 'linux')(
  "open's browser gets a file without a secret in its name, which goes when the link was used",
  async () => {
    const { url, path } = await open();
    expect(readFileSync(path, 'utf8')).toContain(url);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect(existsSync(path)).toBe(false);
  },
);

test.skipIf(process.platform !== 'linux')('the file of a link that nobody used goes with the agent', async () => {
  const { path } = await open();
  expect(existsSync(path)).toBe(true);
  await stopAgent();
  expect(existsSync(path)).toBe(false);
});
