import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlertNotice } from '../../../src/shared/model/alert.ts';
import { noticeOf } from '../../unit/core/alerts/channels/notices.ts';

let folder: string;
let server: Server;
let url: string;
/** The keys of the requests, as they came. */
let keys: string[];
let answers: boolean;
let child: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-killed-'));
  keys = [];
  answers = true;
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      keys.push(request.headers['idempotency-key'] as string);
      if (answers) response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  await kill();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function start(notices: readonly AlertNotice[], ...end: string[]): void {
  const script = join(import.meta.dirname, 'delivering-process.ts');
  child = spawn(process.execPath, [script, folder, url, JSON.stringify(notices), ...end], { stdio: 'ignore' });
}
async function kill(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
const waiting = (): number => (JSON.parse(readFileSync(join(folder, 'outbox-hook.json'), 'utf8')) as { waiting: unknown[] }).waiting.length;
const until = (expected: readonly string[]): Promise<void> => vi.waitFor(() => expect(keys).toEqual(expected), { timeout: 10_000 });

test('killed after it took notices and before it sent any: the next process sends each once, in order', async () => {
  const notices = [noticeOf(), noticeOf(), noticeOf()];
  start(notices, 'die');
  await once(child, 'exit');
  expect(keys).toEqual([]);
  start([]);
  await until(notices.map(({ idempotencyKey }) => idempotencyKey));
  await vi.waitFor(() => expect(waiting()).toBe(0));
});

test('killed while a notice is on its way: it is sent once more, with the same key, and then never again', async () => {
  const notice = noticeOf();
  const { idempotencyKey: key } = notice;
  answers = false;
  start([notice]);
  await until([key]);
  await kill();
  answers = true;
  start([notice]);
  await until([key, key]);
  await vi.waitFor(() => expect(waiting()).toBe(0));
  await kill();
  const other = noticeOf();
  start([notice, other]);
  await until([key, key, other.idempotencyKey]);
});
