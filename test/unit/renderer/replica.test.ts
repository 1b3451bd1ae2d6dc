import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeWhole, createReplica } from '../../../src/renderer/stores/replica.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

const whole = (seq: number, at: number): { seq: number; snapshot: Snapshot } => ({ seq, snapshot: { ...emptySnapshot, at } });
const push = (seq: number, at = seq): { seq: number; patch: { at: number } } => ({ seq, patch: { at } });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A replica whose requests for the whole are answered by hand. */
function handled() {
  const asks: ((answer: ReturnType<typeof ok<ReturnType<typeof whole>>> | ReturnType<typeof err>) => void)[] = [];
  const replica = createReplica(() => new Promise((resolve) => asks.push(resolve)));
  return { replica, asks, at: () => replica.getState().snapshot?.at };
}

async function loaded(seq = 0) {
  const parts = handled();
  await parts.replica.load(() => Promise.resolve(ok(whole(seq, seq))));
  return parts;
}

describe('the replica', () => {
  it('takes pushes in a row', async () => {
    const { replica, asks, at } = await loaded(4);
    replica.push(push(5));
    replica.push(push(6));
    expect(at()).toBe(6);
    expect(asks).toHaveLength(0);
  });

  it('drops what is old or comes twice', async () => {
    const { replica, asks, at } = await loaded(4);
    replica.push(push(5, 50));
    replica.push(push(5, 99));
    replica.push(push(3, 99));
    expect(at()).toBe(50);
    expect(asks).toHaveLength(0);
  });

  it('ignores pushes before the first whole', () => {
    const { replica, at } = handled();
    replica.push(push(1));
    expect(at()).toBeUndefined();
  });

  it('asks for the whole once after a gap, however many pushes follow', async () => {
    const { replica, asks, at } = await loaded(4);
    replica.push(push(7));
    replica.push(push(8));
    replica.push(push(9));
    expect(asks).toHaveLength(1);
    expect(at()).toBe(4);
    asks[0]?.(ok(whole(8, 80)));
    await settled();
    // 7 and 8 are in the whole; 9 came after it.
    expect(at()).toBe(9);
    expect(asks).toHaveLength(1);
  });

  it('applies pushes that overtook the whole in their order, and asks again when one is missing', async () => {
    const { replica, asks, at } = await loaded(0);
    replica.push(push(2));
    replica.push(push(4));
    replica.push(push(3));
    replica.push(push(6));
    asks[0]?.(ok(whole(2, 2)));
    await settled();
    expect(at()).toBe(4);
    replica.push(push(7));
    expect(asks).toHaveLength(2);
  });

  it('tries again with the next push when the whole could not be had', async () => {
    const { replica, asks, at } = await loaded(0);
    replica.push(push(2));
    asks[0]?.(err('timed-out', 'no answer'));
    await settled();
    expect(at()).toBe(0);
    replica.push(push(3));
    expect(asks).toHaveLength(2);
    asks[1]?.(ok(whole(3, 30)));
    await settled();
    expect(at()).toBe(30);
  });

  it('counts the answer to the last question only', async () => {
    const { replica, at } = handled();
    const answers: ((value: ReturnType<typeof ok<ReturnType<typeof whole>>>) => void)[] = [];
    const ask = () => new Promise<ReturnType<typeof ok<ReturnType<typeof whole>>>>((resolve) => answers.push(resolve));
    const first = replica.load(ask);
    const second = replica.load(ask);
    answers[1]?.(ok(whole(9, 900)));
    await expect(second).resolves.toBe(true);
    const third = replica.load(ask);
    answers[0]?.(ok(whole(1, 100)));
    await expect(first).resolves.toBe(false);
    expect(at()).toBe(900);
    answers[2]?.(ok(whole(10, 1000)));
    await third;
    expect(at()).toBe(1000);
  });

  it('ends with what the other side has, in whatever order and however incomplete the pushes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), async (order) => {
        let highest = 0;
        const replica = createReplica(() => Promise.resolve(ok(whole(highest, highest))));
        await replica.load(() => Promise.resolve(ok(whole(0, 0))));
        for (const seq of order) {
          highest = Math.max(highest, seq);
          replica.push(push(seq));
          await Promise.resolve();
        }
        await settled();
        replica.push(push(highest + 1));
        await settled();
        expect(replica.getState().snapshot?.at).toBeGreaterThanOrEqual(highest);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a whole that leaves parts out', () => {
  const files = { at: 1, used: 10, limit: 20 };

  it('keeps a part that it was not asked for', () => {
    expect(mergeWhole({ ...emptySnapshot, fileHandles: files }, emptySnapshot).fileHandles).toBe(files);
  });

  it('drops a part that is absent with a reason', () => {
    const next: Snapshot = { ...emptySnapshot, absent: [{ part: 'fileHandles', reason: 'permission-denied', detail: '' }] };
    expect(mergeWhole({ ...emptySnapshot, fileHandles: files }, next).fileHandles).toBeNull();
  });
});
