import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SESSION_LIFE_MS, TOKEN_LIFE_MS, bearerValue, cookieValue, createAccess } from '../../../src/agent/access.ts';
import { FakeClock } from '../../fakes/clock.ts';

function build() {
  const clock = new FakeClock();
  return { clock, access: createAccess(clock) };
}

describe('a link', () => {
  test('is good once, and its session has its right', () => {
    const { access } = build();
    const token = access.issueToken('control');
    expect(token).toMatch(/^[\w-]{43}$/);
    const session = access.redeem(token);
    expect(access.rightOf(session!)).toBe('control');
    expect(access.redeem(token)).toBeNull();
    expect(access.rightOf(access.redeem(access.issueToken('view'))!)).toBe('view');
  });

  test('is no session, and a session is no link', () => {
    const { access } = build();
    const token = access.issueToken('control');
    expect(access.rightOf(token)).toBeNull();
    const session = access.redeem(token)!;
    expect(session).not.toBe(token);
    expect(access.redeem(session)).toBeNull();
  });

  test('ends after ten minutes, sessions long after they were last used', async () => {
    const { access, clock } = build();
    const [early, late] = [access.issueToken('view'), access.issueToken('view')];
    await clock.advance(TOKEN_LIFE_MS - 1);
    const session = access.redeem(early)!;
    await clock.advance(1);
    expect(access.redeem(late)).toBeNull();
    for (let month = 0; month < 12; month += 1) {
      await clock.advance(SESSION_LIFE_MS - 2);
      expect(access.rightOf(session)).toBe('view');
    }
    await clock.advance(SESSION_LIFE_MS);
    expect(access.rightOf(session)).toBeNull();
  });

  test('setting the time changes nothing', () => {
    const { access, clock } = build();
    const token = access.issueToken('view');
    clock.setWall(TOKEN_LIFE_MS * 10);
    expect(access.redeem(token)).not.toBeNull();
  });

  test('asking for links without end drops the oldest only', () => {
    const { access } = build();
    const tokens = Array.from({ length: 100 }, () => access.issueToken('view'));
    expect(access.redeem(tokens[0]!)).toBeNull();
    expect(access.redeem(tokens.at(-1)!)).not.toBeNull();
  });

  test("sessions without end do not push out the programs' secret", () => {
    const { access } = build();
    const secret = access.issueProgramSecret('view');
    const first = access.redeem(access.issueToken('control'))!;
    for (let count = 0; count < 300; count += 1) access.redeem(access.issueToken('view'));
    expect(access.rightOf(first)).toBeNull();
    expect(access.rightOf(secret)).toBe('view');
  });

  test('no other text is one', () => {
    const { access } = build();
    const token = access.issueToken('control');
    const session = access.redeem(access.issueToken('control'))!;
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 43, maxLength: 44 })), (text) => {
        expect(access.redeem(text)).toBeNull();
        expect(access.rightOf(text)).toBeNull();
      }),
    );
    for (const near of [token.slice(1), `${token}A`, ` ${token}`, token.toUpperCase(), '']) expect(access.redeem(near)).toBeNull();
    expect(access.rightOf(`${session} `)).toBeNull();
    expect(access.redeem(token)).not.toBeNull();
  });
});

describe('headers', () => {
  test('the cookie of this agent among others', () => {
    expect(cookieValue('a=1; headroom-4717=secret; b=2', 'headroom-4717')).toBe('secret');
    expect(cookieValue('headroom-4717=a=b', 'headroom-4717')).toBe('a=b');
    expect(cookieValue('headroom-4718=x; xheadroom-4717=y', 'headroom-4717')).toBeNull();
    expect(cookieValue('=x; headroom-4717', 'headroom-4717')).toBeNull();
    expect(cookieValue(undefined, 'headroom-4717')).toBeNull();
  });

  test('the token of Authorization', () => {
    expect(bearerValue('Bearer abc-_1')).toBe('abc-_1');
    expect(bearerValue('bearer   abc ')).toBe('abc');
    expect(bearerValue('Basic abc')).toBeNull();
    expect(bearerValue('Bearer a b')).toBeNull();
    expect(bearerValue(undefined)).toBeNull();
  });
});
