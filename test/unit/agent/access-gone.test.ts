import { expect, test } from 'vitest';
import { TOKEN_LIFE_MS, createAccess } from '../../../src/agent/access.ts';
import { FakeClock } from '../../fakes/clock.ts';

function build() {
  const clock = new FakeClock();
  const access = createAccess(clock);
  const gone: string[] = [];
  const issue = (): string => access.issueToken('control', (token) => gone.push(token));
  return { clock, access, gone, issue };
}

test('a token that was taken is gone, once', async () => {
  const { clock, access, gone, issue } = build();
  const token = issue();
  expect(gone).toEqual([]);
  access.redeem(token);
  expect(gone).toEqual([token]);
  await clock.advance(TOKEN_LIFE_MS);
  expect(gone).toEqual([token]);
});

test('a token that is too old is gone, and so is one that newer ones pushed out', async () => {
  const { clock, gone, issue } = build();
  const first = issue();
  const others = Array.from({ length: 64 }, issue);
  expect(gone).toEqual([first]);
  await clock.advance(TOKEN_LIFE_MS - 1);
  expect(gone).toEqual([first]);
  await clock.advance(1);
  expect(gone).toEqual([first, ...others]);
  expect(clock.pendingTimers).toBe(0);
});
