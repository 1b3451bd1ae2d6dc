import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { ConnectionState } from '../../../src/renderer/socket-api.ts';
import { followSeries } from '../../../src/renderer/stores/followed-series.ts';
import { createReplica } from '../../../src/renderer/stores/replica.ts';
import type { Api } from '../../../src/shared/ipc/contract.ts';
import type { Reading } from '../../../src/shared/model/reading.ts';
import { ok } from '../../../src/shared/result.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

const key = { subject: 'container:ab', resource: 'cpu' };
const reading = (at: number, used: number): Reading => ({ ...key, used, limit: 1, limitSource: 'container', unit: 'cores', at });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function following() {
  const asked: unknown[] = [];
  const history = { ...key, unit: 'cores', at: [1000], mean: [0.5], min: [0.5], max: [0.5], limit: [1] } as const;
  const api: Pick<Api, 'getHistory'> = {
    getHistory(input) {
      asked.push(input);
      return Promise.resolve(ok([history]));
    },
  };
  const connection = createStore(() => ({ state: 'open' as ConnectionState }));
  const whole = ok({ seq: 0, snapshot: emptySnapshot });
  const replica = createReplica(() => Promise.resolve(whole));
  await replica.load(() => Promise.resolve(whole));
  const followed = followSeries({ api, connection, replica, intervalMs: () => 1000 }, [key], 60_000, 100);
  const stop = followed.start();
  await settled();
  const mean = () => followed.store.getState().series.get('container:ab\ncpu')?.mean;
  return { asked, connection, replica, mean, stop };
}

describe('followed series', () => {
  it('begin with their history and go on with the readings', async () => {
    const { asked, replica, mean } = await following();
    expect(asked).toEqual([{ series: [key], spanMs: 60_000, points: 100 }]);
    expect(mean()).toEqual([0.5]);
    replica.push({ seq: 1, patch: { at: 2000, readings: [reading(2000, 0.7), { ...reading(2000, 9), subject: 'container:cd' }] } });
    expect(mean()).toEqual([0.5, 0.7]);
  });

  it('ask for their history again after a reconnect', async () => {
    const { asked, connection } = await following();
    connection.setState({ state: 'lost' });
    expect(asked).toHaveLength(1);
    connection.setState({ state: 'open' });
    expect(asked).toHaveLength(2);
  });

  it('end when they are stopped', async () => {
    const { asked, connection, replica, mean, stop } = await following();
    stop();
    replica.push({ seq: 1, patch: { at: 2000, readings: [reading(2000, 0.7)] } });
    connection.setState({ state: 'lost' });
    connection.setState({ state: 'open' });
    expect(mean()).toEqual([0.5]);
    expect(asked).toHaveLength(1);
  });
});
