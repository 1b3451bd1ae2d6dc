import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SESSION_LIFE_MS, createAccess } from '../../../src/agent/access.ts';
import { createSessionFile } from '../../../src/agent/session-file.ts';
import type { Right } from '../../../src/shared/ipc/contract.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-sessions-'));
  path = join(folder, 'agent.sessions');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An agent's start, with the files that the one before left. */
function start(clock: FakeClock, most: Right = 'control') {
  const logger = new MemoryLogger();
  const access = createAccess(clock, { store: createSessionFile(folder, logger), most });
  access.restore();
  return { access, warnings: () => logger.entries.filter(({ level }) => level === 'warn') };
}

const enter = ({ access }: ReturnType<typeof start>, right: Right): string => access.redeem(access.issueToken(right))!;

describe('the sessions of pages', () => {
  test('outlive the agent with their rights; links do not', () => {
    const clock = new FakeClock();
    const first = start(clock);
    const [view, control] = [enter(first, 'view'), enter(first, 'control')];
    const link = first.access.issueToken('control');
    const second = start(clock);
    expect(second.access.rightOf(view)).toBe('view');
    expect(second.access.rightOf(control)).toBe('control');
    expect(second.access.redeem(link)).toBeNull();
  });

  test('control nothing at an agent that lets nobody, and again at the next that does', () => {
    const clock = new FakeClock();
    const session = enter(start(clock), 'control');
    expect(start(clock, 'view').access.rightOf(session)).toBe('view');
    expect(start(clock).access.rightOf(session)).toBe('control');
  });

  test('end after their time, over restarts too', async () => {
    const clock = new FakeClock();
    const session = enter(start(clock), 'view');
    await clock.advance(SESSION_LIFE_MS);
    expect(start(clock).access.rightOf(session)).toBeNull();
  });

  test('do not last for ever when the time was wrong once', async () => {
    const clock = new FakeClock();
    clock.setWall(Date.UTC(2099, 0, 1));
    const session = enter(start(clock), 'view');
    clock.setWall(Date.UTC(2026, 0, 1));
    const later = start(clock);
    await clock.advance(SESSION_LIFE_MS);
    expect(later.access.rightOf(session)).toBeNull();
  });

  test('are bounded: the oldest go, in the file too', () => {
    const clock = new FakeClock();
    const first = start(clock);
    const sessions = Array.from({ length: 300 }, () => enter(first, 'view'));
    const second = start(clock);
    expect(sessions.filter((session) => second.access.rightOf(session) !== null)).toEqual(sessions.slice(-256));
  });

  test('lie in a file that only this user may read, which lets nobody in', () => {
    const session = enter(start(new FakeClock()), 'control');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(session);
    const [stored] = (JSON.parse(text) as { sessions: { digest: string }[] }).sessions;
    expect(start(new FakeClock()).access.rightOf(stored!.digest)).toBeNull();
  });
});

describe('a damaged file of sessions', () => {
  const digest = 'a'.repeat(64);
  const expiresAt = Date.UTC(2027, 0, 1);
  test.each([
    ['no JSON', '{"version":1,', /line 1: expected .*got the end of the file/],
    ['another version', '{"version":2,"sessions":[]}', /^version: /],
    ['a right that is none', JSON.stringify({ version: 1, sessions: [{ digest, right: 'root', expiresAt }] }), /^sessions\.0\.right: /],
    ['a short digest', JSON.stringify({ version: 1, sessions: [{ digest: 'aa', right: 'view', expiresAt }] }), /^sessions\.0\.digest: /],
    ['a time that is none', JSON.stringify({ version: 1, sessions: [{ digest, right: 'view', expiresAt: null }] }), /expiresAt: /],
    ['too long', `"${'x'.repeat(200_000)}"`, /at most 131072 bytes/],
  ])('is set aside, and told with its fault: %s', (_what, text, fault) => {
    writeFileSync(path, text);
    const { access, warnings } = start(new FakeClock());
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]?.data).toMatchObject({ fault: expect.stringMatching(fault) });
    expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
    expect(existsSync(path)).toBe(false);
    // It begins empty, and works.
    const session = access.redeem(access.issueToken('view'))!;
    expect(start(new FakeClock()).access.rightOf(session)).toBe('view');
  });

  test('that cannot be written is told, and costs only what outlives the agent', () => {
    mkdirSync(`${path}.new`);
    const first = start(new FakeClock());
    const session = enter(first, 'view');
    expect(first.access.rightOf(session)).toBe('view');
    expect(first.warnings().map(({ message }) => message)).toEqual(['sessions are not kept over a restart']);
  });
});
