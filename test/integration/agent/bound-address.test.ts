import { afterEach, expect, test } from 'vitest';
import { createAccess } from '../../../src/agent/access.ts';
import { parseAgentOptions } from '../../../src/agent/agent-options.ts';
import { type Web, startWeb } from '../../../src/agent/web.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { ok } from '../../../src/shared/result.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

let web: Web | null = null;
afterEach(async () => {
  await web?.close();
  web = null;
});

async function serve(...args: readonly string[]) {
  const clock = createSystemClock();
  const access = createAccess(clock);
  const api = { connect: () => ({ call: async () => ok({ snapshot: {} }), close: () => {} }) };
  const health = () => ({ status: 'ok', reason: null, newestTickAgeMs: 0, paused: false }) as const;
  web = await startWeb({ agent: parseAgentOptions(args, {})!, port: null, api, access, health, clock, logger: new MemoryLogger() });
  return { url: web.url, link: `${web.url}?token=${access.issueToken('view')}` };
}

// 127.0.0.3 is no address of macOS unless somebody adds it.
test.skipIf(process.platform !== 'linux')('an agent bound to another loopback address answers its own link', async () => {
  const { url, link } = await serve('--bind', '127.0.0.3');
  expect(new URL(url).hostname).toBe('127.0.0.3');
  const answer = await fetch(link, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('set-cookie')).toMatch(/^headroom-/);
});

test('the long form of an IPv6 address is the one that a browser asks for', async (context) => {
  let served;
  try {
    served = await serve('--bind', '0:0:0:0:0:0:0:1', '--insecure');
  } catch {
    context.skip('no IPv6 here');
    return;
  }
  expect((await fetch(served.link, { redirect: 'manual' })).status).toBe(303);
});
