import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommandRunner } from '../../../src/core/system-commands.ts';

const runner = createCommandRunner({ ...process.env, LC_ALL: 'de_DE.UTF-8', MARK: 'kept' });
const node = (script: string, timeoutMs = 10_000, maxBytes?: number) =>
  runner.run(process.execPath, ['-e', script], { timeoutMs, ...(maxBytes === undefined ? {} : { maxBytes }) });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-commands-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('running commands', () => {
  it('answers the standard output, in the C locale, with the given variables', async () => {
    expect(await node('console.log(process.env.LC_ALL, process.env.LANG, process.env.MARK)')).toBe('C C kept\n');
  });

  it('lays variables over those that a program inherits, the locale included', async () => {
    const script = 'console.log(process.env.LC_ALL, process.env.MARK, process.env.NEW)';
    const options = { timeoutMs: 10_000, variables: { LC_ALL: 'C.UTF-8', NEW: 'added' } };
    expect(await runner.run(process.execPath, ['-e', script], options)).toBe('C.UTF-8 kept added\n');
  });

  it('hands arguments over as they are: there is no shell', async () => {
    const argument = '$HOME; echo `id` "x"';
    expect(await runner.run(process.execPath, ['-p', 'process.argv[1]', argument], { timeoutMs: 10_000 })).toBe(`${argument}\n`);
  });

  it('gives the program an empty input', async () => {
    expect(await node('process.stdin.on("data", () => {}).on("end", () => console.log("end"))')).toBe('end\n');
  });

  it('names program, exit code and the first line of the error', async () => {
    await expect(node('console.error("\\nno such thing\\nsecond"); process.exit(3)')).rejects.toMatchObject({
      reason: 'failed',
      exitCode: 3,
      errorLine: 'no such thing',
      message: `${process.execPath}: ended with exit code 3: no such thing`,
    });
  });

  it('says when a program is missing or not to be run', async () => {
    await expect(runner.run('/nonexistent/tool', [], { timeoutMs: 1_000 })).rejects.toMatchObject({
      reason: 'not-found',
      exitCode: null,
      message: '/nonexistent/tool: could not be started (ENOENT)',
    });
    const file = join(folder, 'not-executable');
    writeFileSync(file, '', { mode: 0o600 });
    await expect(runner.run(file, [], { timeoutMs: 1_000 })).rejects.toMatchObject({ reason: 'permission-denied' });
  });

  it('kills a program that is over its time, even one that ignores SIGTERM', async () => {
    const pidFile = join(folder, 'pid');
    const script = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    await expect(node(script, 1_500)).rejects.toMatchObject({ reason: 'timed-out', exitCode: null });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow(expect.objectContaining({ code: 'ESRCH' }));
  });

  it.skipIf(!existsSync('/bin/sh'))('does not wait for what a killed program left behind', async () => {
    await expect(runner.run('/bin/sh', ['-c', 'sleep 4 & sleep 5'], { timeoutMs: 300 })).rejects.toMatchObject({ reason: 'timed-out' });
  });

  it.skipIf(process.platform === 'win32')('says which signal ended a program', async () => {
    await expect(node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)')).rejects.toMatchObject({
      reason: 'failed',
      message: expect.stringContaining('SIGTERM'),
    });
  });

  it('stops a program that prints without end', async () => {
    const script = 'const line = "x".repeat(65536); const more = () => process.stdout.write(line, more); more()';
    await expect(node(script, 20_000, 100_000)).rejects.toMatchObject({
      reason: 'failed',
      message: expect.stringContaining('100000 bytes'),
    });
  });

  it('takes a large output whole', async () => {
    expect(await node('process.stdout.write("x".repeat(3e6))')).toHaveLength(3e6);
  });
});
