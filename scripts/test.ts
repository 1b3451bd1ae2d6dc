// `npm test`: everything that must hold before a change lands, in one go: style, types, build, and every test.
// `CI=true` additionally refuses to skip a test whose real part this script could install.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSystemParts } from './system-parts.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const started = performance.now();
const reports = mkdtempSync(join(tmpdir(), 'headroom-test-'));

function run(title: string, command: string, args: readonly string[]): boolean {
  console.log(`\n▸ ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) console.error(`✗ ${title} failed: ${[command, ...args].join(' ')}`);
  return status === 0;
}

function readCounts(file: string): Counts {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests', number>;
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

function runTests(project: string, total: Counts): boolean {
  const file = join(reports, `${project}.json`);
  const good = run(`${project} tests`, 'vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--passWithNoTests=false',
  ]);
  try {
    const counts = readCounts(file);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  } catch {
    // No report: the runner itself failed, which `good` says already.
    total.failed += 1;
  }
  return good;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
let good = installSystemParts();
good = run('lint', 'npm', ['run', '-s', 'lint']) && good;
good = run('format', 'npm', ['run', '-s', 'format:check']) && good;
good = run('types', 'npm', ['run', '-s', 'typecheck']) && good;
good = runTests('unit', total) && good;
const built = run('build', 'npm', ['run', '-s', 'build']);
good = built && good;
if (built) {
  good = runTests('integration', total) && good;
  good = runTests('e2e', total) && good;
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${good ? 'All good' : 'NOT good'} in ${Math.round((performance.now() - started) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = good ? 0 : 1;
