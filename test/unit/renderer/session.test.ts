import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Bridge } from '../../../src/renderer/bridge.ts';
import { createSession } from '../../../src/renderer/session.ts';
import type { ConnectionState } from '../../../src/renderer/socket-api.ts';
import { commandNames } from '../../../src/shared/ipc/channels.ts';
import type { Api } from '../../../src/shared/ipc/contract.ts';
import { err, ok } from '../../../src/shared/result.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

/** The other side: answers each command from a table and remembers what it was asked. */
function otherSide(right: 'view' | 'control' = 'control') {
  const calls: [string, unknown][] = [];
  const listeners = new Map<string, (payload: never) => void>();
  const answers: Record<string, unknown> = {
    getInfo: { right, shell: 'app', hostname: 'h', notices: [], newLink: null },
    look: { seq: 0, snapshot: emptySnapshot },
    getSnapshot: { seq: 0, snapshot: emptySnapshot },
    getHistory: [],
    getSettings: { settings: { monitor: { interval: '1s' }, appearance: {} }, fromEnvironment: [], changed: [], problems: [], path: '' },
    endProcess: { sent: 'SIGTERM' },
  };
  const refusals = new Map<string, string>();
  const command = (name: string) => (input: unknown) => {
    calls.push([name, input]);
    const refusal = refusals.get(name);
    return Promise.resolve(refusal === undefined ? ok(answers[name] ?? {}) : err('invalid-input', refusal));
  };
  const on = (name: string, listener: (payload: never) => void) => {
    listeners.set(name, listener);
    return () => listeners.delete(name);
  };
  const api = { ...Object.fromEntries(commandNames.map((name) => [name, command(name)])), on } as unknown as Api;
  const connection = createStore(() => ({ state: 'open' as ConnectionState }));
  const bridge: Bridge = { api, connection, retry() {}, close() {} };
  const page = { visible: true, change: () => {} };
  const session = createSession(bridge, {
    isVisible: () => page.visible,
    onVisibility(listener) {
      page.change = listener;
      return () => {};
    },
    setTimer: () => () => {},
  });
  const looks = (): unknown[] => calls.filter(([name]) => name === 'look').map(([, input]) => input);
  const emit = (name: string, payload: unknown): void => listeners.get(name)?.(payload as never);
  return { session, calls, looks, emit, page, connection, refusals };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

async function started(right?: 'view' | 'control') {
  const side = otherSide(right);
  side.session.start();
  await settled();
  return side;
}

describe('a session', () => {
  it('looks at what its view shows, and at nothing while it is hidden', async () => {
    const { session, looks, page } = await started();
    session.actions.show('processes');
    session.actions.show('containers');
    session.actions.show('environment');
    session.actions.show('settings');
    page.visible = false;
    page.change();
    page.visible = true;
    page.change();
    await settled();
    const views = ['overview', 'processes', 'containers', 'environment', 'tray', null, 'tray'];
    expect(looks()).toEqual(views.map((view) => ({ views: view === null ? [] : [view] })));
  });

  it('asks for everything again after a reconnect', async () => {
    const { calls, connection } = await started();
    const before = calls.length;
    connection.setState({ state: 'lost' });
    connection.setState({ state: 'open' });
    await settled();
    expect(new Set(calls.slice(before).map(([name]) => name))).toEqual(new Set(['getInfo', 'getSettings', 'look', 'getHistory']));
  });

  it('continues its charts from what is pushed', async () => {
    const { session, emit } = await started();
    const reading = { subject: 'host', resource: 'cpu', used: 1, limit: 4, limitSource: 'system', unit: 'cores', at: 5000 };
    emit('snapshot', { seq: 1, patch: { at: 5000, readings: [reading] } });
    expect(session.sparks.getState().series.get('host\ncpu')?.mean).toEqual([1]);
    expect(session.timeline.getState().series.get('host\ncpu')?.mean).toEqual([1]);
  });

  it('goes where the shell says', async () => {
    const { session, emit } = await started();
    emit('navigate', { view: 'settings' });
    expect(session.ui.getState().view).toBe('settings');
  });

  it('leaves step by step: the keys, the message, the view, the cursor, what was opened last, the popover', async () => {
    const { session, calls } = await started();
    const open = new Set(['resource:cpu', 'owner:app:node']);
    session.ui.setState({ view: 'settings', keysShown: true, toast: { kind: 'note', text: 'x' }, timelineAt: 5, open });
    const state = (): unknown => {
      const { keysShown, toast, view, timelineAt, open } = session.ui.getState();
      return { keysShown, toast: toast !== null, view, timelineAt, open: [...open] };
    };
    const now = state() as Record<string, unknown>;
    for (const closed of [
      { keysShown: false },
      { toast: false },
      { view: 'overview' },
      { timelineAt: null },
      { open: ['resource:cpu'] },
      { open: [] },
    ]) {
      session.actions.leave();
      Object.assign(now, closed);
      expect(state()).toEqual(now);
    }
    expect(calls.some(([name]) => name === 'closePopover')).toBe(false);
    session.actions.leave();
    expect(calls.at(-1)).toEqual(['closePopover', {}]);
  });

  it('asks for nothing it may not do, and says why', async () => {
    const { session, calls } = await started('view');
    const before = calls.length;
    await session.actions.togglePause();
    await session.actions.toggleMute();
    expect(await session.actions.end({ pid: 1, startTime: 1 })).toBeNull();
    expect(await session.actions.actOnContainer('ab'.repeat(32), 'kill')).toBe(false);
    expect(calls).toHaveLength(before);
    expect(session.ui.getState().toast?.kind).toBe('problem');
  });

  it('asks an engine, and tells its refusal in its words', async () => {
    const { session, calls, refusals } = await started();
    const id = 'ab'.repeat(32);
    expect(await session.actions.actOnContainer(id, 'stop')).toBe(true);
    expect(calls.at(-1)).toEqual(['actOnContainer', { id, action: 'stop' }]);
    refusals.set('actOnContainer', 'Cannot pause web: container is not running');
    expect(await session.actions.actOnContainer(id, 'pause')).toBe(false);
    expect(session.ui.getState().toast).toEqual({ kind: 'problem', text: 'Cannot pause web: container is not running' });
  });

  it('keeps what was wrong with a setting beside it until it is right', async () => {
    const { session, refusals } = await started();
    refusals.set('changeSettings', 'monitor.interval: expected a duration, got "soon"');
    await session.actions.set('monitor.interval', 'soon');
    expect(session.settings.getState().faults.get('monitor.interval')).toContain('got "soon"');
    refusals.clear();
    await session.actions.set('monitor.interval', '2s');
    expect(session.settings.getState().faults.size).toBe(0);
  });
});
