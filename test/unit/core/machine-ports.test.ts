import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { MemoryLogger } from '../../fakes/logger.ts';
import { createProcessControl } from '../../../src/core/process-control.ts';
import { createProbes } from '../../../src/core/probes/create-probes.ts';
import { createCommandRunner } from '../../../src/core/system-commands.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';

describe('the clock', () => {
  const clock = createSystemClock();

  it('shows the time, and one that does not go back', () => {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    const first = clock.monotonicMs();
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(first);
  });

  it('calls once after the delay', async () => {
    const startMs = clock.monotonicMs();
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, 20);
    });
    // Node's timers may be up to a millisecond early.
    expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(19);
  });

  it('does not call what was stopped, and stopping twice is no harm', async () => {
    let calls = 0;
    const stop = clock.setTimer(() => (calls += 1), 1);
    stop();
    stop();
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, 20);
    });
    expect(calls).toBe(0);
  });

  it('does not keep the program alive', async () => {
    const script = `const { createSystemClock } = await import(${JSON.stringify(new URL('../../../src/core/system-clock.ts', import.meta.url).href)}); createSystemClock().setTimer(() => {}, 3600000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    expect(await exitOf(child)).toEqual([0, null]);
  });
});

async function exitOf(child: ChildProcess): Promise<unknown[]> {
  return await once(child, 'exit');
}

describe('ending processes', () => {
  const control = createProcessControl();

  it.each(['SIGTERM', 'SIGKILL'] as const)('sends %s', async (signal) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const exit = exitOf(child);
    control.signal(child.pid!, signal);
    expect(await exit).toEqual([null, signal]);
    expect(() => control.signal(child.pid!, signal)).toThrow(
      expect.objectContaining({ code: 'not-found', message: `${signal} to process ${child.pid}: there is no such process` }),
    );
  });

  it('says when a process is not ours', async () => {
    // Root may signal everyone: then the one that asks is a child that gave root up.
    const giveUp = process.getuid?.() === 0 ? 'process.setgroups([]); process.setgid(65534); process.setuid(65534);' : '';
    const url = new URL('../../../src/core/process-control.ts', import.meta.url).href;
    const script = `const { createProcessControl } = await import(${JSON.stringify(url)}); ${giveUp}
      try { createProcessControl().signal(1, 'SIGTERM'); } catch (error) { process.stdout.write(error.code); }`;
    const said = await createCommandRunner(process.env).run(process.execPath, ['--input-type=module', '-e', script], { timeoutMs: 10_000 });
    expect(said).toBe('permission-denied');
  });

  it.each([0, -1, 1.5, NaN])('refuses the process id %s, which could mean a group', (pid) => {
    expect(() => control.signal(pid, 'SIGTERM')).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('choosing the readers of a platform', () => {
  const ports = {
    clock: createSystemClock(),
    commands: createCommandRunner({}),
    environment: {},
    logger: new MemoryLogger(),
    rootDir: '/',
  };

  it.each(['linux', 'darwin', 'win32'])('knows %s', (platform) => {
    expect(createProbes({ ...ports, platform })).toMatchObject({ cpu: { read: expect.any(Function) }, startTimeOf: expect.any(Function) });
  });
  it('names a platform that it does not know', () => {
    expect(() => createProbes({ ...ports, platform: 'aix' })).toThrow(
      expect.objectContaining({ code: 'not-supported', message: 'platform "aix": expected linux, darwin or win32' }),
    );
  });
});
