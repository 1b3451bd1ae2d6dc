import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type Electron from 'electron';
import { _electron } from 'playwright-core';
import { type AppDriver, type AppOptions, descendantsOf, prepare, stillRunning, until } from './app-driver.ts';
import { chromiumArgs } from './chromium.ts';

const REPO = resolve(import.meta.dirname, '../..');
const PACKAGE = resolve(REPO, 'node_modules/electron');

/** The binary, when it has been downloaded; asking the package itself would start the download. */
export function findElectron(): string | null {
  const pathFile = resolve(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = resolve(PACKAGE, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : null;
}

interface Seen {
  readonly tray: { emit(name: string, ...args: unknown[]): boolean } | null;
  readonly toolTip: string;
  readonly menu: Electron.Menu | null;
  readonly pushes: ReadonlyMap<number, number>;
}
declare global {
  // oxlint-disable-next-line no-var -- a global of the app's process, put there by the hook
  var headroomTest: Seen;
}

/** The same app on the real binary, with a display. */
export async function startElectron(options: AppOptions = {}): Promise<AppDriver> {
  const executablePath = findElectron();
  if (executablePath === null) throw new Error('Electron has no binary here');
  const { folder, env } = prepare(options);
  const args = [
    ...chromiumArgs.filter((argument) => argument === '--no-sandbox'),
    '-r',
    resolve(import.meta.dirname, 'electron-hook.cjs'),
    REPO,
  ];
  const electron = await _electron.launch({ executablePath, args, env, cwd: REPO });
  const child = electron.process();
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = new Promise<number | null>((done) => {
    child.once('exit', done);
  });
  const tray: AppDriver['tray'] = () =>
    electron.evaluate(() => {
      const { tray, toolTip, menu } = globalThis.headroomTest;
      return tray === null ? null : { toolTip, menu: (menu?.items ?? []).map(({ label }) => label) };
    });
  await until('the app has started', async () => (await tray()) !== null);

  return {
    name: 'electron',
    folder,
    pid: child.pid ?? 0,
    exited,
    errors: () => errors,
    tray,
    clickTray: () =>
      electron.evaluate(() => void globalThis.headroomTest.tray?.emit('click', {}, { x: 0, y: 0, width: 0, height: 0 }, { x: 0, y: 0 })),
    chooseFromTray: (label) =>
      electron.evaluate((_modules, wanted) => globalThis.headroomTest.menu?.items.find((item) => item.label === wanted)?.click(), label),
    windows: () =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => ({ visible: window.isVisible() }))),
    pushes: () =>
      electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().reduce((sum, { webContents }) => sum + (globalThis.headroomTest.pushes.get(webContents.id) ?? 0), 0),
      ),
    page: () => until('a window is shown', () => electron.windows().findLast((page) => page.url().startsWith('app://bundle/')) ?? null),
    startAgain: () =>
      new Promise((done) => {
        spawn(executablePath, args, { cwd: REPO, env, stdio: 'ignore' }).once('exit', done);
      }),
    killRenderers() {
      const renderers = descendantsOf(child.pid ?? 0).filter(({ commandLine }) => commandLine.includes('--type=renderer'));
      for (const { pid } of renderers) process.kill(pid, 'SIGKILL');
    },
    async dispose() {
      const pids = [child.pid ?? 0, ...descendantsOf(child.pid ?? 0).map(({ pid }) => pid)];
      if (child.exitCode === null) await Promise.race([electron.close(), exited]);
      for (const pid of stillRunning(pids)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
