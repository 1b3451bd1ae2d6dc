import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasDisplay } from '../../core/browser.ts';
import type { StartFacts } from './decision.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PROGRAM: Readonly<Record<string, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const DEFAULT_PROGRAM = 'electron';

const electronFolder = (projectDir: string): string => join(projectDir, 'node_modules', 'electron');

/** The script of the package that fetches Electron's program. */
export const installScript = (projectDir: string): string => join(electronFolder(projectDir), 'install.js');

/** Where Electron's program is; null when it was not fetched yet. */
export function findElectron(projectDir: string, platform: string, env: Environment): string | null {
  const folder = electronFolder(projectDir);
  let program = PROGRAM[platform] ?? DEFAULT_PROGRAM;
  try {
    program = readFileSync(join(folder, 'path.txt'), 'utf8').trim() || program;
  } catch {
    // The file is written when the program is fetched.
  }
  const chosen = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const path = join(chosen === undefined || chosen === '' ? join(folder, 'dist') : chosen, program);
  return existsSync(path) ? path : null;
}

export interface FactsOptions {
  readonly projectDir: string;
  readonly platform: string;
  readonly env: Environment;
  readonly args: readonly string[];
}

export function gatherFacts({ projectDir, platform, env, args }: FactsOptions): StartFacts {
  return {
    platform,
    electronPath: findElectron(projectDir, platform, env),
    // Who names a folder of their own wants what is in it.
    canInstall: !env['ELECTRON_OVERRIDE_DIST_PATH'] && existsSync(installScript(projectDir)),
    hasDisplay: hasDisplay(platform, env),
    isRoot: process.getuid?.() === 0,
    noSandbox: args.includes('--no-sandbox'),
  };
}
