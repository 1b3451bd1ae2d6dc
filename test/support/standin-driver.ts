import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { ForgedCall, StandInState } from '../standin/control.ts';
import { type AppDriver, type AppOptions, descendantsOf, prepare, stillRunning, until } from './app-driver.ts';

const REPO = resolve(import.meta.dirname, '../..');
const OUT = resolve(REPO, process.env['HEADROOM_OUT'] ?? 'out');
const ARGS = ['--import', resolve(REPO, 'test/standin/register.ts'), resolve(OUT, 'main/index.js')];
const BUNDLE = 'https://app-bundle.invalid/';

/** What only the stand-in lets a test see and do. */
export interface StandInDriver extends AppDriver {
  state(): Promise<StandInState>;
  forge(call: ForgedCall): Promise<unknown>;
  act(action: string, argument?: unknown): Promise<unknown>;
}

export async function startStandIn(options: AppOptions = {}): Promise<StandInDriver> {
  const { folder, env } = prepare(options);
  const child = spawn(process.execPath, ARGS, { cwd: REPO, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = new Promise<number | null>((done) => {
    child.once('exit', done);
  });
  const act = createChannel(child, () => errors);
  const state = (): Promise<StandInState> => act('state') as Promise<StandInState>;
  let browser: Browser | null = null;
  const stop = async (): Promise<void> => {
    await browser?.close();
    const pids = [child.pid ?? 0, ...descendantsOf(child.pid ?? 0).map(({ pid }) => pid)];
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await Promise.race([exited, until('the app ends', () => child.exitCode !== null, 8_000).catch(() => null)]);
    }
    for (const pid of stillRunning(pids)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };

  const driver: StandInDriver = {
    name: 'stand-in',
    folder,
    pid: child.pid ?? 0,
    exited,
    errors: () => errors,
    act,
    state,
    forge: (call) => act('forge', call),
    clickTray: async () => void (await act('clickTray')),
    chooseFromTray: async (label) => void (await act('clickMenu', label)),
    async tray() {
      const { tray } = await state();
      return tray === null ? null : { toolTip: tray.toolTip, menu: tray.menu.map(({ label }) => label) };
    },
    windows: async () => (await state()).windows,
    pushes: async () => (await state()).windows.reduce((sum, { sent }) => sum + (sent['headroom:event:snapshot'] ?? 0), 0),
    async page() {
      const { port } = await until('a window is shown', async () => {
        const now = await state();
        return now.windows.some(({ visible }) => visible) && now;
      });
      browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = (): ReturnType<Browser['contexts']>[number]['pages'] extends () => infer P ? P : never =>
        browser?.contexts().flatMap((context) => context.pages()) ?? [];
      return until('the page', () => pages().findLast((page) => page.url().startsWith(BUNDLE)) ?? null);
    },
    async startAgain() {
      const second = spawn(process.execPath, ARGS, { cwd: REPO, env, stdio: 'ignore' });
      return new Promise((done) => {
        second.once('exit', done);
      });
    },
    killRenderers() {
      const renderers = descendantsOf(child.pid ?? 0).filter(({ commandLine }) => commandLine.includes('--type=renderer'));
      for (const { pid } of renderers) process.kill(pid, 'SIGKILL');
    },
    dispose: stop,
  };
  // The tray item is there when the app has been put together.
  await until('the app has started', async () => (await state()).tray !== null).catch(async (cause: unknown) => {
    await stop();
    throw new Error(`${String(cause)}\n${errors}`);
  });
  return driver;
}

function createChannel(child: ChildProcess, errors: () => string): (action: string, argument?: unknown) => Promise<unknown> {
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (cause: Error) => void }>();
  child.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.done(value);
    else call?.failed(new Error(error));
  });
  child.once('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`the app ended with ${code}: ${errors()}`));
  });
  let lastId = 0;
  return (action, argument) =>
    new Promise((done, failed) => {
      lastId += 1;
      waiting.set(lastId, { done, failed });
      child.send({ id: lastId, action, argument }, (cause) => {
        if (cause !== null) failed(cause);
      });
    });
}
