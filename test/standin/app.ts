import { EventEmitter } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Electron from 'electron';
import * as browser from './chromium.ts';
import { StandInEvent, strict } from './strict.ts';
import { onContents, pageOf, windows } from './window.ts';

type Used =
  | 'isPackaged'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'enableSandbox'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'getAppPath'
  | 'getVersion'
  | 'getAppMetrics';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };

class StandInApp extends EventEmitter implements Pick<Electron.App, Used> {
  readonly isPackaged = false;
  readonly commandLine = strict('app.commandLine', {
    getSwitchValue: (name: string) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
  } satisfies Pick<Electron.CommandLine, 'getSwitchValue'>);
  #ready: Promise<void> | null = null;
  #lock: string | null = null;

  whenReady(): Promise<void> {
    this.#ready ??= browser.launch((page, url, isMainFrame) => this.#mayNavigate(page, url, isMainFrame));
    return this.#ready;
  }
  enableSandbox(): void {}
  getVersion = (): string => manifest.version;
  getAppPath = (): string => process.cwd();
  getPath(name: string): string {
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    const userData = join(appData, manifest.name);
    const paths: Readonly<Record<string, string>> = { appData, userData, logs: join(userData, 'logs') };
    const path = paths[name];
    if (path === undefined) throw new Error(`app.getPath(${name}) is not in the stand-in`);
    return path;
  }
  getAppMetrics(): Electron.ProcessMetric[] {
    const { user, system } = process.cpuUsage();
    const cpu = { percentCPUUsage: 0, idleWakeupsPerSecond: 0, cumulativeCPUUsage: (user + system) / 1e6 };
    const memory = { workingSetSize: process.memoryUsage.rss() / 1024, peakWorkingSetSize: 0 };
    return [{ pid: process.pid, type: 'Browser', creationTime: 0, cpu, memory }];
  }
  requestSingleInstanceLock(): boolean {
    const path = join(this.getPath('userData'), 'standin.lock');
    mkdirSync(this.getPath('userData'), { recursive: true });
    try {
      const file = openSync(path, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
    } catch {
      process.kill(Number(readFileSync(path, 'utf8')), 'SIGUSR2');
      return false;
    }
    this.#lock = path;
    process.on('SIGUSR2', () => this.emit('second-instance', new StandInEvent(), [], '', null));
    return true;
  }
  quit(): void {
    if (!this.#goesOn('before-quit')) return;
    for (const window of windows.values()) window.close();
    if (windows.size === 0 && this.#goesOn('will-quit')) this.exit(0);
  }
  exit(code = 0): void {
    if (this.#lock !== null) rmSync(this.#lock, { force: true });
    if (this.#ready === null) process.exit(code);
    void browser.close().finally(() => process.exit(code));
  }
  #goesOn(name: string): boolean {
    const event = new StandInEvent();
    this.emit(name, event);
    return !event.defaultPrevented;
  }
  #mayNavigate(page: Parameters<browser.NavigationCheck>[0], url: string, isMainFrame: boolean): boolean {
    const contents = pageOf.get(page)?.webContents;
    // The app's own loadURL: the page is at nothing yet.
    if (contents === undefined || (isMainFrame && page.url() === 'about:blank')) return true;
    const event = Object.assign(new StandInEvent(), { url, isMainFrame });
    contents.emit('will-frame-navigate', event);
    if (isMainFrame) contents.emit('will-navigate', event);
    return !event.defaultPrevented;
  }
}

export const app = strict('app', new StandInApp());
onContents.add((contents) => app.emit('web-contents-created', new StandInEvent(), contents));
process.on('SIGTERM', () => app.quit());
// The test is gone: leave nothing behind.
process.on('disconnect', () => app.exit(1));
