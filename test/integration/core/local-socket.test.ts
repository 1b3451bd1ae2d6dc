import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectLocal } from '../../../src/core/api/local-client.ts';
import { type LocalSocket, serveLocalSocket } from '../../../src/core/api/local-socket.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { ok } from '../../../src/shared/result.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

const clock = createSystemClock();
const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

let base: string;
let served: LocalSocket | null;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'headroom-socket-'));
  served = null;
});
afterEach(async () => {
  await served?.close();
  rmSync(base, { recursive: true, force: true });
});

async function serveIn(folder: string): Promise<void> {
  const api = { connect: () => ({ call: async () => ok({ pid: 1 }), close: () => {} }) };
  served = await serveLocalSocket({ api, path: join(folder, 'headroom.sock'), clock, logger: new MemoryLogger() });
}

async function answers(folder: string): Promise<boolean> {
  const client = await connectLocal({ path: join(folder, 'headroom.sock'), clock, timeoutMs: 2_000 });
  const result = await client?.call('getInfo', {});
  client?.close();
  return result?.ok ?? false;
}

describe.skipIf(process.platform === 'win32')('the folder of the local socket', () => {
  test('one that is made is for this user only, and so is the socket', async () => {
    const folder = join(base, 'a', 'b');
    await serveIn(folder);
    expect(modeOf(folder)).toBe('700');
    expect(modeOf(join(folder, 'headroom.sock'))).toBe('600');
    expect(await answers(folder)).toBe(true);
  });

  test.each([0o755, 0o700, 0o711])('one that is there keeps its mode (%o)', async (mode) => {
    const folder = join(base, 'there');
    mkdirSync(folder);
    chmodSync(folder, mode);
    await serveIn(folder);
    expect(modeOf(folder)).toBe(mode.toString(8));
    expect(modeOf(join(folder, 'headroom.sock'))).toBe('600');
    expect(await answers(folder)).toBe(true);
  });

  test.each([0o1777, 0o777, 0o770, 0o702])(
    'one that others may write to (%o) is refused, says what to do, and keeps its mode',
    async (mode) => {
      const folder = join(base, 'shared');
      mkdirSync(folder);
      chmodSync(folder, mode);
      await expect(serveIn(folder)).rejects.toMatchObject({
        code: 'permission-denied',
        message: `${folder}: others may write to this folder (mode ${mode.toString(8)}); set HEADROOM_RUNTIME_DIR to one that is yours alone, such as ${folder}/headroom-${process.getuid?.()}.`,
      });
      expect(modeOf(folder)).toBe(mode.toString(8));
      expect(existsSync(join(folder, 'headroom.sock'))).toBe(false);
    },
  );

  test('a link to a folder, and a file, are none', async () => {
    mkdirSync(join(base, 'real'), { mode: 0o700 });
    symlinkSync(join(base, 'real'), join(base, 'link'));
    await expect(serveIn(join(base, 'link'))).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('expected a folder') as string,
    });
    writeFileSync(join(base, 'file'), '');
    await expect(serveIn(join(base, 'file', 'x'))).rejects.toMatchObject({ code: 'permission-denied' });
  });

  test("the socket is never anybody else's, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      const starting = serveIn(join(base, 'open'));
      // Before the event loop goes on, so before anybody could have connected.
      const mode = modeOf(join(base, 'open', 'headroom.sock'));
      await starting;
      expect({ mode, umask: process.umask() }).toEqual({ mode: '600', umask: 0 });
    } finally {
      process.umask(before);
    }
  });
});
