// Checks every layer with its own tsconfig: what a layer may not use (DOM in core, node: in shared) is not in its types.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const projects = [...globSync('src/*/tsconfig.json'), 'test/tsconfig.json', 'scripts/tsconfig.json'].sort();
let failed = 0;
for (const project of projects) {
  const started = performance.now();
  const { status } = spawnSync('tsc', ['--noEmit', '-p', project], { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${project} (${seconds} s)`);
  if (status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
