import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of each of the three builds, and the two other programs. */
const OUTPUTS = ['out/main/index.js', 'out/main/agent.js', 'out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
const INPUTS = ['package.json', 'electron.vite.config.ts'];

const modifiedMs = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/** True when a part of the build is missing, or older than what it is made of. */
export function needsBuild(projectDir: string): boolean {
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const output of OUTPUTS) {
    const ms = modifiedMs(join(projectDir, output));
    if (ms === null) return true;
    oldestMs = Math.min(oldestMs, ms);
  }
  if (INPUTS.some((input) => (modifiedMs(join(projectDir, input)) ?? 0) > oldestMs)) return true;
  const sources = join(projectDir, 'src');
  if (modifiedMs(sources) === null) return false;
  return readdirSync(sources, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && (modifiedMs(join(entry.parentPath, entry.name)) ?? 0) > oldestMs,
  );
}

/** The build's program, for Node. */
export const buildScript = (projectDir: string): string => join(projectDir, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
