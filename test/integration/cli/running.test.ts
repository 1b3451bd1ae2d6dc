import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshot } from '../../../src/shared/model/snapshot.ts';
import { ENTRY, type Place, createPlace } from './headroom.ts';

let place: Place;
let agent: ChildProcess;

beforeAll(async () => {
  place = createPlace();
  agent = spawn(process.execPath, [ENTRY, 'agent', '--no-open'], {
    env: { ...process.env, ...place.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    for (const stream of [agent.stdout, agent.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (/https?:\/\/\S+token=/.test(output)) resolve();
      });
    }
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}: ${output}`)));
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

describe('with a running agent', () => {
  test('status is its snapshot', async () => {
    const { code, out } = await place.headroom('status', '--json');
    expect(code).toBe(0);
    expect(snapshot.parse(JSON.parse(out)).self?.pid).toBe(agent.pid);
    const own = snapshot.parse(JSON.parse((await place.headroom('status', '--once', '--json')).out));
    expect(own.self?.pid).not.toBe(agent.pid);
  });

  test('watch asks it', async () => {
    const { out } = await place.headroom('watch', '--count', '2', '--interval', '300ms', '--json');
    const pids = out
      .trimEnd()
      .split('\n')
      .map((line) => snapshot.parse(JSON.parse(line)).self?.pid);
    expect(pids).toEqual([agent.pid, agent.pid]);
  });

  test('open prints a link that works once', async () => {
    const { code, out } = await place.headroom('open', '--print', '--view');
    expect(code).toBe(0);
    const answer = await fetch(out.trim(), { redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    const again = await fetch(out.trim(), { redirect: 'manual' });
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test('a setting is changed in it, and a wrong one refused as without it', async () => {
    expect(await place.headroom('settings', 'set', 'thresholds.cpuPercent', '55')).toMatchObject({
      code: 0,
      out: 'thresholds.cpuPercent = 55\n',
    });
    expect((await place.headroom('settings', 'get', 'thresholds.cpuPercent')).out).toBe('55\n');
    const wrong = await place.headroom('settings', 'set', 'thresholds.cpuPercent', '500');
    expect(wrong).toMatchObject({ code: 65, err: 'headroom settings: thresholds.cpuPercent: expected at most 100, got 500\n' });
  });

  test('a second one says that the first runs', async () => {
    const { code, err } = await place.headroom('agent', '--no-open');
    expect(code).toBe(69);
    expect(err).toContain(String(agent.pid));
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('without one', () => {
  test('open says so, with 69', async () => {
    const other = createPlace();
    const { code, err } = await other.headroom('open');
    other.remove();
    expect({ code, err }).toEqual({ code: 69, err: 'headroom open: no Headroom is running: start one with "bin/headroom start"\n' });
  });
});
