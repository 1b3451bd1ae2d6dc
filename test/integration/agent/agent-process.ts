import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalClient, connectLocal } from '../../../src/core/api/local-client.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';

const ENTRY = new URL('../../../src/agent/index.ts', import.meta.url).pathname;

export interface Started {
  readonly pid: number;
  /** The link it printed; rejects when it ended without one. */
  readonly link: Promise<URL>;
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
  signal(signal: NodeJS.Signals): void;
}

export interface Place {
  readonly configDir: string;
  readonly runtimeDir: string;
  readonly socketPath: string;
  /** Starts the agent from source; it never opens a browser. */
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): Started;
  /** Connects to its local socket. */
  local(): Promise<LocalClient>;
  /** Ends what still runs, and removes its folders. */
  remove(): Promise<void>;
}

/** Folders of its own for settings and socket, so that no other agent is seen. */
export function createPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-agent-'));
  const [configDir, runtimeDir] = [join(folder, 'config'), join(folder, 'run')];
  const socketPath = join(runtimeDir, 'headroom.sock');
  const running = new Set<Started>();
  const clients = new Set<LocalClient>();

  function start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Started {
    const child = spawn(process.execPath, [ENTRY, '--no-open', ...args], {
      env: { ...process.env, HEADROOM_CONFIG_DIR: configDir, HEADROOM_RUNTIME_DIR: runtimeDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        running.delete(started);
        resolve(code);
      });
    });
    const link = new Promise<URL>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const found = /https?:\/\/\S+(?=\n)/.exec(out);
        if (found !== null) resolve(new URL(found[0]));
      });
      void ended.then((code) => reject(new Error(`the agent ended with ${code}: ${out}${err}`)));
    });
    // Who expects it to fail does not wait for a link.
    link.catch(() => {});
    const started: Started = {
      pid: child.pid ?? 0,
      link,
      ended,
      out: () => out,
      err: () => err,
      signal: (signal) => void child.kill(signal),
    };
    running.add(started);
    return started;
  }

  return {
    configDir,
    runtimeDir,
    socketPath,
    start,
    async local() {
      const client = await connectLocal({ path: socketPath, clock: createSystemClock(), timeoutMs: 5_000 });
      if (client === null) throw new Error(`nobody listens at ${socketPath}`);
      clients.add(client);
      return client;
    },
    async remove() {
      for (const client of clients) client.close();
      const last = [...running];
      for (const started of last) started.signal('SIGKILL');
      await Promise.all(last.map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
