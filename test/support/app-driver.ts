import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The built app as a test drives it, whatever runs it: the same specs hold for the stand-in and for Electron. */
export interface AppDriver {
  readonly name: 'stand-in' | 'electron';
  readonly folder: string;
  clickTray(): Promise<void>;
  chooseFromTray(label: string): Promise<void>;
  tray(): Promise<{ readonly toolTip: string; readonly menu: readonly string[] } | null>;
  windows(): Promise<readonly { readonly visible: boolean }[]>;
  /** How many snapshots went to pages of the windows that are there now. */
  pushes(): Promise<number>;
  /** The page of the window, once it is shown. */
  page(): Promise<Page>;
  /** Starts the app once more; answers with that process's exit code. */
  startAgain(): Promise<number | null>;
  /** SIGKILL to every renderer. */
  killRenderers(): void;
  readonly pid: number;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** The exit code, when it has ended. */
  readonly exited: Promise<number | null>;
  /** Ends it, however it is, and leaves nothing. */
  dispose(): Promise<void>;
}

export interface AppOptions {
  /** What a desktop answers when it is asked for a tray host. */
  readonly trayHost?: 'present' | 'absent';
  /** The folder of a run before, to start from its settings. */
  readonly folder?: string;
  readonly settingsText?: string;
}

/** Folders and variables of its own for one app: nothing of the machine's own settings or session bus is seen. */
export function prepare({ trayHost = 'present', folder, settingsText }: AppOptions): { folder: string; env: Record<string, string> } {
  const root = folder ?? mkdtempSync(join(tmpdir(), 'headroom-app-'));
  const [bin, config] = [join(root, 'bin'), join(root, 'config')];
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(config, 'headroom'), { recursive: true });
  // No session bus in a test: the tool that asks it is played.
  const tool = join(bin, 'gdbus');
  writeFileSync(tool, `#!/bin/sh\necho '(${String(trayHost === 'present')},)'\n`);
  chmodSync(tool, 0o755);
  if (settingsText !== undefined) writeFileSync(join(config, 'headroom', 'settings.json'), settingsText);
  const { XDG_RUNTIME_DIR: _, NODE_OPTIONS: __, ...inherited } = process.env;
  return {
    folder: root,
    env: {
      ...(inherited as Record<string, string>),
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      XDG_CONFIG_HOME: config,
      XDG_SESSION_TYPE: 'x11',
      HEADROOM_RUNTIME_DIR: join(root, 'run'),
      HEADROOM_CHECK_OUTPUTS: '1',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    },
  };
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
  readonly commandLine: string;
}

function processTable(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const commandLine = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), parent: Number(parent), zombie: state === 'Z', commandLine }];
      } catch {
        // Ended between the listing and the reading.
        return [];
      }
    });
}

/** Every process that descends from this one. */
export function descendantsOf(pid: number): ProcessEntry[] {
  const table = processTable();
  const found: ProcessEntry[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = table.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

export function stillRunning(pids: readonly number[]): number[] {
  return processTable()
    .filter(({ pid, zombie }) => pids.includes(pid) && !zombie)
    .map(({ pid }) => pid);
}

/** Asks until the answer is there; the failure says what was seen last. */
export async function until<T>(what: string, ask: () => Promise<T | null | false> | T | null | false, limitMs = 15_000): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
