import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENTRY = new URL('../../out/main/agent.js', import.meta.url).pathname;
const START_LIMIT_MS = 15_000;

export interface RunningAgent {
  readonly child: ChildProcess;
  readonly pid: number;
  /** With its one-time token. */
  readonly url: string;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** The folders it uses: settings, socket. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it (SIGTERM) and removes its folders. Answers with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the built agent on a free port with folders of its own, and waits for its URL. */
export async function startAgent(args: readonly string[] = [], extraEnv: Readonly<Record<string, string>> = {}): Promise<RunningAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-agent-'));
  const env = { HEADROOM_CONFIG_DIR: join(folder, 'config'), HEADROOM_RUNTIME_DIR: join(folder, 'run'), ...extraEnv };
  const child = spawn(process.execPath, [ENTRY, '--no-open', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the agent gave no URL within ${START_LIMIT_MS} ms: ${output}${errors}`)),
      START_LIMIT_MS,
    );
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const match = /https?:\/\/\S+/.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match[0]);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the agent ended with ${code} before it gave a URL: ${output}${errors}`));
    });
  });
  return {
    child,
    pid: child.pid ?? 0,
    url,
    env,
    errors: () => errors,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => {
          child.once('exit', resolve);
        });
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}
