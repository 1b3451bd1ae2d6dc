import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CliContext } from '../../../src/cli/command.ts';
import { openLiveSource } from '../../../src/cli/live/live-source.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-live-'));
  const pid = join(folder, 'machine', 'proc', String(process.pid));
  mkdirSync(pid, { recursive: true });
  writeFileSync(join(folder, 'machine', 'proc', 'meminfo'), 'MemTotal: 1000 kB\nMemFree: 400 kB\nMemAvailable: 600 kB\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function contextFor(rootDir: string): CliContext {
  const env = { HEADROOM_ROOTFS: rootDir, HEADROOM_CONFIG_DIR: folder, HEADROOM_RUNTIME_DIR: folder };
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  return { env, platform: process.platform, clock: createSystemClock(), commands: [], ...streams } as unknown as CliContext;
}

test('top reads what HEADROOM_ROOTFS names', async () => {
  const source = await openLiveSource(contextFor(join(folder, 'machine')));
  try {
    await vi.waitFor(() => expect(source.latest.memory?.totalBytes).toBe(1_024_000), { timeout: 5_000 });
  } finally {
    await source.close();
  }
});

test('and refuses a folder that is no machine', async () => {
  await expect(openLiveSource(contextFor(folder))).rejects.toMatchObject({ exitCode: 65 });
});
