import { EventEmitter } from 'node:events';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commandNames } from '../../../src/shared/ipc/channels.ts';

type Listener = (...args: unknown[]) => void;
type ExposedApi = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const electron = vi.hoisted(() => ({ exposed: new Map<string, unknown>(), invoked: [] as unknown[][], ipc: null as EventEmitter | null }));
vi.mock('electron', () => {
  electron.ipc = new EventEmitter();
  return {
    contextBridge: { exposeInMainWorld: (key: string, api: unknown) => void electron.exposed.set(key, api) },
    ipcRenderer: {
      invoke: (...args: unknown[]) => void electron.invoked.push(args),
      on: (channel: string, listener: Listener) => electron.ipc?.on(channel, listener),
      removeListener: (channel: string, listener: Listener) => electron.ipc?.removeListener(channel, listener),
    },
  };
});

describe('the preload', () => {
  let api: ExposedApi;
  beforeAll(async () => {
    await import('../../../src/preload/index.ts');
    api = electron.exposed.get('api') as ExposedApi;
  });

  it('exposes one frozen object with the names of the contract, and nothing else', () => {
    expect([...electron.exposed.keys()]).toEqual(['api']);
    expect(Object.keys(api).sort()).toEqual([...commandNames, 'on'].sort());
    expect(Object.isFrozen(api)).toBe(true);
  });

  it('sends one value on the channel of the command, whatever else it is called with', () => {
    api['getInfo']?.({ a: 1 }, 'second', 'third');
    expect(electron.invoked).toEqual([['headroom:command:getInfo', { a: 1 }]]);
  });

  it('gives listeners the payload without the event, until they unsubscribe', () => {
    const got: unknown[][] = [];
    const stop = api['on']?.('snapshot', (...args: unknown[]) => got.push(args)) as () => void;
    electron.ipc?.emit('headroom:event:snapshot', { sender: 'secret' }, { seq: 1 });
    stop();
    electron.ipc?.emit('headroom:event:snapshot', { sender: 'secret' }, { seq: 2 });
    expect(got).toEqual([[{ seq: 1 }]]);
  });

  it('knows the events of the contract only', () => {
    expect(() => api['on']?.('headroom:command:quit', () => {})).toThrow(/expected an event \(snapshot/);
  });
});
