import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ENTRY = new URL('../../../src/cli/index.ts', import.meta.url).pathname;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. */
export function runProgram(file: string, args: readonly string[], env: Readonly<Record<string, string>>, input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export interface Place {
  readonly folder: string;
  /** Folders of its own for settings and socket: no other Headroom is seen. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the command from source. */
  headroom(...args: readonly string[]): Promise<Ended>;
  write(path: string, text: string): string;
  remove(): void;
}

export function createPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'));
  const env = { HEADROOM_CONFIG_DIR: join(folder, 'config'), HEADROOM_RUNTIME_DIR: join(folder, 'run') };
  return {
    folder,
    env,
    headroom: (...args) => runProgram(process.execPath, [ENTRY, ...args], env),
    write(path, text) {
      const full = join(folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
      return full;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
