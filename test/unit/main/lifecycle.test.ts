import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDisposers } from '../../../src/main/lifecycle.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

describe('createDisposers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('undoes in reverse, one after the other, and goes on after a failure', async () => {
    const logger = new MemoryLogger();
    const disposers = createDisposers(logger);
    const order: string[] = [];
    disposers.add('first', () => void order.push('first'));
    disposers.add('broken', () => {
      throw new Error('stuck');
    });
    disposers.add('slow', async () => {
      await Promise.resolve();
      order.push('slow');
    });
    await disposers.disposeAll();
    await disposers.disposeAll();
    expect(order).toEqual(['slow', 'first']);
    expect(logger.entries).toMatchObject([{ level: 'error', data: { part: 'broken', cause: 'stuck' } }]);
  });

  it('does not wait for ever for a part that hangs', async () => {
    const logger = new MemoryLogger();
    const disposers = createDisposers(logger);
    disposers.add('hangs', () => new Promise<void>(() => {}));
    let done = false;
    const all = disposers.disposeAll().then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(2_900);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await all;
    expect(logger.entries).toMatchObject([{ level: 'warn', message: 'gave up waiting' }]);
  });
});
