import { expect, test } from 'vitest';
import { preparedApi } from '../../../src/agent/prepared-api.ts';
import type { ClientPort } from '../../../src/core/api/connection.ts';
import { ok } from '../../../src/shared/result.ts';

function build(prepare: () => Promise<void>, right: ClientPort['right'] = 'control') {
  const calls: string[] = [];
  let prepared = 0;
  const api = preparedApi(
    {
      connect: () => ({
        async call(command) {
          calls.push(command);
          return ok({});
        },
        close: () => {},
      }),
    },
    {
      prepare() {
        prepared += 1;
        return prepare();
      },
    },
  );
  const connection = api.connect({ right, local: true, ready: () => true, send: () => {} });
  return { connection, calls, prepared: () => prepared };
}

test('a store that cannot be prepared is the answer of what writes, and of nothing else', async () => {
  const { connection, calls } = build(() => Promise.reject(new Error("ENOTDIR: not a directory, mkdir '/file/config'")));
  const message = "The settings cannot be written: ENOTDIR: not a directory, mkdir '/file/config'";
  for (const command of ['changeSettings', 'importSettings']) {
    expect(await connection.call(command, {})).toEqual({ ok: false, error: { code: 'permission-denied', message } });
  }
  expect(await connection.call('getSettings', {})).toEqual(ok({}));
  expect(calls).toEqual(['getSettings']);
});

test('who may not write makes nothing be prepared', async () => {
  const { connection, calls, prepared } = build(() => Promise.resolve(), 'view');
  await connection.call('changeSettings', {});
  expect(prepared()).toBe(0);
  expect(calls).toEqual(['changeSettings']);
});
